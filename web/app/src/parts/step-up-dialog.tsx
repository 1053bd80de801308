// Asks for what an operation needs besides a token: the password, the second factor, or to sign in anew.
import type { StepUp } from "@doorcode/react/hooks";
import { useEffect, useRef, useState, type ReactElement } from "react";

import { useWords } from "../words";
import { FactorStep } from "./factor-step";
import { Form, PasswordField, Submit } from "./form";
import { Outbox } from "./outbox";
import { SignInAgain } from "./sign-in-again";
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
      {/* the one in the header is out of reach as long as this is open */}
      {demand?.kind === "second_factor" ? <Outbox /> : null}
    </dialog>
  );
}

function Evidence({ stepUp }: { readonly stepUp: StepUp }): ReactElement {
  const { words } = useWords();
  const { demand, otp } = stepUp;
  if (demand?.kind === "password") return <PasswordEvidence stepUp={stepUp} />;
  if (demand?.kind === "second_factor" && otp !== undefined) {
    return (
      <>
        <h2>{words.stepUp.factor}</h2>
        <FactorStep
          otp={otp}
          lead={words.stepUp.factorLead}
          // the channel is the factor's own
          channels={[]}
          busy={stepUp.busy}
          error={stepUp.error}
          onCode={(code) => void stepUp.answer({ otp_code: code })}
          onRecovery={(code) => void stepUp.answer({ recovery_code: code })}
          onCancel={stepUp.cancel}
        />
      </>
    );
  }
  return (
    <>
      <h2>{words.stepUp.factor}</h2>
      <SignInAgain onCancel={stepUp.cancel} />
    </>
  );
}

function PasswordEvidence({ stepUp }: { readonly stepUp: StepUp }): ReactElement {
  const { words } = useWords();
  const [password, setPassword] = useState("");
  const { busy, error } = stepUp;
  const faults = useFaults(error);
  return (
    <Form busy={busy} onSubmit={() => void stepUp.answer({ password })}>
      <h2>{words.stepUp.password}</h2>
      <p>{words.stepUp.passwordLead}</p>
      <PasswordField label={words.fields.password} autoComplete="current-password" autoFocus value={password} onChange={setPassword} fault={faults["password"]} />
      <Trouble error={error} fields={["password"]} />
      <Submit busy={busy}>{words.stepUp.go}</Submit>
      <button type="button" className="link" onClick={stepUp.cancel}>
        {words.cancel}
      </button>
    </Form>
  );
}
