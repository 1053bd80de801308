// A failure in a person's words: what happened, what to do now, and how long to wait.
import type { Failure } from "@doorcode/client";
import { explain, explainFields, type NextStep } from "@doorcode/react/hooks";
import { useEffect, useState, type ReactElement } from "react";
import { Link } from "wouter";

import { useWords } from "../words";

/** What the page adds to the sentence of each next step. The closed list of steps is the hooks' word, and every code has one of
 * them. `form`: what helps is in the form already: its fields, its channels, the button that sends again. */
const helps: Readonly<Record<NextStep, "countdown" | "sign_in" | "request_id" | "form">> = {
  wait: "countdown",
  sign_in: "sign_in",
  report: "request_id",
  edit: "form",
  retry: "form",
  new_code: "form",
  other_channel: "form",
  more: "form",
};

/** Tells a failure. `fields` are the fields whose faults the form shows itself. */
export function Trouble({ error, fields = [] }: { readonly error: Failure | undefined; readonly fields?: readonly string[] }): ReactElement | null {
  const { texts, words } = useWords();
  const wait = useSecondsLeft(error);
  if (error === undefined) return null;
  const { sentence, next, step } = explain(error, texts);
  const others = Object.entries(explainFields(error, texts)).filter(([field]) => !fields.includes(field));
  const help = helps[step];
  const waiting = error.retryAfter !== undefined && help === "countdown";
  return (
    <div className="trouble">
      <p role="alert">
        <strong>{sentence}</strong> {waiting ? null : next}
      </p>
      {waiting ? (
        // not announced: it changes with every second
        <p className="countdown" aria-live="off">
          {wait > 0 ? texts.waitFor(wait) : texts.problems.timeout.next}
        </p>
      ) : null}
      {others.length === 0 ? null : (
        <ul>
          {others.map(([field, fault]) => (
            <li key={field}>
              <code>{field}</code>: {fault}
            </li>
          ))}
        </ul>
      )}
      {help === "sign_in" ? <Link href="/app/login">{words.nav.login}</Link> : null}
      {error.code === "not_verified" ? <Link href="/app/register-first">{words.login.finish}</Link> : null}
      {help === "request_id" && error.requestId !== undefined ? (
        <p className="hint">
          {words.requestId} <code>{error.requestId}</code>
        </p>
      ) : null}
    </div>
  );
}

/** Says that a code or a proof is over: aloud where it was `refused` for that, else in passing. */
export function Over({ over, refused, children }: { readonly over: boolean; readonly refused: boolean; readonly children: string }): ReactElement | null {
  if (!over) return null;
  if (!refused) return <p className="hint">{children}</p>;
  return (
    <div className="trouble">
      <p role="alert">
        <strong>{children}</strong>
      </p>
    </div>
  );
}

/** The fault of each field that was refused, by its name. */
export function useFaults(error: Failure | undefined): Readonly<Record<string, string>> {
  const { texts } = useWords();
  return error === undefined ? {} : explainFields(error, texts);
}

/** Whole seconds until the server wants to be asked again. */
function useSecondsLeft(error: Failure | undefined): number {
  const seconds = error?.retryAfter ?? 0;
  const [state, setState] = useState({ error, left: seconds });
  if (state.error !== error) setState({ error, left: seconds });
  useEffect(() => {
    if (seconds === 0) return;
    const until = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setState({ error, left });
      if (left === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [error, seconds]);
  return state.left;
}
