// One operation, one code: the back end carries the transfer out with the token that comes of it, and with no other.
import type { User } from "@doorcode/client";
import { useOtp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { useChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Copy } from "../parts/copy";
import { landing } from "../parts/focus";
import { Form, Submit, TextField } from "../parts/form";
import { Guard } from "../parts/guard";
import { Page } from "../parts/page";
import { useAsking } from "../parts/send-form";
import { Trouble, useFaults } from "../parts/trouble";
import { useWords } from "../words";

/** Confirms a transfer. */
export default function Transfer(): ReactElement {
  const { words } = useWords();
  return (
    <Page title={words.transfer.title}>
      <Guard>{(user) => <TransferForm user={user} />}</Guard>
    </Page>
  );
}

function TransferForm({ user }: { readonly user: User }): ReactElement {
  const { language, words } = useWords();
  const channels = useChannels();
  // another account in this tab must not find the code of this one
  const otp = useOtp({ purpose: "confirm", name: `transfer.${user.id}` });
  // what the code that went out is for; the fields may say something else by now
  const { amount: sentAmount = "", payee: sentPayee = "" } = otp.ask?.details ?? {};
  const [payee, setPayee] = useState(sentPayee || "Bob");
  const [amount, setAmount] = useState(sentAmount || "100 USD");
  const asking = useAsking(otp);
  const faults = useFaults(otp.error);

  if (otp.data !== undefined) {
    return (
      <div>
        <p {...landing} className="done">
          {words.transfer.done}
        </p>
        <pre className="token" dir="ltr" tabIndex={0}>
          {otp.data.confirmation_token}
        </pre>
        <div className="buttons">
          <Copy text={otp.data.confirmation_token} label={words.account.copy} done={words.account.copied} />
          <button type="button" className="small" onClick={otp.reset}>
            {words.transfer.again}
          </button>
        </div>
      </div>
    );
  }
  if (!asking) {
    return (
      <CodeStep
        otp={otp}
        channels={channels}
        note={<p>{words.transfer.code(sentAmount, sentPayee)}</p>}
        onCode={(code) => void otp.verify(code)}
        onBack={otp.reset}
        backLabel={words.cancel}
      />
    );
  }
  const busy = otp.status === "sending";
  return (
    <Form busy={busy} onSubmit={() => void otp.send({ action: "transfer", details: { amount, payee }, locale: language })}>
      <p>{words.transfer.lead}</p>
      <TextField label={words.transfer.payee} value={payee} onChange={setPayee} fault={faults["details"]} />
      <TextField label={words.transfer.amount} value={amount} onChange={setAmount} />
      <Trouble error={otp.error} fields={["details"]} />
      <Submit busy={busy} busyWords={words.busy.sending}>
        {words.transfer.submit}
      </Submit>
    </Form>
  );
}
