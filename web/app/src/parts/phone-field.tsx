// A phone number. The numbering plans of the world come when a number is asked for; until then a box of the same size.
import { lazy, Suspense, type ReactElement } from "react";

import { phoneInput } from "../files";
import { useWords } from "../words";
import { Field } from "./form";

const PhoneInput = lazy(async () => ({ default: (await phoneInput()).PhoneInput }));

/** A phone number in E.164. */
export function PhoneField({ value, onChange, fault, optional = false, autoFocus = false }: {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly autoFocus?: boolean;
}): ReactElement {
  const { texts } = useWords();
  return (
    <Field label={texts.labels.phone} fault={fault} optional={optional}>
      {({ id, invalid, "aria-describedby": describedBy }) => (
        <Suspense fallback={<div className="placeholder" />}>
          <PhoneInput id={id} value={value} onChange={onChange} invalid={invalid} autoFocus={autoFocus} {...(describedBy === undefined ? {} : { "aria-describedby": describedBy })} />
        </Suspense>
      )}
    </Field>
  );
}
