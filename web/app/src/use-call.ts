// One call at a time for a form: whether it is under way, and what came of it.
import type { Failure, Result } from "@doorcode/client";
import { useCallback, useRef, useState } from "react";

/** A call, and what became of it. */
export interface Call<Given extends readonly unknown[], Value> {
  readonly busy: boolean;
  readonly error: Failure | undefined;
  /** Makes the call; answers `undefined` where it failed, or is under way already. */
  readonly run: (...given: Given) => Promise<{ readonly data: Value } | undefined>;
  /** Forgets what went wrong. */
  readonly clear: () => void;
}

/** A call for a form. Clicks while it is under way do nothing. `undefined` from `work` means that the person gave up. */
export function useCall<Given extends readonly unknown[], Value>(
  work: (...given: Given) => Promise<Result<Value> | undefined>,
): Call<Given, Value> {
  const underWay = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Failure>();
  const run = async (...given: Given): Promise<{ readonly data: Value } | undefined> => {
    if (underWay.current) return undefined;
    underWay.current = true;
    setBusy(true);
    setError(undefined);
    try {
      const result = await work(...given);
      setError(result?.error);
      return result === undefined || result.error !== undefined ? undefined : { data: result.data };
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return { busy, error, run, clear: useCallback(() => setError(undefined), []) };
}
