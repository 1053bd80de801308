// The choice of how a code shall come.
import type { Channel } from "@doorcode/client";
import { useConfig } from "@doorcode/react/hooks";
import { useId, type ReactElement } from "react";

import { useWords } from "../words";

/** Every channel, in the order it is shown. */
export const everyChannel = ["sms", "whatsapp", "call", "email"] as const satisfies readonly Channel[];

/** The channels to a phone that this server offers; all of them until it told. */
export function usePhoneChannels(): readonly Channel[] {
  const { config } = useConfig();
  const phone = everyChannel.filter((channel) => channel !== "email");
  return config === undefined ? phone : phone.filter((channel) => config.channels.includes(channel));
}

/** One channel of several. */
export function ChannelChoice({ channels, value, onChange, fault }: {
  readonly channels: readonly Channel[];
  readonly value: Channel;
  readonly onChange: (channel: Channel) => void;
  readonly fault?: string | undefined;
}): ReactElement {
  const { texts, words } = useWords();
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{words.fields.channel}</legend>
      <div className="options">
        {channels.map((channel) => (
          <label key={channel}>
            <input type="radio" name={name} value={channel} checked={channel === value} onChange={() => onChange(channel)} />
            <span>{texts.channels[channel]}</span>
          </label>
        ))}
      </div>
      {fault === undefined ? null : <p className="fault">{fault}</p>}
    </fieldset>
  );
}
