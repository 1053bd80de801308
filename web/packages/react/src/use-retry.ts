// Asks again for what a component cannot do without.
import type { Failure } from "@doorcode/client";
import { useEffect } from "react";

/** Milliseconds until a question that failed is asked again, where the server does not say. */
const AFTER = 30_000;

/** After a failure calls `again` when the network is back, and after a while. */
export function useRetry(error: Failure | undefined, again: () => void): void {
  useEffect(() => {
    if (error === undefined) return;
    const timer = setTimeout(again, error.retryAfter === undefined ? AFTER : error.retryAfter * 1000);
    // React Native has timers alone
    const page = typeof document === "undefined" ? undefined : window;
    page?.addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      page?.removeEventListener("online", again);
    };
  }, [error, again]);
}
