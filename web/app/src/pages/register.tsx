// Registration: a phone number, the code that was sent to it, then the account.
import type { Channel } from "@doorcode/client";
import { useClient, useOtp, type Otp } from "@doorcode/react/hooks";
import { useId, useState, type ReactElement } from "react";
import { Link, useLocation } from "wouter";

import { useChannel, usePhoneChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Form, Submit, TextField } from "../parts/form";
import { NewPasswordFields, useNewPassword } from "../parts/new-password";
import { Outside } from "../parts/outside";
import { Page } from "../parts/page";
import { PhoneField } from "../parts/phone-field";
import { SendForm, useAsking } from "../parts/send-form";
import { Over, Trouble, useFaults } from "../parts/trouble";
import { useCall } from "../use-call";
import { useWords } from "../words";

/** Registration with a phone number. */
export default function Register(): ReactElement {
  const { words } = useWords();
  return (
    <Outside title={words.register.title}>
      <Registration />
    </Outside>
  );
}

function Registration(): ReactElement {
  const { words } = useWords();
  const otp = useOtp({ purpose: "prove_address", name: "register" });
  const channels = usePhoneChannels();
  const proven = otp.status === "verified" ? otp.data?.verification_token : undefined;
  const asking = useAsking(otp);
  const [before, setBefore] = useState<string>();
  const again = (): void => {
    setBefore(otp.ask?.to);
    otp.reset();
  };
  if (asking && channels.length === 0) {
    return (
      <Page title={words.register.title}>
        <p>{words.register.noPhone}</p>
        <Link href="/app/register-first">{words.nav.registerFirst}</Link>
      </Page>
    );
  }
  return (
    <Page title={words.register.title} step={asking ? 1 : proven === undefined ? 2 : 3} steps={3}>
      {asking ? (
        <>
          <PhoneStep otp={otp} channels={channels} before={before} />
          <p className="aside">
            {words.register.have} <Link href="/app/login">{words.nav.login}</Link>
          </p>
        </>
      ) : proven === undefined ? (
        <CodeStep otp={otp} channels={channels} onCode={(code) => void otp.verify(code)} onBack={again} />
      ) : (
        <AccountStep phone={otp.ask?.to ?? ""} token={proven} over={otp.expiresIn === 0} onGone={again} />
      )}
    </Page>
  );
}

function PhoneStep({ otp, channels, before }: {
  readonly otp: Otp<"prove_address">;
  readonly channels: readonly Channel[];
  /** The number that was typed before. */
  readonly before: string | undefined;
}): ReactElement {
  const { language, words } = useWords();
  const [phone, setPhone] = useState(before);
  const [channel, setChannel] = useChannel(channels);
  const faults = useFaults(otp.error);
  return (
    <SendForm
      otp={otp}
      lead={words.register.phone}
      fields={["to"]}
      channels={channels}
      channel={channel}
      onChannel={setChannel}
      onSend={() => void otp.send({ to: phone ?? "", channel, locale: language })}
    >
      <PhoneField value={phone} onChange={setPhone} fault={faults["to"]} autoFocus />
    </SendForm>
  );
}

function AccountStep({ phone, token, over, onGone }: {
  readonly phone: string;
  readonly token: string;
  /** Whether the proof of the number has ended. */
  readonly over: boolean;
  readonly onGone: () => void;
}): ReactElement {
  const { language, words } = useWords();
  const client = useClient();
  const [, navigate] = useLocation();
  const [email, setEmail] = useState("");
  const [username, setUsername] = useState("");
  const password = useNewPassword();
  const account = useCall(() =>
    client.registerWithOtp({ phone, verification_token: token, email, password: password.value, locale: language, ...(username === "" ? {} : { username }) }),
  );
  const faults = useFaults(account.error);
  const submit = async (): Promise<void> => {
    if (password.agree() && (await account.run()) !== undefined) navigate("/app/account");
  };
  const proven = useId();
  const refused = account.error?.code === "invalid_code";
  const gone = over || refused;
  return (
    <Form busy={account.busy} onSubmit={() => void submit()}>
      <p id={proven}>{words.register.account(phone)}</p>
      <TextField label={words.fields.email} about={proven} type="email" autoComplete="username" autoFocus value={email} onChange={setEmail} fault={faults["email"]} />
      <TextField label={words.fields.username} optional autoComplete="off" value={username} onChange={setUsername} fault={faults["username"]} />
      <NewPasswordFields password={password} label={words.fields.password} fault={faults["password"]} />
      {refused ? null : <Trouble error={account.error} fields={["email", "username", "password"]} />}
      <Over over={gone} refused={refused}>
        {words.proofExpired}
      </Over>
      <Submit busy={account.busy}>{words.register.submit}</Submit>
      {gone ? (
        <button type="button" className="link" onClick={onGone}>
          {words.startAgain}
        </button>
      ) : (
        <button type="button" className="link" onClick={onGone}>
          {words.register.otherNumber}
        </button>
      )}
    </Form>
  );
}
