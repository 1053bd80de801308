// The end of a flow that leads to the sign-in page.
import type { ReactElement } from "react";
import { Link } from "wouter";

import { useWords } from "../words";
import { landing } from "./focus";

/** Says that it went well, and shows the way on. */
export function Finished({ children }: { readonly children: string }): ReactElement {
  const { words } = useWords();
  return (
    <>
      <p {...landing} className="done">
        {children}
      </p>
      <Link className="button primary" href="/app/login">
        {words.nav.login}
      </Link>
    </>
  );
}
