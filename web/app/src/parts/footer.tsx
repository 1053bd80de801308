// Below every page: what the server has for whoever builds on it.
import { useConfig } from "@doorcode/react/hooks";
import type { ReactElement } from "react";

import { useWords } from "../words";

/** The links to what is no part of the application; those the operator switched off are left out. */
export function Footer(): ReactElement {
  const { words } = useWords();
  const { config, error } = useConfig();
  // all at once, so that none makes way for another
  if (config === undefined && error === undefined) return <footer />;
  const links = [
    ...(config?.docs === true
      ? ([
          ["/docs", "Swagger UI"],
          ["/openapi.json", "openapi.json"],
          ["/readme", "README"],
        ] as const)
      : []),
    ...(config?.outbox === true ? ([["/dev/outbox", words.outbox.title]] as const) : []),
    ["/config", "config"],
  ] as const;
  return (
    <footer>
      <nav aria-label={words.developers}>
        {links.map(([href, name]) => (
          <a key={href} href={href}>
            {name}
          </a>
        ))}
      </nav>
    </footer>
  );
}
