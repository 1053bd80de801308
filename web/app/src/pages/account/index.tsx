// The account of whoever is signed in; each part is a file beside this one.
import { useStepUp } from "@doorcode/react/hooks";
import type { User } from "@doorcode/client";
import { useState, type ReactElement } from "react";

import { Guard } from "../../parts/guard";
import { Page } from "../../parts/page";
import { StepUpDialog } from "../../parts/step-up-dialog";
import { useWords } from "../../words";
import { Email } from "./email";
import { Factor } from "./factor";
import { Leave } from "./leave";
import { Password } from "./password";
import { Phones } from "./phones";
import { Profile } from "./profile";
import { Sessions } from "./sessions";

/** The account. */
export default function Account(): ReactElement {
  const { words } = useWords();
  return (
    <Page title={words.account.title} wide>
      <Guard>{(user) => <Parts user={user} />}</Guard>
    </Page>
  );
}

function Parts({ user }: { readonly user: User }): ReactElement {
  const stepUp = useStepUp();
  // a new password ends the other sessions: the list is asked for again
  const [passwords, setPasswords] = useState(0);
  return (
    <>
      <Profile user={user} />
      <Phones user={user} />
      <Email user={user} stepUp={stepUp} />
      <Password user={user} onChanged={() => setPasswords((count) => count + 1)} />
      <Factor user={user} stepUp={stepUp} />
      <Sessions key={passwords} />
      <Leave stepUp={stepUp} />
      <StepUpDialog stepUp={stepUp} />
    </>
  );
}
