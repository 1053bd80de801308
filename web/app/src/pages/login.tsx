// Signing in with a password, and with the second factor where there is one.
import { useStepUp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";
import { Link, useLocation } from "wouter";

import { usePhoneChannels } from "../parts/channel-choice";
import { FactorStep } from "../parts/factor-step";
import { Form, PasswordField, Submit, TextField } from "../parts/form";
import { identifierOf } from "../parts/identifier";
import { LoginTabs } from "../parts/login-tabs";
import { Outside } from "../parts/outside";
import { Page } from "../parts/page";
import { Trouble, useFaults } from "../parts/trouble";
import { useCall } from "../use-call";
import { useWords } from "../words";

/** Signing in with a password. */
export default function Login(): ReactElement {
  const { words } = useWords();
  return (
    <Outside title={words.login.title}>
      <PasswordLogin />
    </Outside>
  );
}

function PasswordLogin(): ReactElement {
  const { words } = useWords();
  const [, navigate] = useLocation();
  const stepUp = useStepUp();
  const phoneChannels = usePhoneChannels();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const login = useCall(() => stepUp.login({ ...identifierOf(name), password }));
  const faults = useFaults(login.error);
  const submit = async (): Promise<void> => {
    if ((await login.run()) !== undefined) navigate("/app/account");
  };
  if (stepUp.demand !== undefined && stepUp.otp !== undefined) {
    return (
      <Page title={words.login.factor}>
        <FactorStep
          otp={stepUp.otp}
          lead={words.login.factorLead}
          // to the same address: a mailbox has no other way
          channels={stepUp.otp.channel === "email" ? [] : phoneChannels}
          busy={stepUp.busy}
          error={stepUp.error}
          onCode={(code) => void stepUp.answer({ otp_code: code })}
          onRecovery={(code) => void stepUp.answer({ recovery_code: code })}
          onCancel={stepUp.cancel}
        />
      </Page>
    );
  }
  return (
    <Page title={words.login.title}>
      <LoginTabs />
      <Form busy={login.busy} onSubmit={() => void submit()}>
        <TextField label={words.fields.identifier} autoComplete="username" autoFocus value={name} onChange={setName} fault={faults["email"] ?? faults["phone"] ?? faults["username"]} />
        <PasswordField label={words.fields.password} autoComplete="current-password" value={password} onChange={setPassword} fault={faults["password"]} />
        <Trouble error={login.error} fields={["email", "phone", "username", "password"]} />
        <Submit busy={login.busy}>{words.login.submit}</Submit>
      </Form>
      <p className="aside">
        <Link href="/app/forgot-password">{words.login.forgot}</Link>
      </p>
    </Page>
  );
}
