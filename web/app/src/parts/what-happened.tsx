// The calls the application made last, and their answers, folded away.
import { useState, useSyncExternalStore, type ReactElement } from "react";

import { journal } from "../journal";
import { useWords } from "../words";

/** The calls and answers, newest first. */
export function WhatHappened(): ReactElement {
  const { words } = useWords();
  const entries = useSyncExternalStore(journal.subscribe, journal.entries);
  const [open, setOpen] = useState(false);
  return (
    <details className="happened" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {words.happened.title}
        {entries.length === 0 ? null : <span className="count">{entries.length}</span>}
      </summary>
      {entries.length === 0 ? <p className="hint">{words.happened.empty}</p> : null}
      {(open ? entries : []).map((entry) => (
        <section key={entry.id} dir="ltr" lang="en" aria-label={`${entry.method} ${entry.path}`}>
          <h2>
            <code>
              {entry.method} {entry.path}
            </code>{" "}
            <span className={entry.status !== undefined && entry.status < 400 ? "good" : "bad"}>
              {entry.status ?? (entry.took === undefined ? words.happened.waiting : words.happened.unheard)}
            </span>{" "}
            {entry.took === undefined ? null : <small>{words.happened.took(entry.took)}</small>}
          </h2>
          {entry.body === undefined && !entry.bearer ? null : (
            <pre tabIndex={0}>
              {entry.bearer ? "Authorization: Bearer …\n" : ""}
              {entry.body ?? ""}
            </pre>
          )}
          {entry.answer === undefined ? null : <pre tabIndex={0}>{entry.answer}</pre>}
        </section>
      ))}
    </details>
  );
}
