// The choice of how a code shall come.
import type { Channel } from "@doorcode/client";
import { useConfig } from "@doorcode/react/hooks";
import { useId, useState, type ReactElement } from "react";

import { useWords } from "../words";

/** Every channel, in the order it is shown. */
export const everyChannel = ["sms", "whatsapp", "call", "email"] as const satisfies readonly Channel[];

/** The channels that this server offers, in the same order; all of them until it told. */
export function useChannels(): readonly Channel[] {
  // an answer that is none of doorcode's tells nothing
  const told: readonly Channel[] | undefined = useConfig().config?.channels;
  return told === undefined ? everyChannel : everyChannel.filter((channel) => told.includes(channel));
}

/** Those of them that lead to a phone. */
export function usePhoneChannels(): readonly Channel[] {
  return useChannels().filter((channel) => channel !== "email");
}

/** One of `channels`: the one that was chosen, or else the first; a text message where there are none. */
export function useChannel(channels: readonly Channel[]): readonly [Channel, (channel: Channel) => void] {
  const [chosen, choose] = useState<Channel>();
  return [chosen !== undefined && channels.includes(chosen) ? chosen : (channels[0] ?? "sms"), choose];
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
