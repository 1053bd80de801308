// Signing in with a code to a proven number or mailbox.
import { useConfig, useOtp } from "@doorcode/react/hooks";
import { useId, useState, type ReactElement } from "react";
import { Redirect, useLocation } from "wouter";

import { useChannel, usePhoneChannels } from "../parts/channel-choice";
import { CodeStep } from "../parts/code-step";
import { PasswordField, TextField } from "../parts/form";
import { LoginTabs } from "../parts/login-tabs";
import { Outside } from "../parts/outside";
import { Page } from "../parts/page";
import { SendForm, useAsking } from "../parts/send-form";
import { useFaults } from "../parts/trouble";
import { useWords } from "../words";

/** Signing in with a code. */
export default function LoginWithCode(): ReactElement {
  const { words } = useWords();
  return (
    <Outside title={words.login.title}>
      <CodeLogin />
    </Outside>
  );
}

function CodeLogin(): ReactElement {
  const { language, words } = useWords();
  const [, navigate] = useLocation();
  const otp = useOtp({ purpose: "login", onVerified: () => navigate("/app/account") });
  const { config } = useConfig();
  const phoneChannels = usePhoneChannels();
  const [to, setTo] = useState("");
  const [channel, setChannel] = useChannel(phoneChannels);
  const [companion, setCompanion] = useState("");
  const besides = useId();
  const [recovery, setRecovery] = useState(false);
  const asking = useAsking(otp);
  const faults = useFaults(otp.error);
  const byMail = to.includes("@");
  // stays once it was asked for: the next try must bring it, too
  const [wanted, setWanted] = useState(false);
  if (otp.error?.code === "second_factor_required" && !wanted) setWanted(true);
  const along = !wanted || companion === "" ? {} : recovery ? { recovery_code: companion } : { password: companion };
  // of two codes one is wrong, and the server does not tell which
  const ambiguous = "recovery_code" in along && otp.error?.code === "invalid_code";

  if (config?.login_with_otp === false) return <Redirect to="/app/login" replace />;
  if (asking) {
    return (
      <Page title={words.login.title}>
        <LoginTabs />
        <SendForm
          otp={otp}
          fields={["to"]}
          channels={byMail ? [] : phoneChannels}
          channel={channel}
          onChannel={setChannel}
          onSend={() => void otp.send({ to: to.trim(), channel: byMail ? "email" : channel, locale: language })}
        >
          <TextField label={words.fields.address} autoComplete="username" autoFocus value={to} onChange={setTo} fault={faults["to"]} />
        </SendForm>
      </Page>
    );
  }
  return (
    <Page title={words.login.title}>
      <CodeStep
        otp={otp}
        channels={otp.channel === "email" ? [] : phoneChannels}
        sent={words.login.unknown}
        onCode={(code) => void otp.verify(code, along)}
        onBack={otp.reset}
        submitLabel={words.login.submit}
        ambiguous={ambiguous}
      >
        {wanted ? (
          <>
            <p id={besides}>{words.login.companion}</p>
            {recovery ? (
              <TextField
                label={words.fields.recoveryCode}
                about={besides}
                autoFocus
                dir="ltr"
                autoComplete="off"
                value={companion}
                onChange={setCompanion}
                fault={faults["recovery_code"] ?? (ambiguous ? words.checkRecovery : undefined)}
              />
            ) : (
              <PasswordField label={words.fields.password} about={besides} autoComplete="current-password" autoFocus value={companion} onChange={setCompanion} fault={faults["password"]} />
            )}
            <button
              type="button"
              className="link"
              onClick={() => {
                setCompanion("");
                setRecovery(!recovery);
              }}
            >
              {recovery ? words.login.usePassword : words.login.useRecovery}
            </button>
          </>
        ) : null}
      </CodeStep>
    </Page>
  );
}
