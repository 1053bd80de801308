// Tells when the browser has no network.
import { useSyncExternalStore, type ReactElement } from "react";

import { useWords } from "../words";

/** A line that says that one is offline. */
export function Connection(): ReactElement {
  const { words } = useWords();
  const online = useSyncExternalStore(follow, () => navigator.onLine);
  return (
    <div role="status" className="connection">
      {online ? null : <p>{words.offline}</p>}
    </div>
  );
}

function follow(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
