// What every form is made of: the form, a field with its label and fault, a button that tells when it is busy.
import { useEffect, useId, useRef, useState, type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactElement, type ReactNode } from "react";

import { useWords } from "../words";

/** A form whose answers are the server's: nothing is sent by the browser itself. */
export function Form({ onSubmit, busy = false, children, label }: {
  readonly onSubmit: () => void;
  readonly busy?: boolean;
  readonly children: ReactNode;
  readonly label?: string;
}): ReactElement {
  const form = useRef<HTMLFormElement>(null);
  const [submits, setSubmits] = useState(0);
  // what was refused leads to the first field at fault, whoever found it: the server or the page
  useEffect(() => {
    if (submits > 0 && !busy) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [submits, busy]);
  return (
    <form
      ref={form}
      noValidate
      aria-busy={busy}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        setSubmits((count) => count + 1);
        onSubmit();
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
export function Field({ label, about, hint, fault, optional = false, children }: {
  readonly label: string;
  /** The id of a sentence elsewhere that is read with the control, for a step that begins there: nothing else tells it aloud. */
  readonly about?: string | undefined;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly children: (wiring: Wiring) => ReactNode;
}): ReactElement {
  const id = useId();
  const { words } = useWords();
  const described = [...(about === undefined ? [] : [about]), ...(hint === undefined ? [] : [`${id}-hint`]), ...(fault === undefined ? [] : [`${id}-fault`])];
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
  readonly about?: string | undefined;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field of text. */
export function TextField({ label, about, hint, fault, optional = false, onChange, ...rest }: TextFieldProps): ReactElement {
  return (
    <Field label={label} about={about} hint={hint} fault={fault} optional={optional}>
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
  const { label, about, hint, fault, onChange, ...rest } = props;
  return (
    <Field label={label} about={about} hint={hint} fault={fault}>
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

/** Whose password it is, for a password manager; nobody sees it. */
export function Whose({ name }: { readonly name: string }): ReactElement {
  return <input type="text" name="username" autoComplete="username" readOnly hidden value={name} />;
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
