// The first page: what there is.
import { useSession } from "@doorcode/react/hooks";
import type { ReactElement } from "react";
import { Link } from "wouter";

import { usePhoneChannels } from "../parts/channel-choice";
import { Deleted } from "../parts/deleted";
import { Page } from "../parts/page";
import { useWords } from "../words";

/** The first page. */
export default function Home(): ReactElement {
  const { words } = useWords();
  const { status } = useSession();
  const phoneChannels = usePhoneChannels();
  const pages = [
    ...(status === "signed_in"
      ? ([
          ["/app/account", words.nav.account, words.home.account],
          ["/app/transfer", words.nav.transfer, words.home.transfer],
        ] as const)
      : []),
    ...(phoneChannels.length > 0 ? ([["/app/register", words.nav.register, words.home.register]] as const) : []),
    ["/app/register-first", words.nav.registerFirst, words.home.registerFirst],
    ["/app/login", words.nav.login, words.home.login],
    ["/app/forgot-password", words.forgot.title, words.home.forgot],
  ] as const;
  return (
    <Page title={words.home.title} wide>
      <Deleted />
      <p className="lead">{words.home.lead}</p>
      <ul className="cards">
        {pages.map(([href, title, lead]) => (
          <li key={href}>
            <Link href={href}>
              <strong>{title}</strong>
              <span>{lead}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  );
}
