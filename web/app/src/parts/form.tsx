// What every form is made of: the form, a field with its label and fault, a button that tells when it is busy.
import { useId, useState, type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactElement, type ReactNode } from "react";

import { useWords } from "../words";

/** A form whose answers are the server's: nothing is sent by the browser itself. */
export function Form({ onSubmit, busy = false, children, label }: {
  readonly onSubmit: () => void;
  readonly busy?: boolean;
  readonly children: ReactNode;
  readonly label?: string;
}): ReactElement {
  return (
    <form
      noValidate
      aria-busy={busy}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** What a control must be given to belong to its label, hint and fault. */
export interface Wiring {
  readonly id: string;
  readonly invalid: boolean;
  readonly "aria-describedby": string | undefined;
}

/** A label, a control, a hint and what is wrong with it. */
export function Field({ label, hint, fault, optional = false, children }: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly children: (wiring: Wiring) => ReactNode;
}): ReactElement {
  const id = useId();
  const { words } = useWords();
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(fault === undefined ? [] : [`${id}-fault`])];
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional ? <span className="quiet"> ({words.fields.optional})</span> : null}
      </label>
      {children({ id, invalid: fault !== undefined, "aria-describedby": described.length === 0 ? undefined : described.join(" ") })}
      {hint === undefined ? null : (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault === undefined ? null : (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

/** What a `TextField` is given; anything else goes to the input. */
export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange"> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field of text. */
export function TextField({ label, hint, fault, optional = false, onChange, ...rest }: TextFieldProps): ReactElement {
  return (
    <Field label={label} hint={hint} fault={fault} optional={optional}>
      {({ invalid, ...wiring }) => (
        <input dir="auto" autoCapitalize="none" spellCheck={false} {...rest} {...wiring} aria-invalid={invalid} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

/** A password, which can be shown. */
export function PasswordField(props: TextFieldProps): ReactElement {
  const [shown, setShown] = useState(false);
  const { words } = useWords();
  const { label, hint, fault, onChange, ...rest } = props;
  return (
    <Field label={label} hint={hint} fault={fault}>
      {({ invalid, ...wiring }) => (
        <span className="password" dir="ltr">
          <input {...rest} {...wiring} dir="ltr" type={shown ? "text" : "password"} autoCapitalize="none" spellCheck={false} aria-invalid={invalid} onChange={(event) => onChange(event.target.value)} />
          <button type="button" className="eye" aria-pressed={shown} aria-label={words.show} onClick={() => setShown(!shown)}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z" />
              <circle cx="12" cy="12" r="2.8" />
              {shown ? <path d="M4 4l16 16" /> : null}
            </svg>
          </button>
        </span>
      )}
    </Field>
  );
}

/** The button that sends a form. While it is busy it says so, keeps the focus, and does nothing. */
export function Submit({ busy = false, busyWords, children, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly busy?: boolean;
  readonly busyWords?: string;
}): ReactElement {
  const { words } = useWords();
  return (
    <button type="submit" className={`primary ${className ?? ""}`} {...rest} aria-disabled={busy || rest.disabled}>
      {busy ? (busyWords ?? words.busy.working) : children}
    </button>
  );
}
