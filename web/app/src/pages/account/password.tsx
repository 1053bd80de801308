// A new password in place of one that is known.
import { useClient, useConfig } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { Form, PasswordField, Submit } from "../../parts/form";
import { Trouble, useFaults } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card, Done } from "./card";

/** Changes the password. */
export function Password({ onChanged }: { readonly onChanged: () => void }): ReactElement {
  const { words } = useWords();
  const client = useClient();
  const { config } = useConfig();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const change = useCall(() => client.changePassword({ current_password: present, new_password: next }));
  const faults = useFaults(change.error);
  const close = (): void => {
    setOpen(false);
    setPresent("");
    setNext("");
    setAgain("");
    change.clear();
  };
  const submit = async (): Promise<void> => {
    setDiffer(next !== again);
    if (next !== again || (await change.run()) === undefined) return;
    setDone(true);
    close();
    onChanged();
  };
  return (
    <Card title={words.account.password}>
      <Done>{done && !open ? words.account.passwordDone : undefined}</Done>
      {open ? (
        <Form busy={change.busy} onSubmit={() => void submit()}>
          <PasswordField label={words.fields.currentPassword} autoComplete="current-password" autoFocus value={present} onChange={setPresent} fault={faults["current_password"]} />
          <PasswordField label={words.fields.newPassword} autoComplete="new-password" hint={words.passwordHint(config?.password.min_length ?? 8)} value={next} onChange={setNext} fault={faults["new_password"]} />
          <PasswordField label={words.fields.confirmPassword} autoComplete="new-password" value={again} onChange={setAgain} fault={differ ? words.passwordsDiffer : undefined} />
          <Trouble error={change.error} fields={["current_password", "new_password"]} />
          <Submit busy={change.busy}>{words.account.changePassword}</Submit>
          <button type="button" className="link" onClick={close}>
            {words.cancel}
          </button>
        </Form>
      ) : (
        <button
          type="button"
          onClick={() => {
            setDone(false);
            setOpen(true);
          }}
        >
          {words.account.changePassword}
        </button>
      )}
    </Card>
  );
}
