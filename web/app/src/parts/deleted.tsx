// What the first page says after an account was deleted.
import { useSession } from "@doorcode/react/hooks";
import type { ReactElement } from "react";
import { useHistoryState } from "wouter/use-browser-location";

import { useWords } from "../words";

/** The state of the history entry that comes after a deletion. */
export const DELETED = "deleted";

/** The sentence, where one comes from there. */
export function Deleted(): ReactElement | null {
  const { words } = useWords();
  const { status } = useSession();
  const state: unknown = useHistoryState();
  if (state !== DELETED || status === "signed_in") return null;
  return (
    <p role="status" className="done">
      {words.account.deleted}
    </p>
  );
}
