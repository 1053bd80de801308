// The second factor: on, with ten recovery codes that are shown once, or off.
import type { User } from "@doorcode/client";
import { useClient, useSession, type StepUp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { ChannelChoice, useChannel, useChannels } from "../../parts/channel-choice";
import { Copy } from "../../parts/copy";
import { Form, Submit } from "../../parts/form";
import { Trouble } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card } from "./card";

/** The second factor. */
export function Factor({ user, stepUp }: { readonly user: User; readonly stepUp: StepUp }): ReactElement {
  const { texts, words } = useWords();
  const client = useClient();
  const { reload } = useSession();
  const channels = useChannels();
  const [channel, setChannel] = useChannel(channels);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const set = useCall((enabled: boolean) => stepUp.run((evidence) => client.setSecondFactor({ enabled, ...(enabled ? { channel } : {}), ...evidence })));
  const change = async (enabled: boolean): Promise<void> => {
    const done = await set.run(enabled);
    if (done === undefined) return;
    setCodes(done.data.recovery_codes ?? []);
    await reload();
  };
  const present = user.second_factor;
  return (
    <Card title={words.account.factor}>
      <p role="status">{present === undefined ? words.account.factorOff : words.account.factorOn(texts.channels[present])}</p>
      {codes.length === 0 ? null : (
        <div className="done">
          <h3>{words.account.recovery}</h3>
          <p>{words.account.recoveryLead}</p>
          <ul className="codes" dir="ltr">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <div className="buttons">
            <Copy text={codes.join("\n")} label={words.account.copy} done={words.account.copied} />
            <button type="button" className="small" onClick={() => setCodes([])}>
              {words.account.kept}
            </button>
          </div>
        </div>
      )}
      <Form busy={set.busy} onSubmit={() => void change(present === undefined)}>
        {present === undefined ? <ChannelChoice channels={channels} value={channel} onChange={setChannel} /> : null}
        <Trouble error={set.error} />
        <Submit busy={set.busy}>{present === undefined ? words.account.switchOn : words.account.switchOff}</Submit>
      </Form>
    </Card>
  );
}
