// An address without a page.
import type { ReactElement } from "react";
import { Link } from "wouter";

import { Page } from "../parts/page";
import { useWords } from "../words";

/** An address without a page. */
export default function NotFound(): ReactElement {
  const { words } = useWords();
  return (
    <Page title={words.notFound.title}>
      <p>{words.notFound.lead}</p>
      <Link href="/">{words.notFound.home}</Link>
    </Page>
  );
}
