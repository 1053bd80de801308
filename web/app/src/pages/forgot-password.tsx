// A forgotten password: which account, how the code shall come, the code, and only then the new password. Nothing here tells
// whether there is such an account, and every channel is shown to everybody.
import type { Channel } from "@doorcode/client";
import { useClient, useOtp, type Otp } from "@doorcode/react/hooks";
import { useId, useState, type ReactElement } from "react";

import { everyChannel, useChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Finished } from "../parts/finished";
import { Form, Submit, TextField, Whose } from "../parts/form";
import { identifierOf, type Identifier } from "../parts/identifier";
import { NewPasswordFields, useNewPassword } from "../parts/new-password";
import { Page } from "../parts/page";
import { SendForm, useAsking } from "../parts/send-form";
import { Over, Trouble, useFaults } from "../parts/trouble";
import { useCall } from "../use-call";
import { useWords } from "../words";

/** A forgotten password. */
export default function ForgotPassword(): ReactElement {
  const { words } = useWords();
  const otp = useOtp({ purpose: "reset" });
  const [account, setAccount] = useState<Identifier>();
  const [typed, setTyped] = useState("");
  const [done, setDone] = useState(false);
  // a recovery code is asked for where the code came by the second factor itself; it is kept nowhere, not even for a reload
  const [recovery, setRecovery] = useState("");
  const [wanted, setWanted] = useState(false);
  const besides = useId();
  if (otp.error?.code === "second_factor_required" && !wanted) setWanted(true);
  const asking = useAsking(otp);
  const token = otp.status === "verified" ? otp.data?.verification_token : undefined;
  const faults = useFaults(otp.error);
  // of two codes one is wrong, and the server does not tell which
  const ambiguous = recovery !== "" && otp.error?.code === "invalid_code";
  const named = faults["email"] ?? faults["username"] ?? faults["phone"];

  if (done) {
    return (
      <Page title={words.forgot.title}>
        <Finished>{words.forgot.done}</Finished>
      </Page>
    );
  }
  // a fault of the name is mended where the name was typed
  const step = !asking ? (token === undefined ? 3 : 4) : account === undefined || named !== undefined ? 1 : 2;
  const again = (): void => {
    otp.reset();
    setAccount(undefined);
    setRecovery("");
    setWanted(false);
  };
  return (
    <Page title={words.forgot.title} step={step} steps={4}>
      {step === 1 ? (
        <NameStep
          name={typed}
          onType={setTyped}
          fault={named}
          onName={(name) => {
            otp.reset();
            setAccount(name);
          }}
        />
      ) : null}
      {step === 2 && account !== undefined ? <ChannelStep otp={otp} account={account} onBack={again} /> : null}
      {step === 3 ? (
        <CodeStep
          otp={otp}
          channels={everyChannel}
          sent={words.forgot.sent}
          note={<p className="hint">{otp.channel === "email" ? words.forgot.nothingByMail : words.forgot.nothing}</p>}
          onCode={(code) => void otp.verify(code, recovery === "" ? {} : { recovery_code: recovery })}
          onBack={again}
          backLabel={words.back}
          ambiguous={ambiguous}
        >
          {wanted ? (
            <>
              <p id={besides}>{words.forgot.recovery}</p>
              <TextField
                label={words.fields.recoveryCode}
                about={besides}
                autoFocus
                dir="ltr"
                autoComplete="off"
                value={recovery}
                onChange={setRecovery}
                fault={faults["recovery_code"] ?? (ambiguous ? words.checkRecovery : undefined)}
              />
            </>
          ) : null}
        </CodeStep>
      ) : null}
      {step === 4 && token !== undefined ? <PasswordStep otp={otp} token={token} recovery={recovery} onRecovery={setRecovery} onDone={() => setDone(true)} onGone={again} /> : null}
    </Page>
  );
}

function NameStep({ name, onType, fault, onName }: {
  readonly name: string;
  readonly onType: (name: string) => void;
  readonly fault: string | undefined;
  readonly onName: (name: Identifier) => void;
}): ReactElement {
  const { texts, words } = useWords();
  const [asked, setAsked] = useState(false);
  const missing = asked && name.trim() === "";
  return (
    <Form
      onSubmit={() => {
        setAsked(true);
        if (name.trim() !== "") onName(identifierOf(name));
      }}
    >
      <p>{words.forgot.who}</p>
      <TextField label={words.forgot.identifier} autoComplete="username" autoFocus value={name} onChange={onType} fault={missing ? texts.faults.required : fault} />
      <Submit>{words.continue}</Submit>
    </Form>
  );
}

function ChannelStep({ otp, account, onBack }: { readonly otp: Otp<"reset">; readonly account: Identifier; readonly onBack: () => void }): ReactElement {
  const { language, words } = useWords();
  const [first = "sms"] = useChannels();
  const [chosen, setChannel] = useState<Channel>();
  const channel = chosen ?? first;
  return (
    <SendForm otp={otp} lead={words.forgot.how(Object.values(account).join(" "))} fields={[]} channels={everyChannel} channel={channel} onChannel={setChannel} onSend={() => void otp.send({ ...account, channel, locale: language })} onBack={onBack} />
  );
}

function PasswordStep({ otp, token, recovery, onRecovery, onDone, onGone }: {
  readonly otp: Otp<"reset">;
  readonly token: string;
  readonly recovery: string;
  readonly onRecovery: (code: string) => void;
  readonly onDone: () => void;
  readonly onGone: () => void;
}): ReactElement {
  const { words } = useWords();
  const client = useClient();
  const right = useId();
  const password = useNewPassword();
  const reset = useCall(() =>
    client.forgotPasswordOtp({ ...otp.ask, verification_token: token, new_password: password.value, ...(recovery === "" ? {} : { recovery_code: recovery }) }),
  );
  const faults = useFaults(reset.error);
  // what went along with the code may be wrong: it is checked only now. After a reload the server asks for it anew
  const [wanted, setWanted] = useState(recovery !== "");
  if (reset.error?.code === "second_factor_required" && !wanted) setWanted(true);
  const submit = async (): Promise<void> => {
    if (password.agree() && (await reset.run()) !== undefined) onDone();
  };
  const refused = reset.error?.code === "invalid_code";
  // without a recovery code nothing but the proof can be wrong
  const gone = otp.expiresIn === 0 || (refused && recovery === "");
  const mistyped = refused && !gone;
  return (
    <Form busy={reset.busy} onSubmit={() => void submit()}>
      <Whose name={otp.to ?? ""} />
      <p id={right}>{words.forgot.password}</p>
      <NewPasswordFields password={password} about={right} label={words.fields.newPassword} autoFocus fault={faults["new_password"]} />
      {wanted ? <TextField label={words.fields.recoveryCode} dir="ltr" autoComplete="off" value={recovery} onChange={onRecovery} fault={faults["recovery_code"] ?? (mistyped ? words.checkRecovery : undefined)} /> : null}
      {refused && gone ? null : <Trouble error={reset.error} fields={["new_password", "recovery_code"]} />}
      <Over over={gone} refused={refused}>
        {words.proofExpired}
      </Over>
      <Submit busy={reset.busy}>{words.forgot.submit}</Submit>
      {gone || refused ? (
        <button type="button" className="link" onClick={onGone}>
          {words.startAgain}
        </button>
      ) : null}
    </Form>
  );
}
