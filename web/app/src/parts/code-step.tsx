// The step in which a code is typed: where it went, the input, how many tries are left, and how to get another one.
import type { Channel } from "@doorcode/client";
import { useConfig, type Otp, type OtpPurpose } from "@doorcode/react/hooks";
import { OtpInput } from "@doorcode/react/otp-input";
import { useId, useState, type ReactElement, type ReactNode } from "react";

import { useWords } from "../words";
import { Field, Form, Submit } from "./form";
import { Over, Trouble, useFaults } from "./trouble";

/** What a step needs to know of a code; every `useOtp` has it. */
export type CodeState = Pick<
  Otp<OtpPurpose>,
  "status" | "to" | "channel" | "error" | "resendIn" | "expiresIn" | "retryIn" | "canResend" | "canVerify" | "resend"
>;

/** What a `CodeStep` is given. */
export interface CodeStepProps {
  readonly otp: CodeState;
  readonly onCode: (code: string) => void;
  /** The channels a new code may come by. */
  readonly channels: readonly Channel[];
  /** In place of "A code is on its way to …". */
  readonly sent?: string;
  /** Below the sentence that says where it went. */
  readonly note?: ReactNode;
  /** Below the input: what must go along with the code. */
  readonly children?: ReactNode;
  /** Beside the way back: another way on. */
  readonly more?: ReactNode;
  readonly onBack?: () => void;
  readonly backLabel?: string;
  readonly submitLabel?: string;
  /** Whether something that went along may be wrong in place of the code, which then stays as it was typed. */
  readonly ambiguous?: boolean;
  /** In place of the code's own. */
  readonly error?: CodeState["error"];
}

/** The step in which a code is typed. */
export function CodeStep(props: CodeStepProps): ReactElement {
  const { otp, onCode, channels, sent, note, children, more, onBack, backLabel, submitLabel, ambiguous = false } = props;
  const { texts, words } = useWords();
  const [code, setCode] = useState("");
  // told with the input, which takes the focus; what changes later is told as a status
  const sentence = useId();
  const error = props.error ?? otp.error;
  // a wrong code is typed anew, from its first digit, and so is another one; it takes the cursor with it
  const [told, setTold] = useState({ error, turn: 0 });
  if (told.error !== error) {
    const wrong = error?.code === "invalid_code" && !ambiguous;
    setTold({ error, turn: told.turn + (wrong ? 1 : 0) });
    if (wrong) setCode("");
  }
  const faults = useFaults(error);
  const { config } = useConfig();
  const digits = config?.code_length ?? 0;
  // half a code would cost one of its few tries
  const [tooShort, setTooShort] = useState(false);
  const type = (typed: string): void => {
    setTooShort(false);
    setCode(typed);
  };
  const submit = (): void => (code.length < digits ? setTooShort(true) : onCode(code));
  const checking = otp.status === "checking";
  const busy = checking || otp.status === "sending";
  const over = otp.expiresIn === 0;
  const refused = error?.code === "invalid_code";
  const wrong = refused && !ambiguous;
  const used = channels.filter((channel) => channel !== otp.channel);
  const resend = async (channel?: Channel): Promise<void> => {
    setCode("");
    if (await otp.resend(channel)) setTold((before) => ({ ...before, turn: before.turn + 1 }));
  };
  return (
    <>
      <p role="status" className="sent" id={sentence}>
        {otp.status === "sending" ? words.busy.sending : (sent ?? (otp.to === undefined ? words.codeSentAnywhere : texts.sentTo(otp.to)))}
      </p>
      {note}
      <Form busy={checking} onSubmit={submit}>
        <Field label={texts.labels.code} about={sentence} fault={tooShort ? words.codeTooShort(digits) : (faults["code"] ?? faults["otp_code"] ?? faults["otp"])}>
          {({ id, invalid, "aria-describedby": describedBy }) => (
            <OtpInput key={told.turn} id={id} autoFocus value={code} onChange={type} invalid={invalid || wrong} disabled={otp.status === "locked"} {...(describedBy === undefined ? {} : { "aria-describedby": describedBy })} />
          )}
        </Field>
        {children}
        {over && refused ? null : <Trouble error={error} fields={["code", "otp_code", "otp", "password", "recovery_code"]} />}
        <Over over={over && (refused || (error === undefined && otp.status !== "locked"))} refused={refused}>
          {words.codeExpired}
        </Over>
        <Submit busy={checking} busyWords={words.busy.checking} disabled={otp.status === "locked" || otp.retryIn > 0}>
          {submitLabel ?? texts.labels.verifyCode}
        </Submit>
      </Form>
      <div className="again">
        <button type="button" aria-disabled={!otp.canResend} data-landing={otp.status === "locked" ? "" : undefined} onClick={() => otp.canResend && void resend()}>
          {otp.status === "sending" ? words.busy.sending : texts.labels.resendCode}
        </button>
        <span className="countdown hint">{otp.resendIn > 0 ? texts.resendIn(otp.resendIn) : "\u00a0"}</span>
      </div>
      {used.length === 0 ? null : (
        <div className="ways">
          <span className="quiet">{words.otherWays}</span>
          {used.map((channel) => (
            <button key={channel} type="button" className="small" aria-disabled={busy} onClick={() => !busy && void resend(channel)}>
              {texts.channels[channel]}
            </button>
          ))}
        </div>
      )}
      <div className="links">
        {more}
        {onBack === undefined ? null : (
          <button type="button" className="link" onClick={onBack}>
            {backLabel ?? texts.labels.otherAddress}
          </button>
        )}
      </div>
    </>
  );
}
