// A code of the second factor, or a recovery code in its place.
import type { Channel } from "@doorcode/client";
import { useState, type ReactElement } from "react";

import { useWords } from "../words";
import { CodeStep, type CodeState } from "./code-step";
import { Form, Submit, TextField } from "./form";
import { Trouble, useFaults } from "./trouble";

/** Asks for one of the two. */
export function FactorStep({ otp, lead, channels, busy, error, onCode, onRecovery, onCancel }: {
  readonly otp: CodeState;
  readonly lead: string;
  /** The channels a new code may come by. */
  readonly channels: readonly Channel[];
  readonly busy: boolean;
  readonly error: CodeState["error"];
  readonly onCode: (code: string) => void;
  readonly onRecovery: (code: string) => void;
  readonly onCancel: () => void;
}): ReactElement {
  const { words } = useWords();
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  // a fault of the one is none of the other
  const [left, setLeft] = useState<CodeState["error"]>();
  const present = error === left ? undefined : error;
  const faults = useFaults(present);
  const change = (): void => {
    setLeft(error);
    setRecovery(!recovery);
  };
  const turn = (
    <button type="button" className="link" onClick={change}>
      {recovery ? words.login.useCode : words.login.useRecovery}
    </button>
  );
  return (
    <>
      <p>{lead}</p>
      {recovery ? (
        <>
          <Form busy={busy} onSubmit={() => onRecovery(code)}>
            <TextField label={words.fields.recoveryCode} dir="ltr" autoComplete="off" autoFocus value={code} onChange={setCode} fault={faults["recovery_code"]} />
            <Trouble error={present} fields={["recovery_code"]} />
            <Submit busy={busy} busyWords={words.busy.checking}>
              {words.continue}
            </Submit>
          </Form>
          <div className="links">
            {turn}
            <button type="button" className="link" onClick={onCancel}>
              {words.cancel}
            </button>
          </div>
        </>
      ) : (
        <CodeStep otp={present === undefined ? { ...otp, error: undefined } : otp} channels={channels} onCode={onCode} {...(present === undefined ? {} : { error: present })} more={turn} onBack={onCancel} backLabel={words.cancel} />
      )}
    </>
  );
}
