// A new password in place of one that is known.
import type { User } from "@doorcode/client";
import { useClient } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { Form, PasswordField, Submit, Whose } from "../../parts/form";
import { NewPasswordFields, useNewPassword } from "../../parts/new-password";
import { Trouble, useFaults } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card, Change, type Changing } from "./card";

/** Changes the password. */
export function Password({ user, onChanged }: { readonly user: User; readonly onChanged: () => void }): ReactElement {
  const { words } = useWords();
  const [at, setAt] = useState<Changing>("closed");
  return (
    <Card title={words.account.password}>
      <Change at={at} label={words.account.changePassword} done={words.account.passwordDone} onOpen={() => setAt("open")}>
        <PasswordForm
          name={user.username ?? user.email ?? user.phones[0]?.number ?? ""}
          onCancel={() => setAt("closed")}
          onDone={() => {
            setAt("done");
            onChanged();
          }}
        />
      </Change>
    </Card>
  );
}

function PasswordForm({ name, onDone, onCancel }: { readonly name: string; readonly onDone: () => void; readonly onCancel: () => void }): ReactElement {
  const { words } = useWords();
  const client = useClient();
  const [present, setPresent] = useState("");
  const next = useNewPassword();
  const change = useCall(() => client.changePassword({ current_password: present, new_password: next.value }));
  const faults = useFaults(change.error);
  const submit = async (): Promise<void> => {
    if (next.agree() && (await change.run()) !== undefined) onDone();
  };
  return (
    <Form busy={change.busy} onSubmit={() => void submit()}>
      <Whose name={name} />
      <PasswordField label={words.fields.currentPassword} autoComplete="current-password" autoFocus value={present} onChange={setPresent} fault={faults["current_password"]} />
      <NewPasswordFields password={next} label={words.fields.newPassword} fault={faults["new_password"]} />
      <Trouble error={change.error} fields={["current_password", "new_password"]} />
      <Submit busy={change.busy}>{words.account.changePassword}</Submit>
      <button type="button" className="link" onClick={onCancel}>
        {words.cancel}
      </button>
    </Form>
  );
}
