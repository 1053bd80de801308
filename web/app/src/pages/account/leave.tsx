// Everything on file, as a file; and the end of the account.
import { useClient, type StepUp } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";
import { useLocation } from "wouter";

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
    if ((await leave.run()) !== undefined) navigate("/");
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
            <button type="button" className="danger" disabled={leave.busy} onClick={() => void remove()}>
              {leave.busy ? words.busy.working : words.account.deleteSure}
            </button>
            <button type="button" className="link" onClick={() => setSure(false)}>
              {words.cancel}
            </button>
          </>
        ) : (
          <button type="button" className="danger" onClick={() => setSure(true)}>
            {words.account.delete}
          </button>
        )}
      </div>
    </Card>
  );
}
