// What only a signed-in person sees.
import { useSession } from "@doorcode/react/hooks";
import type { User } from "@doorcode/client";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";

import { useWords } from "../words";
import { Trouble } from "./trouble";

/** Shows `children` to whoever is signed in, and the way in to everybody else. */
export function Guard({ children }: { readonly children: (user: User) => ReactNode }): ReactElement {
  const { words } = useWords();
  const { status, user, reason, error, reload } = useSession();
  if (status === "signed_in" && user !== undefined) return <>{children(user)}</>;
  if (error !== undefined) {
    return (
      <>
        <Trouble error={error} />
        <div className="buttons">
          <button type="button" onClick={() => void reload()}>
            {words.account.refresh}
          </button>
        </div>
      </>
    );
  }
  if (status !== "signed_out") return <p className="loading">{words.loading}</p>;
  return (
    <>
      <p role="status">{reason === undefined ? words.account.needed : words.ended[reason]}</p>
      <Link href="/app/login">{words.nav.login}</Link>
    </>
  );
}
