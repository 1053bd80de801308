// The two ways to sign in.
import { useConfig } from "@doorcode/react/hooks";
import type { ReactElement } from "react";
import { Link, useLocation } from "wouter";

import { useWords } from "../words";

/** Links to the two ways to sign in; nothing where there is but one. */
export function LoginTabs(): ReactElement | null {
  const { words } = useWords();
  const { config } = useConfig();
  const [location] = useLocation();
  if (config?.login_with_otp === false) return null;
  const tab = (href: string, label: string): ReactElement => (
    <Link href={href} aria-current={location === href ? "page" : undefined}>
      {label}
    </Link>
  );
  return (
    <nav className="tabs" aria-label={words.login.title}>
      {tab("/app/login", words.login.password)}
      {tab("/app/login/code", words.login.code)}
    </nav>
  );
}
