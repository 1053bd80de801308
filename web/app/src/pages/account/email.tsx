// The mailbox of the account: a code goes to it, and the proof is handed in.
import type { User } from "@doorcode/client";
import { useClient, useOtp, type StepUp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { CodeStep } from "../../parts/code-step";
import { Form, Submit, TextField } from "../../parts/form";
import { Trouble, useFaults } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card, Done } from "./card";

/** The mailbox. */
export function Email({ user, stepUp }: { readonly user: User; readonly stepUp: StepUp }): ReactElement {
  const { language, texts, words } = useWords();
  const client = useClient();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const [email, setEmail] = useState(user.email ?? "");
  const change = useCall((to: string, token: string) => stepUp.run((evidence) => client.setEmail({ email: to, verification_token: token, ...evidence })));
  const handIn = async (to: string, token: string): Promise<void> => {
    if ((await change.run(to, token)) === undefined) return;
    setOpen(false);
    setDone(true);
    otp.reset();
  };
  const otp = useOtp({ purpose: "prove_address", name: "email", onVerified: (proof, ask) => void handIn(ask.to, proof.verification_token) });
  const faults = useFaults(otp.error);
  const sending = otp.status === "sending";
  const asking = otp.status === "idle" || (sending && otp.expiresIn === undefined);
  return (
    <Card title={words.account.email} lead={words.account.emailLead}>
      <p>
        <bdi>{user.email ?? words.account.none}</bdi>{" "}
        {user.email === undefined ? null : <span className={user.email_verified ? "badge good" : "badge"}>{user.email_verified ? words.account.verified : words.account.unverified}</span>}
      </p>
      <Done>{done && !open ? words.account.emailDone : undefined}</Done>
      {otp.status === "verified" ? (
        <>
          <Trouble error={change.error} />
          <div className="buttons">
            <button type="button" disabled={change.busy} onClick={() => otp.data !== undefined && otp.ask !== undefined && void handIn(otp.ask.to, otp.data.verification_token)}>
              {change.busy ? words.busy.working : words.save}
            </button>
            <button type="button" className="link" onClick={otp.reset}>
              {words.cancel}
            </button>
          </div>
        </>
      ) : !asking ? (
        <CodeStep otp={otp} channels={["email"]} onCode={(code) => void otp.verify(code)} onBack={otp.reset} />
      ) : open ? (
        <Form busy={sending} onSubmit={() => void otp.send({ to: email, channel: "email", locale: language })}>
          <TextField label={words.fields.email} type="email" autoComplete="email" autoFocus value={email} onChange={setEmail} fault={faults["to"]} />
          <Trouble error={otp.error} fields={["to"]} />
          <Submit busy={sending} busyWords={words.busy.sending}>
            {texts.labels.sendCode}
          </Submit>
          <button type="button" className="link" onClick={() => setOpen(false)}>
            {words.cancel}
          </button>
        </Form>
      ) : (
        <button
          type="button"
          onClick={() => {
            setDone(false);
            setOpen(true);
          }}
        >
          {words.account.changeEmail}
        </button>
      )}
    </Card>
  );
}
