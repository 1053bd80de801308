// Asks for what an operation needs besides a token: the password, or the second factor.
import type { StepUp } from "@doorcode/react/hooks";
import { OtpInput } from "@doorcode/react/otp-input";
import { useEffect, useRef, useState, type ReactElement } from "react";

import { useWords } from "../words";
import { Field, Form, PasswordField, Submit, TextField } from "./form";
import { Trouble, useFaults } from "./trouble";

/** The dialog of one `useStepUp`; open while it demands something. */
export function StepUpDialog({ stepUp }: { readonly stepUp: StepUp }): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const { demand } = stepUp;
  const asked = demand !== undefined && demand.kind !== "confirmation";
  useEffect(() => {
    const element = dialog.current;
    if (asked && element?.open === false) element.showModal();
    if (!asked && element?.open === true) element.close();
  }, [asked]);
  const { words } = useWords();
  return (
    // Escape gives up
    <dialog ref={dialog} aria-label={demand?.kind === "password" ? words.stepUp.password : words.stepUp.factor} onClose={() => asked && stepUp.cancel()}>
      {asked ? <Evidence key={demand.kind} stepUp={stepUp} /> : null}
    </dialog>
  );
}

function Evidence({ stepUp }: { readonly stepUp: StepUp }): ReactElement {
  const { texts, words } = useWords();
  const [typed, setTyped] = useState("");
  const [recovery, setRecovery] = useState(false);
  const { demand, busy, error } = stepUp;
  const faults = useFaults(error);
  const cancel = (
    <button type="button" className="link" onClick={stepUp.cancel}>
      {words.cancel}
    </button>
  );
  if (demand?.kind === "password") {
    return (
      <Form busy={busy} onSubmit={() => void stepUp.answer({ password: typed })}>
        <h2>{words.stepUp.password}</h2>
        <p>{words.stepUp.passwordLead}</p>
        <PasswordField label={words.fields.password} autoComplete="current-password" autoFocus value={typed} onChange={setTyped} fault={faults["password"]} />
        <Trouble error={error} fields={["password"]} />
        <Submit busy={busy}>{words.stepUp.go}</Submit>
        {cancel}
      </Form>
    );
  }
  if (demand?.kind === "second_factor" && demand.secondFactor === undefined) {
    return (
      <>
        <h2>{words.stepUp.factor}</h2>
        <Trouble error={demand.error} />
        <p>{words.stepUp.nothingSent}</p>
        {cancel}
      </>
    );
  }
  const masked = demand?.kind === "second_factor" ? demand.secondFactor?.masked_to : undefined;
  return (
    <Form busy={busy} onSubmit={() => void stepUp.answer(recovery ? { recovery_code: typed } : { otp_code: typed })}>
      <h2>{words.stepUp.factor}</h2>
      <p>{words.stepUp.factorLead}</p>
      {masked === undefined ? null : <p role="status">{texts.sentTo(masked)}</p>}
      {recovery ? (
        <TextField label={words.fields.recoveryCode} dir="ltr" autoComplete="off" value={typed} onChange={setTyped} fault={faults["recovery_code"]} />
      ) : (
        <Field label={texts.labels.code} fault={faults["otp_code"]}>
          {({ id, invalid }) => <OtpInput id={id} autoFocus value={typed} onChange={setTyped} invalid={invalid || error?.code === "invalid_code"} />}
        </Field>
      )}
      <Trouble error={error} fields={["otp_code", "recovery_code"]} />
      <Submit busy={busy} busyWords={words.busy.checking}>
        {words.stepUp.go}
      </Submit>
      <div className="buttons">
        <button
          type="button"
          className="link"
          onClick={() => {
            setTyped("");
            setRecovery(!recovery);
          }}
        >
          {recovery ? words.login.useCode : words.login.useRecovery}
        </button>
        {cancel}
      </div>
    </Form>
  );
}
