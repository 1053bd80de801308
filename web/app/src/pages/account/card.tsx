// One part of the account.
import { useId, type ReactElement, type ReactNode } from "react";

import { landing } from "../../parts/focus";

/** A part with its heading. */
export function Card({ title, lead, children }: { readonly title: string; readonly lead?: string; readonly children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead === undefined ? null : <p className="quiet">{lead}</p>}
      {children}
    </section>
  );
}

/** Says that something went well; there from the beginning, so that a screen reader hears it. */
export function Done({ children }: { readonly children: string | undefined }): ReactElement {
  return <div role="status">{children === undefined ? null : <p className="done">{children}</p>}</div>;
}

/** What a change of one part is at: folded away, being made, or just made. */
export type Changing = "closed" | "open" | "done";

/** A change that is folded away until it is asked for. */
export function Change({ at, label, done, onOpen, children }: {
  readonly at: Changing;
  readonly label: string;
  readonly done: string;
  readonly onOpen: () => void;
  /** The form. */
  readonly children: ReactNode;
}): ReactElement {
  return (
    <>
      {at === "done" ? (
        <p {...landing} className="done">
          {done}
        </p>
      ) : null}
      {at === "open" ? (
        children
      ) : (
        <button type="button" data-landing="" onClick={onOpen}>
          {label}
        </button>
      )}
    </>
  );
}
