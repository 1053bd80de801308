// Everything on file, as a file; and the end of the account.
import { useClient, type StepUp } from "@doorcode/react/hooks";
import { useState, type KeyboardEvent, type ReactElement } from "react";
import { useLocation } from "wouter";

import { DELETED } from "../../parts/deleted";
import { Trouble } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card } from "./card";

/** Export and deletion. */
export function Leave({ stepUp }: { readonly stepUp: StepUp }): ReactElement {
  const { words } = useWords();
  const client = useClient();
  const [, navigate] = useLocation();
  const [sure, setSure] = useState(false);
  const all = useCall(() => client.exportMe());
  const leave = useCall(() => stepUp.run((evidence) => client.deleteMe(evidence)));
  const download = async (): Promise<void> => {
    const answer = await all.run();
    if (answer === undefined) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(answer.data, undefined, 2)], { type: "application/json" }));
    link.download = "doorcode-account.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const remove = async (): Promise<void> => {
    if ((await leave.run()) !== undefined) navigate("/", { state: DELETED });
  };
  return (
    <Card title={words.account.data}>
      <Trouble error={all.error} />
      <p>
        <button type="button" disabled={all.busy} onClick={() => void download()}>
          {all.busy ? words.busy.working : words.account.export}
        </button>
      </p>
      <p className="quiet">{words.account.deleteLead}</p>
      <Trouble error={leave.error} />
      <div className="buttons">
        {sure ? (
          <>
            <button key="cancel" type="button" autoFocus onKeyDown={once} onClick={() => setSure(false)}>
              {words.cancel}
            </button>
            {/* the second half of a double click is no answer */}
            <button key="sure" type="button" className="danger" disabled={leave.busy} onKeyDown={once} onClick={(event) => event.detail <= 1 && void remove()}>
              {leave.busy ? words.busy.working : words.account.deleteSure}
            </button>
          </>
        ) : (
          <button key="delete" type="button" className="danger" onKeyDown={once} onClick={() => setSure(true)}>
            {words.account.delete}
          </button>
        )}
      </div>
    </Card>
  );
}

// A key that is held presses once: the next button would be pressed with it.
function once(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}
