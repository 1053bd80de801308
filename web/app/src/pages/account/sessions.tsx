// Where the account is signed in.
import type { Data, Failure } from "@doorcode/client";
import { useClient, useSession } from "@doorcode/react/hooks";
import { useEffect, useState, type ReactElement } from "react";

import { Trouble } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card } from "./card";

/** The sessions, each of which can be ended. */
export function Sessions(): ReactElement {
  const { language, words } = useWords();
  const client = useClient();
  const { signOut } = useSession();
  const [list, setList] = useState<Data<"listSessions">["sessions"]>();
  const [error, setError] = useState<Failure>();
  const [turn, setTurn] = useState(0);
  const end = useCall((id: Parameters<typeof client.endSession>[0]) => client.endSession(id));
  const endAll = useCall(() => client.logoutAll());
  useEffect(() => {
    let current = true;
    void client.listSessions().then((answer) => {
      if (!current) return;
      setError(answer.error);
      if (answer.error === undefined) setList(answer.data.sessions);
    });
    return () => {
      current = false;
    };
  }, [client, turn]);
  const time = (at: string): string => new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Card title={words.account.sessions}>
      <ul className="rows sessions">
        {list?.map((session) => (
          <li key={session.id}>
            <span>
              <bdi title={session.device}>{session.device === undefined ? words.account.unknownDevice : deviceName(session.device)}</bdi>
              <br />
              <small className="quiet">{words.account.lastUsed(time(session.last_used_at))}</small>
            </span>
            {session.current ? <span className="badge good">{words.account.thisSession}</span> : null}
            <button
              type="button"
              className="small"
              disabled={end.busy}
              onClick={() => void (session.current ? signOut() : end.run({ id: session.id }).then(() => setTurn((count) => count + 1)))}
            >
              {words.account.end}
            </button>
          </li>
        ))}
      </ul>
      <Trouble error={error ?? end.error ?? endAll.error} />
      <div className="buttons">
        <button type="button" onClick={() => setTurn((count) => count + 1)}>
          {words.account.refresh}
        </button>
        <button type="button" className="danger" aria-disabled={endAll.busy} onClick={() => void endAll.run()}>
          {words.account.endAll}
        </button>
      </div>
    </Card>
  );
}

const browsers = [/(Edg|OPR|SamsungBrowser|Firefox)\//, /(HeadlessChrome|Chrome|CriOS|FxiOS)\//, /(Safari)\//] as const;
const systems = [/(iPhone|iPad|Android|Windows|Macintosh|CrOS|Linux)/] as const;

/** A `User-Agent` as people would say it; anything else as it is. */
function deviceName(agent: string): string {
  const browser = browsers.map((sign) => sign.exec(agent)?.[1]).find((name) => name !== undefined);
  const system = systems.map((sign) => sign.exec(agent)?.[1]).find((name) => name !== undefined);
  return browser === undefined || system === undefined ? agent : `${browser}, ${system}`;
}
