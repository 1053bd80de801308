// The numbers of the account, one for each role, and the proof of another one.
import type { Channel, User } from "@doorcode/client";
import { useConfig, useOtp, useSession, type Otp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { useChannel, usePhoneChannels } from "../../parts/channel-choice";
import { CodeStep } from "../../parts/code-step";
import { Field, PasswordField } from "../../parts/form";
import { PhoneField } from "../../parts/phone-field";
import { SendForm, useAsking } from "../../parts/send-form";
import { SignInAgain } from "../../parts/sign-in-again";
import { useFaults } from "../../parts/trouble";
import { useWords } from "../../words";
import { Card, Change, type Changing } from "./card";

/** The numbers. */
export function Phones({ user }: { readonly user: User }): ReactElement {
  const { language, words } = useWords();
  const { reload } = useSession();
  const [at, setAt] = useState<Changing>("closed");
  const [before, setBefore] = useState<string>();
  const otp = useOtp({
    purpose: "phone",
    // another account in this tab must not find the code of this one
    name: String(user.id),
    onVerified: () => {
      setAt("done");
      setBefore(undefined);
      void reload();
    },
  });
  const channels = usePhoneChannels();
  const asking = useAsking(otp);
  const again = (): void => {
    setBefore(otp.ask?.phone_number);
    otp.reset();
  };
  return (
    <Card title={words.account.phones} lead={words.account.phonesLead}>
      <ul className="rows">
        {user.phones.map((phone) => (
          <li key={phone.role}>
            <span>
              <bdi dir="ltr">{phone.number}</bdi> <span className="quiet">({phone.role})</span>
            </span>
            <span className="badge good">
              {words.account.verified} · <time dateTime={phone.verified_at}>{new Date(phone.verified_at).toLocaleDateString(language, { dateStyle: "medium" })}</time>
            </span>
          </li>
        ))}
      </ul>
      {asking || otp.status === "verified" ? (
        <Change
          at={at}
          label={words.account.addPhone}
          done={words.account.phoneDone}
          onOpen={() => {
            otp.reset();
            setAt("open");
          }}
        >
          <NumberStep otp={otp} before={before} channels={channels} onClose={() => setAt("closed")} />
        </Change>
      ) : (
        <CodeStep otp={otp} channels={channels} onCode={(code) => void otp.verify(code)} onBack={again} />
      )}
    </Card>
  );
}

function NumberStep({ otp, before, channels, onClose }: {
  readonly otp: Otp<"phone">;
  /** The number that was typed before. */
  readonly before: string | undefined;
  readonly channels: readonly Channel[];
  readonly onClose: () => void;
}): ReactElement {
  const { language, words } = useWords();
  const { config } = useConfig();
  const roles = config?.phone_roles ?? ["core"];
  const [chosen, setRole] = useState<string>();
  const role = chosen ?? roles[0] ?? "core";
  const [phone, setPhone] = useState(before);
  const [channel, setChannel] = useChannel(channels);
  const [password, setPassword] = useState("");
  const [wanted, setWanted] = useState(false);
  if (otp.error?.code === "reauthentication_required" && !wanted) setWanted(true);
  const faults = useFaults(otp.error);
  // the right password was not enough
  if (otp.error?.code === "reauthentication_required" && otp.ask?.password !== undefined) return <SignInAgain onCancel={onClose} />;
  return (
    <SendForm
      otp={otp}
      fields={["phone_number", "password"]}
      channels={channels}
      channel={channel}
      onChannel={setChannel}
      onSend={() => void otp.send({ role, phone_number: phone ?? "", channel, locale: language, ...(password === "" ? {} : { password }) })}
      after={wanted ? <PasswordField label={words.fields.password} autoComplete="current-password" autoFocus value={password} onChange={setPassword} fault={faults["password"]} /> : null}
      onBack={onClose}
      backLabel={words.cancel}
    >
      <Field label={words.account.role}>
        {({ id }) => (
          <select id={id} autoFocus value={role} onChange={(event) => setRole(event.target.value)}>
            {roles.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <PhoneField value={phone} onChange={setPhone} fault={faults["phone_number"]} />
    </SendForm>
  );
}
