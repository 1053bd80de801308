// The mailbox of the account: a code goes to it, and the proof is handed in.
import type { User } from "@doorcode/client";
import { useClient, useOtp, type StepUp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { useChannels } from "../../parts/channel-choice";
import { CodeStep } from "../../parts/code-step";
import { landing } from "../../parts/focus";
import { TextField } from "../../parts/form";
import { SendForm, useAsking } from "../../parts/send-form";
import { Trouble, useFaults } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card, Change, type Changing } from "./card";

/** The mailbox. */
export function Email({ user, stepUp }: { readonly user: User; readonly stepUp: StepUp }): ReactElement {
  const { language, words } = useWords();
  const client = useClient();
  const [at, setAt] = useState<Changing>("closed");
  const [email, setEmail] = useState(user.email ?? "");
  const change = useCall((to: string, token: string) => stepUp.run((evidence) => client.setEmail({ email: to, verification_token: token, ...evidence })));
  const handIn = async (to: string, token: string): Promise<void> => {
    if ((await change.run(to, token)) === undefined) return;
    setAt("done");
    otp.reset();
  };
  // another account in this tab must not find the code of this one
  const otp = useOtp({ purpose: "prove_address", name: `email.${user.id}`, onVerified: (proof, ask) => void handIn(ask.to, proof.verification_token) });
  const asking = useAsking(otp);
  const faults = useFaults(otp.error);
  const offered = useChannels().includes("email");
  const { ask, data } = otp;
  return (
    <Card title={words.account.email} lead={words.account.emailLead}>
      <ul className="rows">
        <li>
          <span>
            <bdi>{user.email ?? words.account.none}</bdi>
          </span>
          {user.email === undefined ? null : <span className={user.email_verified ? "badge good" : "badge"}>{user.email_verified ? words.account.verified : words.account.unverified}</span>}
        </li>
      </ul>
      {ask !== undefined && data !== undefined ? (
        <>
          {change.error === undefined ? <p {...landing}>{words.account.emailProven(ask.to)}</p> : <Trouble error={change.error} />}
          <div className="buttons">
            <button type="button" aria-disabled={change.busy} onClick={() => void handIn(ask.to, data.verification_token)}>
              {change.busy ? words.busy.working : words.save}
            </button>
            <button type="button" className="link" onClick={otp.reset}>
              {words.cancel}
            </button>
          </div>
        </>
      ) : !asking ? (
        <CodeStep otp={otp} channels={["email"]} onCode={(code) => void otp.verify(code)} onBack={otp.reset} />
      ) : offered ? (
        <Change at={at} label={words.account.changeEmail} done={words.account.emailDone} onOpen={() => setAt("open")}>
          <SendForm otp={otp} fields={["to"]} onSend={() => void otp.send({ to: email, channel: "email", locale: language })} onBack={() => setAt("closed")} backLabel={words.cancel}>
            <TextField label={words.fields.email} type="email" autoComplete="email" autoFocus value={email} onChange={setEmail} fault={faults["to"]} />
          </SendForm>
        </Change>
      ) : null}
    </Card>
  );
}
