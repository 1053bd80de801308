// Registration: a phone number, the code that was sent to it, then the account.
import type { Channel } from "@doorcode/client";
import { useClient, useConfig, useOtp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";
import { Link, useLocation } from "wouter";

import { ChannelChoice, usePhoneChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Form, PasswordField, Submit, TextField } from "../parts/form";
import { Page } from "../parts/page";
import { PhoneField } from "../parts/phone-field";
import { Trouble, useFaults } from "../parts/trouble";
import { useCall } from "../use-call";
import { useWords } from "../words";

/** Registration with a phone number. */
export default function Register(): ReactElement {
  const { words } = useWords();
  const otp = useOtp({ purpose: "prove_address", name: "register" });
  const channels = usePhoneChannels();
  const proven = otp.status === "verified" ? otp.data?.verification_token : undefined;
  const asking = otp.status === "idle" || (otp.status === "sending" && otp.expiresIn === undefined);
  return (
    <Page title={words.register.title} step={asking ? 1 : proven === undefined ? 2 : 3} steps={3}>
      {asking ? (
        <PhoneStep otp={otp} channels={channels} />
      ) : proven === undefined ? (
        <CodeStep otp={otp} channels={channels} note={<p>{words.register.code}</p>} onCode={(code) => void otp.verify(code)} onBack={otp.reset} />
      ) : (
        <AccountStep phone={otp.ask?.to ?? ""} token={proven} onGone={otp.reset} />
      )}
      {asking ? (
        <p className="aside">
          {words.register.have} <Link href="/app/login">{words.nav.login}</Link>
        </p>
      ) : null}
    </Page>
  );
}

function PhoneStep({ otp, channels }: { readonly otp: ReturnType<typeof useOtp<"prove_address">>; readonly channels: readonly Channel[] }): ReactElement {
  const { language, texts, words } = useWords();
  const [phone, setPhone] = useState<string>();
  const [channel, setChannel] = useState<Channel>("sms");
  const faults = useFaults(otp.error);
  const sending = otp.status === "sending";
  return (
    <Form busy={sending} onSubmit={() => void otp.send({ to: phone ?? "", channel, locale: language })}>
      <p>{words.register.phone}</p>
      <PhoneField value={phone} onChange={setPhone} fault={faults["to"]} autoFocus />
      <ChannelChoice channels={channels} value={channel} onChange={setChannel} fault={faults["channel"]} />
      <Trouble error={otp.error} fields={["to", "channel"]} />
      <Submit busy={sending} busyWords={words.busy.sending}>
        {texts.labels.sendCode}
      </Submit>
    </Form>
  );
}

function AccountStep({ phone, token, onGone }: { readonly phone: string; readonly token: string; readonly onGone: () => void }): ReactElement {
  const { language, words } = useWords();
  const client = useClient();
  const { config } = useConfig();
  const [, navigate] = useLocation();
  const [email, setEmail] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const account = useCall(() =>
    client.registerWithOtp({ phone, verification_token: token, email, password, locale: language, ...(username === "" ? {} : { username }) }),
  );
  const faults = useFaults(account.error);
  const submit = async (): Promise<void> => {
    setDiffer(password !== again);
    if (password !== again) return;
    if ((await account.run()) !== undefined) navigate("/app/account");
  };
  return (
    <Form busy={account.busy} onSubmit={() => void submit()}>
      <p role="status">{words.register.account}</p>
      <TextField label={words.fields.email} type="email" autoComplete="email" autoFocus value={email} onChange={setEmail} fault={faults["email"]} />
      <TextField label={words.fields.username} optional autoComplete="username" value={username} onChange={setUsername} fault={faults["username"]} />
      <PasswordField label={words.fields.password} autoComplete="new-password" hint={words.passwordHint(config?.password.min_length ?? 8)} value={password} onChange={setPassword} fault={faults["password"]} />
      <PasswordField label={words.fields.confirmPassword} autoComplete="new-password" value={again} onChange={setAgain} fault={differ ? words.passwordsDiffer : undefined} />
      <Trouble error={account.error} fields={["email", "username", "password"]} />
      <Submit busy={account.busy}>{words.register.submit}</Submit>
      {account.error?.code === "invalid_code" ? (
        <button type="button" className="link" onClick={onGone}>
          {words.back}
        </button>
      ) : null}
    </Form>
  );
}
