// One part of the account.
import { useId, type ReactElement, type ReactNode } from "react";

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
