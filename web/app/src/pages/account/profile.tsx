// The name of the account.
import type { User } from "@doorcode/client";
import { useClient } from "@doorcode/react/hooks";
import { useState, type ReactElement } from "react";

import { Form, Submit, TextField } from "../../parts/form";
import { Trouble, useFaults } from "../../parts/trouble";
import { useCall } from "../../use-call";
import { useWords } from "../../words";
import { Card, Done } from "./card";

/** Shows the username and changes the name. */
export function Profile({ user }: { readonly user: User }): ReactElement {
  const { words } = useWords();
  const client = useClient();
  const [name, setName] = useState(user.full_name ?? "");
  const [saved, setSaved] = useState(false);
  const update = useCall(() => client.updateMe({ full_name: name }));
  const faults = useFaults(update.error);
  const submit = async (): Promise<void> => {
    setSaved(false);
    setSaved((await update.run()) !== undefined);
  };
  return (
    <Card title={words.account.profile}>
      {user.username === undefined ? null : (
        <p>
          {words.fields.username}: <bdi>{user.username}</bdi>
        </p>
      )}
      <Form busy={update.busy} onSubmit={() => void submit()}>
        <TextField label={words.fields.fullName} autoComplete="name" autoCapitalize="words" value={name} onChange={setName} fault={faults["full_name"]} />
        <Trouble error={update.error} fields={["full_name"]} />
        <Submit busy={update.busy}>{words.save}</Submit>
      </Form>
      <Done>{saved ? words.account.saved : undefined}</Done>
    </Card>
  );
}
