// What is shown where a page cannot be: its file did not come, or it broke while it was drawn.
import { Component, type ReactElement, type ReactNode } from "react";
import { useLocation } from "wouter";

import { useWords } from "../words";
import { Page } from "./page";

/** Shows `children`, or that they could not be loaded; another address is another try. */
export function Boundary({ children }: { readonly children: ReactNode }): ReactElement {
  const [location] = useLocation();
  return <Net location={location}>{children}</Net>;
}

interface State {
  readonly location: string;
  readonly torn: boolean;
}

class Net extends Component<{ readonly location: string; readonly children: ReactNode }, State> {
  override state: State = { location: this.props.location, torn: false };

  static getDerivedStateFromError(): Partial<State> {
    return { torn: true };
  }

  static getDerivedStateFromProps({ location }: { readonly location: string }, before: State): State | null {
    return location === before.location ? null : { location, torn: false };
  }

  override render(): ReactNode {
    return this.state.torn ? <Broken /> : this.props.children;
  }
}

function Broken(): ReactElement {
  const { words } = useWords();
  return (
    <main id="page" tabIndex={-1}>
      <Page title={words.broken.title}>
        <p role="alert">{words.broken.lead}</p>
        {/* the whole document: a file that failed is not asked for again, and after a deployment it has another name */}
        <button type="button" className="primary" onClick={() => location.reload()}>
          {words.broken.reload}
        </button>
      </Page>
    </main>
  );
}
