// The numbers of the account, one for each role, and the proof of another one.
import type { Channel, User } from "@doorcode/client";
import { useConfig, useOtp, useSession } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { ChannelChoice, usePhoneChannels } from "../../parts/channel-choice";
import { CodeStep } from "../../parts/code-step";
import { Field, Form, PasswordField, Submit } from "../../parts/form";
import { PhoneField } from "../../parts/phone-field";
import { Trouble, useFaults } from "../../parts/trouble";
import { useWords } from "../../words";
import { Card, Done } from "./card";

/** The numbers. */
export function Phones({ user }: { readonly user: User }): ReactElement {
  const { language, words } = useWords();
  const { reload } = useSession();
  const [open, setOpen] = useState(false);
  const otp = useOtp({
    purpose: "phone",
    onVerified: () => {
      setOpen(false);
      void reload();
    },
  });
  const channels = usePhoneChannels();
  const asking = otp.status === "idle" || otp.status === "verified" || (otp.status === "sending" && otp.expiresIn === undefined);
  return (
    <Card title={words.account.phones} lead={words.account.phonesLead}>
      <ul className="rows">
        {user.phones.map((phone) => (
          <li key={phone.role}>
            <span>
              <bdi dir="ltr">{phone.number}</bdi> <span className="quiet">({phone.role})</span>
            </span>
            <span className="badge good">
              {words.account.verified} · <time dateTime={phone.verified_at}>{new Date(phone.verified_at).toLocaleDateString(language)}</time>
            </span>
          </li>
        ))}
      </ul>
      <Done>{otp.status === "verified" && !open ? words.account.phoneDone : undefined}</Done>
      {!asking ? (
        <CodeStep otp={otp} channels={channels} onCode={(code) => void otp.verify(code)} onBack={otp.reset} />
      ) : open ? (
        <NumberStep otp={otp} channels={channels} onClose={() => setOpen(false)} />
      ) : (
        <button
          type="button"
          onClick={() => {
            otp.reset();
            setOpen(true);
          }}
        >
          {words.account.addPhone}
        </button>
      )}
    </Card>
  );
}

function NumberStep({ otp, channels, onClose }: {
  readonly otp: ReturnType<typeof useOtp<"phone">>;
  readonly channels: readonly Channel[];
  readonly onClose: () => void;
}): ReactElement {
  const { language, texts, words } = useWords();
  const { config } = useConfig();
  const roles = config?.phone_roles ?? ["core"];
  const [chosen, setRole] = useState<string>();
  const role = chosen ?? roles[0] ?? "core";
  const [phone, setPhone] = useState<string>();
  const [channel, setChannel] = useState<Channel>("sms");
  const [password, setPassword] = useState("");
  const [wanted, setWanted] = useState(false);
  if (otp.error?.code === "reauthentication_required" && !wanted) setWanted(true);
  const faults = useFaults(otp.error);
  const sending = otp.status === "sending";
  const send = (): void => void otp.send({ role, phone_number: phone ?? "", channel, locale: language, ...(password === "" ? {} : { password }) });
  return (
    <Form busy={sending} onSubmit={send}>
      <Field label={words.account.role}>
        {({ id }) => (
          <select id={id} value={role} onChange={(event) => setRole(event.target.value)}>
            {roles.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <PhoneField value={phone} onChange={setPhone} fault={faults["phone_number"]} />
      <ChannelChoice channels={channels} value={channel} onChange={setChannel} fault={faults["channel"]} />
      {wanted ? <PasswordField label={words.fields.password} autoComplete="current-password" autoFocus value={password} onChange={setPassword} fault={faults["password"]} /> : null}
      <Trouble error={otp.error} fields={["phone_number", "channel", "password"]} />
      <Submit busy={sending} busyWords={words.busy.sending}>
        {texts.labels.sendCode}
      </Submit>
      <button type="button" className="link" onClick={onClose}>
        {words.cancel}
      </button>
    </Form>
  );
}
