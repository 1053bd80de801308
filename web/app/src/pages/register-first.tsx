// The other order: the account with a username first, its proof afterwards.
import type { Channel } from "@doorcode/client";
import { useClient, useConfig, useOtp, type Otp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";
import { Link } from "wouter";

import { ChannelChoice, usePhoneChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Form, PasswordField, Submit, TextField } from "../parts/form";
import { Page } from "../parts/page";
import { PhoneField } from "../parts/phone-field";
import { Trouble, useFaults } from "../parts/trouble";
import { useCall } from "../use-call";
import { useWords } from "../words";

/** Registration first, proof later. */
export default function RegisterFirst(): ReactElement {
  const { words } = useWords();
  const otp = useOtp({ purpose: "activate" });
  const phoneChannels = usePhoneChannels();
  const asking = otp.status === "idle" || (otp.status === "sending" && otp.expiresIn === undefined);
  // whoever comes back, on another device perhaps, has an account that waits
  const [resuming, setResuming] = useState(false);
  const [resumed, setResumed] = useState(false);
  if (otp.status === "verified" || resumed) {
    return (
      <Page title={words.registerFirst.title}>
        <p role="status" className="done">
          {words.registerFirst.done}
        </p>
        <Link href="/app/login">{words.nav.login}</Link>
      </Page>
    );
  }
  return (
    <Page title={words.registerFirst.title} step={asking ? 1 : 2} steps={2}>
      {asking && resuming ? (
        <ResumeStep onDone={() => setResumed(true)} onBack={() => setResuming(false)} />
      ) : asking ? (
        <>
          <AccountStep otp={otp} />
          <button type="button" className="link" onClick={() => setResuming(true)}>
            {words.registerFirst.resume}
          </button>
        </>
      ) : (
        <CodeStep otp={otp} channels={otp.channel === "email" ? [] : phoneChannels} onCode={(code) => void otp.verify(code)} onBack={otp.reset} backLabel={words.back} />
      )}
    </Page>
  );
}

function AccountStep({ otp }: { readonly otp: Otp<"activate"> }): ReactElement {
  const { language, words } = useWords();
  const { config } = useConfig();
  const phoneChannels = usePhoneChannels();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const [channel, setChannel] = useState<Channel>("sms");
  const [phone, setPhone] = useState<string>();
  const [email, setEmail] = useState("");
  const faults = useFaults(otp.error);
  const sending = otp.status === "sending";
  const byMail = channel === "email";
  const submit = (): void => {
    setDiffer(password !== again);
    if (password !== again) return;
    void otp.send({ username, password, channel, locale: language, ...(byMail ? { email } : { mobile_number: phone ?? "" }) });
  };
  return (
    <Form busy={sending} onSubmit={submit}>
      <p>{words.registerFirst.lead}</p>
      <TextField label={words.fields.username} autoComplete="username" autoFocus value={username} onChange={setUsername} fault={faults["username"]} />
      <PasswordField label={words.fields.password} autoComplete="new-password" hint={words.passwordHint(config?.password.min_length ?? 8)} value={password} onChange={setPassword} fault={faults["password"]} />
      <PasswordField label={words.fields.confirmPassword} autoComplete="new-password" value={again} onChange={setAgain} fault={differ ? words.passwordsDiffer : undefined} />
      <ChannelChoice channels={[...phoneChannels, "email"]} value={channel} onChange={setChannel} fault={faults["channel"]} />
      {byMail ? (
        <TextField label={words.fields.email} type="email" autoComplete="email" value={email} onChange={setEmail} fault={faults["email"]} />
      ) : (
        <PhoneField value={phone} onChange={setPhone} fault={faults["mobile_number"]} />
      )}
      <Trouble error={otp.error} fields={["username", "password", "channel", "email", "mobile_number"]} />
      <Submit busy={sending} busyWords={words.busy.sending}>
        {words.registerFirst.submit}
      </Submit>
    </Form>
  );
}

function ResumeStep({ onDone, onBack }: { readonly onDone: () => void; readonly onBack: () => void }): ReactElement {
  const { language, texts, words } = useWords();
  const client = useClient();
  const phoneChannels = usePhoneChannels();
  const [to, setTo] = useState("");
  const [channel, setChannel] = useState<Channel>("sms");
  const [sent, setSent] = useState(false);
  const byMail = to.includes("@");
  const address = byMail ? { email: to.trim() } : { mobile_number: to.trim() };
  const send = useCall((by: Channel) => client.resendRegistrationOtp({ ...address, channel: by, locale: language }));
  const check = useCall((code: string) => client.verifyRegistration({ ...address, otp: code }));
  const faults = useFaults(send.error);
  const ask = async (by: Channel): Promise<boolean> => {
    const done = (await send.run(by)) !== undefined;
    if (done) setChannel(by);
    setSent(done || sent);
    return done;
  };
  if (sent) {
    const status = send.busy ? "sending" : check.busy ? "checking" : "sent";
    const otp = { status, to: undefined, channel: byMail ? "email" : channel, error: check.error ?? send.error, resendIn: 0, expiresIn: undefined, retryIn: 0, canResend: status === "sent", canVerify: status === "sent" } as const;
    return (
      <CodeStep
        otp={{ ...otp, resend: (by) => ask(by === undefined || by === "auto" ? otp.channel : by) }}
        channels={byMail ? [] : phoneChannels}
        sent={words.login.unknown}
        onCode={(code) => void check.run(code).then((done) => done !== undefined && onDone())}
        onBack={onBack}
        backLabel={words.back}
      />
    );
  }
  return (
    <Form busy={send.busy} onSubmit={() => void ask(byMail ? "email" : channel)}>
      <p>{words.registerFirst.resumeLead}</p>
      <TextField label={words.fields.address} autoFocus value={to} onChange={setTo} fault={faults["email"] ?? faults["mobile_number"]} />
      {byMail ? null : <ChannelChoice channels={phoneChannels} value={channel} onChange={setChannel} fault={faults["channel"]} />}
      <Trouble error={send.error} fields={["email", "mobile_number", "channel"]} />
      <Submit busy={send.busy} busyWords={words.busy.sending}>
        {texts.labels.sendCode}
      </Submit>
      <button type="button" className="link" onClick={onBack}>
        {words.back}
      </button>
    </Form>
  );
}
