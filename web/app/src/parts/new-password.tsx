// A new password, typed twice.
import { useConfig } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { useWords } from "../words";
import { PasswordField } from "./form";

/** What was typed in the two fields. */
export interface NewPassword {
  readonly value: string;
  readonly again: string;
  readonly differ: boolean;
  readonly type: (value: string) => void;
  readonly typeAgain: (again: string) => void;
  /** Whether both are the same; where they are not, the second field says so. */
  readonly agree: () => boolean;
}

/** A new password, typed twice; `before` is what was typed there before. */
export function useNewPassword(before = ""): NewPassword {
  const [value, type] = useState(before);
  const [again, typeAgain] = useState(before);
  const [asked, setAsked] = useState(false);
  const differ = asked && value !== again;
  const agree = (): boolean => {
    setAsked(true);
    return value === again;
  };
  return { value, again, differ, type, typeAgain, agree };
}

/** The two fields. */
export function NewPasswordFields({ password, label, about, fault, autoFocus = false }: {
  readonly password: NewPassword;
  readonly label: string;
  readonly about?: string | undefined;
  readonly fault?: string | undefined;
  readonly autoFocus?: boolean;
}): ReactElement {
  const { words } = useWords();
  const { config } = useConfig();
  return (
    <>
      <PasswordField label={label} about={about} autoComplete="new-password" autoFocus={autoFocus} hint={words.passwordHint(config?.password.min_length ?? 8)} value={password.value} onChange={password.type} fault={fault} />
      <PasswordField label={words.fields.confirmPassword} autoComplete="new-password" value={password.again} onChange={password.typeAgain} fault={password.differ ? words.passwordsDiffer : undefined} />
    </>
  );
}
