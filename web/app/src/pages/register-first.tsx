// The other order: the account with a username first, its proof afterwards.
import { useOtp, type Otp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { useChannel, useChannels, usePhoneChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { Finished } from "../parts/finished";
import { TextField } from "../parts/form";
import { NewPasswordFields, useNewPassword } from "../parts/new-password";
import { Outside } from "../parts/outside";
import { Page } from "../parts/page";
import { PhoneField } from "../parts/phone-field";
import { SendForm, useAsking } from "../parts/send-form";
import { useFaults } from "../parts/trouble";
import { useWords } from "../words";

/** Registration first, proof later. */
export default function RegisterFirst(): ReactElement {
  const { words } = useWords();
  return (
    <Outside title={words.registerFirst.title}>
      <Registration />
    </Outside>
  );
}

function Registration(): ReactElement {
  const { words } = useWords();
  const otp = useOtp({ purpose: "activate" });
  const phoneChannels = usePhoneChannels();
  const asking = useAsking(otp);
  // whoever comes back, on another device perhaps, has an account that waits
  const [before, setBefore] = useState<Before>();
  const [resuming, setResuming] = useState(false);
  if (otp.status === "verified") {
    return (
      <Page title={words.registerFirst.title}>
        <Finished>{words.registerFirst.done}</Finished>
      </Page>
    );
  }
  const taken = otp.ask !== undefined && !("password" in otp.ask);
  const turn = (resume: boolean): void => {
    otp.reset();
    setResuming(resume);
  };
  return (
    <Page title={words.registerFirst.title} step={asking ? 1 : 2} steps={2}>
      {!asking ? (
        <CodeStep
          otp={otp}
          channels={otp.channel === "email" ? [] : phoneChannels}
          {...(taken ? { sent: words.login.unknown } : {})}
          onCode={(code) => void otp.verify(code)}
          onBack={() => {
            setBefore(otp.ask);
            otp.reset();
          }}
          backLabel={words.back}
        />
      ) : resuming ? (
        <ResumeStep otp={otp} before={before} onBack={() => turn(false)} />
      ) : (
        <>
          <AccountStep otp={otp} before={before} />
          <p className="aside">
            <button type="button" className="link" onClick={() => turn(true)}>
              {words.registerFirst.resume}
            </button>
          </p>
        </>
      )}
    </Page>
  );
}

/** What was typed before. */
type Before = Otp<"activate">["ask"];

function AccountStep({ otp, before }: { readonly otp: Otp<"activate">; readonly before: Before }): ReactElement {
  const { language, words } = useWords();
  const channels = useChannels();
  const account = before !== undefined && "username" in before ? before : undefined;
  const [username, setUsername] = useState(account?.username ?? "");
  const password = useNewPassword(account?.password);
  const [channel, setChannel] = useChannel(channels);
  const [phone, setPhone] = useState(before?.mobile_number ?? undefined);
  const [email, setEmail] = useState(before?.email ?? "");
  const faults = useFaults(otp.error);
  const byMail = channel === "email";
  const submit = (): void => {
    if (!password.agree()) return;
    void otp.send({ username, password: password.value, channel, locale: language, ...(byMail ? { email } : { mobile_number: phone ?? "" }) });
  };
  return (
    <SendForm
      otp={otp}
      lead={words.registerFirst.lead}
      fields={["username", "password", "email", "mobile_number"]}
      channels={channels}
      channel={channel}
      onChannel={setChannel}
      onSend={submit}
      submitLabel={words.registerFirst.submit}
      after={
        byMail ? (
          <TextField label={words.fields.email} type="email" autoComplete="email" value={email} onChange={setEmail} fault={faults["email"]} />
        ) : (
          <PhoneField value={phone} onChange={setPhone} fault={faults["mobile_number"]} />
        )
      }
    >
      <TextField label={words.fields.username} autoComplete="username" autoFocus value={username} onChange={setUsername} fault={faults["username"]} />
      <NewPasswordFields password={password} label={words.fields.password} fault={faults["password"]} />
    </SendForm>
  );
}

function ResumeStep({ otp, before, onBack }: { readonly otp: Otp<"activate">; readonly before: Before; readonly onBack: () => void }): ReactElement {
  const { language, words } = useWords();
  const phoneChannels = usePhoneChannels();
  const [to, setTo] = useState(before?.email ?? before?.mobile_number ?? "");
  const [channel, setChannel] = useChannel(phoneChannels);
  const faults = useFaults(otp.error);
  const byMail = to.includes("@");
  return (
    <SendForm
      otp={otp}
      lead={words.registerFirst.resumeLead}
      fields={["email", "mobile_number"]}
      channels={byMail ? [] : phoneChannels}
      channel={channel}
      onChannel={setChannel}
      onSend={() => void otp.send({ ...(byMail ? { email: to.trim() } : { mobile_number: to.trim() }), channel: byMail ? "email" : channel, locale: language })}
      onBack={onBack}
    >
      <TextField label={words.fields.address} autoFocus value={to} onChange={setTo} fault={faults["email"] ?? faults["mobile_number"]} />
    </SendForm>
  );
}
