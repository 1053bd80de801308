// The form that asks for a code: whom it is for, and how it shall come.
import type { Channel, Failure } from "@doorcode/client";
import type { Otp, OtpPurpose } from "@doorcode/react/hooks";
import { useState, type ReactElement, type ReactNode } from "react";

import { useWords } from "../words";
import { ChannelChoice } from "./channel-choice";
import { Form, Submit } from "./form";
import { Trouble, useFaults } from "./trouble";

/** What a `SendForm` is given. */
export interface SendFormProps {
  readonly otp: { readonly status: Otp<OtpPurpose>["status"]; readonly error: Failure | undefined };
  readonly onSend: () => void;
  /** What is to be done here, in a sentence. */
  readonly lead?: string;
  /** The fields before the choice of a channel. */
  readonly children?: ReactNode;
  /** The names of the fields that show their own faults. */
  readonly fields: readonly string[];
  /** The channels there are; nothing to choose from where there are none. */
  readonly channels?: readonly Channel[];
  readonly channel?: Channel;
  readonly onChannel?: (channel: Channel) => void;
  /** The fields after it. */
  readonly after?: ReactNode;
  readonly submitLabel?: string;
  readonly onBack?: () => void;
  readonly backLabel?: string;
}

/** The form that asks for a code. */
export function SendForm({ otp, onSend, lead, children, fields, channels = [], channel = "sms", onChannel, after, submitLabel, onBack, backLabel }: SendFormProps): ReactElement {
  const { texts, words } = useWords();
  const faults = useFaults(otp.error);
  const sending = otp.status === "sending";
  return (
    <Form busy={sending} onSubmit={onSend}>
      {lead === undefined ? null : <p>{lead}</p>}
      {children}
      {channels.length === 0 ? null : <ChannelChoice channels={channels} value={channel} onChange={(next) => onChannel?.(next)} fault={faults["channel"]} />}
      {after}
      <Trouble error={otp.error} fields={channels.length === 0 ? fields : [...fields, "channel"]} />
      <Submit busy={sending} busyWords={words.busy.sending}>
        {submitLabel ?? texts.labels.sendCode}
      </Submit>
      {onBack === undefined ? null : (
        <button type="button" className="link" onClick={onBack}>
          {backLabel ?? words.back}
        </button>
      )}
    </Form>
  );
}

/** Whether a code is still to be asked for: nothing was sent yet, or the first send is under way. A later send is none of these,
 * though nobody may know what became of the first. */
export function useAsking({ status }: Pick<Otp<OtpPurpose>, "status">): boolean {
  const [asked, setAsked] = useState(true);
  const asking = status === "sending" ? asked : status === "idle";
  if (asking !== asked) setAsked(asking);
  return asking;
}
