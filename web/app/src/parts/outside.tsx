// The ways in: whoever comes to one of them and is in already is offered the account.
import { useSession } from "@doorcode/react/hooks";
import { useState, type ReactElement, type ReactNode } from "react";
import { Link } from "wouter";

import { useWords } from "../words";
import { Page } from "./page";

/** Shows `children` to whoever is signed out, or signs in right here. */
export function Outside({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const { words } = useWords();
  const { status, signOut } = useSession();
  // what was so when one came here, until it is over: whoever signs in here goes on from here
  const [inside, setInside] = useState(status === "signed_in");
  if (inside && status === "signed_out") setInside(false);
  if (!inside || status !== "signed_in") return <>{children}</>;
  return (
    <Page title={title}>
      <p>{words.inside}</p>
      <Link className="button primary" href="/app/account">
        {words.nav.account}
      </Link>
      <button type="button" className="link" onClick={() => void signOut()}>
        {words.otherAccount}
      </button>
    </Page>
  );
}
