// One operation, one code: the back end carries the transfer out with the token that comes of it, and with no other.
import type { Data } from "@doorcode/client";
import { useStepUp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { useChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Copy } from "../parts/copy";
import { Form, Submit, TextField } from "../parts/form";
import { Guard } from "../parts/guard";
import { Page } from "../parts/page";
import { Trouble, useFaults } from "../parts/trouble";
import { useWords } from "../words";

/** Confirms a transfer. */
export default function Transfer(): ReactElement {
  const { words } = useWords();
  return (
    <Page title={words.transfer.title}>
      <Guard>{() => <TransferForm />}</Guard>
    </Page>
  );
}

function TransferForm(): ReactElement {
  const { language, words } = useWords();
  const stepUp = useStepUp();
  const channels = useChannels();
  const [payee, setPayee] = useState("Bob");
  const [amount, setAmount] = useState("100 USD");
  const [confirmed, setConfirmed] = useState<Data<"confirm">>();
  const { otp } = stepUp;
  const faults = useFaults(stepUp.error);
  // nothing was sent yet: what is wrong is the form's
  const asked = otp !== undefined && (otp.status === "sent" || otp.status === "checking" || otp.status === "locked" || otp.expiresIn !== undefined);

  if (confirmed !== undefined) {
    return (
      <div>
        <p role="status" className="done">
          {words.transfer.done}
        </p>
        <pre className="token" dir="ltr" tabIndex={0}>
          {confirmed.confirmation_token}
        </pre>
        <div className="buttons">
          <Copy text={confirmed.confirmation_token} label={words.account.copy} done={words.account.copied} />
          <button type="button" className="small" onClick={() => setConfirmed(undefined)}>
            {words.transfer.again}
          </button>
        </div>
      </div>
    );
  }
  if (asked) {
    return (
      <CodeStep
        otp={otp}
        channels={channels}
        note={<p>{words.transfer.code(amount, payee)}</p>}
        onCode={(code) => void stepUp.answer({ otp_code: code })}
        onBack={stepUp.cancel}
        backLabel={words.cancel}
      />
    );
  }
  return (
    <Form busy={stepUp.busy} onSubmit={() => void stepUp.confirm({ action: "transfer", details: { amount, payee }, locale: language }).then(setConfirmed)}>
      <p>{words.transfer.lead}</p>
      <TextField label={words.transfer.payee} value={payee} onChange={setPayee} fault={faults["details"]} />
      <TextField label={words.transfer.amount} value={amount} onChange={setAmount} />
      <Trouble error={stepUp.error} fields={["details"]} />
      <Submit busy={stepUp.busy} busyWords={words.busy.sending}>
        {words.transfer.submit}
      </Submit>
    </Form>
  );
}
