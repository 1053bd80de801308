// A forgotten password: which account, how the code shall come, the code, and only then the new password. Nothing here tells
// whether there is such an account, and every channel is shown to everybody.
import { isNetworkFailure, type Channel } from "@doorcode/client";
import { useClient, useConfig, useOtp, type Otp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";
import { Link } from "wouter";

import { ChannelChoice, everyChannel } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Form, PasswordField, Submit, TextField } from "../parts/form";
import { identifierOf, type Identifier } from "../parts/identifier";
import { Page } from "../parts/page";
import { Trouble, useFaults } from "../parts/trouble";
import { useCall } from "../use-call";
import { useWords } from "../words";

/** A forgotten password. */
export default function ForgotPassword(): ReactElement {
  const { words } = useWords();
  const otp = useOtp({ purpose: "reset" });
  const [account, setAccount] = useState<Identifier>();
  const [done, setDone] = useState(false);
  const [companion, setCompanion] = useState("");
  const asking = otp.status === "idle" || (otp.status === "sending" && otp.expiresIn === undefined);
  const token = otp.status === "verified" ? otp.data?.verification_token : undefined;
  const faults = useFaults(otp.error);
  const named = otp.error?.fieldErrors;
  // a fault of the name is mended where the name was typed
  const misnamed = asking && (named?.["email"] ?? named?.["username"] ?? named?.["phone"]) !== undefined;
  const [recovery, setRecovery] = useState(false);
  if (otp.error?.code === "second_factor_required" && !recovery) setRecovery(true);

  if (done) {
    return (
      <Page title={words.forgot.title}>
        <p role="status" className="done">
          {words.forgot.done}
        </p>
        <Link href="/app/login">{words.nav.login}</Link>
      </Page>
    );
  }
  const step = asking ? (account === undefined || misnamed ? 1 : 2) : token === undefined ? 3 : 4;
  const again = (): void => {
    otp.reset();
    setAccount(undefined);
    setCompanion("");
    setRecovery(false);
  };
  return (
    <Page title={words.forgot.title} step={step} steps={4}>
      {step === 1 ? (
        <NameStep
          fault={faults["email"] ?? faults["username"] ?? faults["phone"]}
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
          onCode={(code) => void otp.verify(code, companion === "" ? {} : { recovery_code: companion })}
          onBack={again}
          backLabel={words.back}
        >
          {recovery ? (
            <>
              <p role="status">{words.forgot.recovery}</p>
              <TextField label={words.fields.recoveryCode} dir="ltr" autoComplete="off" value={companion} onChange={setCompanion} fault={faults["recovery_code"]} />
            </>
          ) : null}
        </CodeStep>
      ) : null}
      {step === 4 && token !== undefined ? <PasswordStep otp={otp} token={token} companion={companion} onDone={() => setDone(true)} onGone={again} /> : null}
    </Page>
  );
}

function NameStep({ fault, onName }: { readonly fault: string | undefined; readonly onName: (name: Identifier) => void }): ReactElement {
  const { texts, words } = useWords();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  return (
    <Form
      onSubmit={() => {
        setMissing(name.trim() === "");
        if (name.trim() !== "") onName(identifierOf(name));
      }}
    >
      <p>{words.forgot.who}</p>
      <TextField label={words.forgot.identifier} autoComplete="username" autoFocus value={name} onChange={setName} fault={missing ? texts.faults.required : fault} />
      <Submit>{words.continue}</Submit>
    </Form>
  );
}

function ChannelStep({ otp, account, onBack }: { readonly otp: Otp<"reset">; readonly account: Identifier; readonly onBack: () => void }): ReactElement {
  const { language, texts, words } = useWords();
  const [channel, setChannel] = useState<Channel>("sms");
  const faults = useFaults(otp.error);
  const sending = otp.status === "sending";
  return (
    <Form busy={sending} onSubmit={() => void otp.send({ ...account, channel, locale: language })}>
      <p>{words.forgot.how}</p>
      <ChannelChoice channels={everyChannel} value={channel} onChange={setChannel} fault={faults["channel"]} />
      <Trouble error={otp.error} fields={["channel"]} />
      <Submit busy={sending} busyWords={words.busy.sending}>
        {texts.labels.sendCode}
      </Submit>
      <button type="button" className="link" onClick={onBack}>
        {words.back}
      </button>
    </Form>
  );
}

function PasswordStep({ otp, token, companion, onDone, onGone }: {
  readonly otp: Otp<"reset">;
  readonly token: string;
  readonly companion: string;
  readonly onDone: () => void;
  readonly onGone: () => void;
}): ReactElement {
  const { words } = useWords();
  const client = useClient();
  const { config } = useConfig();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const reset = useCall(() =>
    client.forgotPasswordOtp({ ...otp.ask, verification_token: token, new_password: password, ...(companion === "" ? {} : { recovery_code: companion }) }),
  );
  const faults = useFaults(reset.error);
  const submit = async (): Promise<void> => {
    setDiffer(password !== again);
    if (password === again && (await reset.run()) !== undefined) onDone();
  };
  const over = reset.error !== undefined && !isNetworkFailure(reset.error) && reset.error.code === "invalid_code";
  return (
    <Form busy={reset.busy} onSubmit={() => void submit()}>
      <p role="status">{words.forgot.password}</p>
      <PasswordField label={words.fields.newPassword} autoComplete="new-password" autoFocus hint={words.passwordHint(config?.password.min_length ?? 8)} value={password} onChange={setPassword} fault={faults["new_password"]} />
      <PasswordField label={words.fields.confirmPassword} autoComplete="new-password" value={again} onChange={setAgain} fault={differ ? words.passwordsDiffer : undefined} />
      <Trouble error={reset.error} fields={["new_password"]} />
      <Submit busy={reset.busy}>{words.forgot.submit}</Submit>
      {over ? (
        <button type="button" className="link" onClick={onGone}>
          {words.back}
        </button>
      ) : null}
    </Form>
  );
}
