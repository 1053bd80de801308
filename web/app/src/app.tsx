// The frame around the pages, and which page is where. Each page is a file of its own, loaded when it is opened.
import { DoorcodeProvider, useConfig, useSession } from "@doorcode/react/hooks";
import { lazy, Suspense, useEffect, useLayoutEffect, type ReactElement } from "react";
import { Link, Route, Switch, useLocation } from "wouter";

import { client } from "./client";
import { loadTheRest, pages } from "./files";
import { journal } from "./journal";
import { Boundary } from "./parts/boundary";
import { Connection } from "./parts/connection";
import { FocusKeeper } from "./parts/focus";
import { Footer } from "./parts/footer";
import { Outbox } from "./parts/outbox";
import { LanguageProvider, useWords } from "./words";

const Home = lazy(pages.home);
const Register = lazy(pages.register);
const RegisterFirst = lazy(pages.registerFirst);
const Login = lazy(pages.login);
const LoginWithCode = lazy(pages.loginWithCode);
const ForgotPassword = lazy(pages.forgotPassword);
const Account = lazy(pages.account);
const Transfer = lazy(pages.transfer);
const NotFound = lazy(pages.notFound);

/** The whole application. */
export function App(): ReactElement {
  return (
    <LanguageProvider>
      <FocusKeeper>
        <Frame />
      </FocusKeeper>
    </LanguageProvider>
  );
}

function Frame(): ReactElement {
  const { texts, words } = useWords();
  // most pages want it: asked for while theirs is loaded
  useConfig(client);
  useEffect(loadTheRest, []);
  const [location] = useLocation();
  // before the next page asks for anything
  useLayoutEffect(() => journal.turn(), [location]);
  return (
    <DoorcodeProvider client={client} texts={texts}>
      <a className="skip" href="#page">
        {words.skip}
      </a>
      <Header />
      <Connection />
      {/* the footer comes with the page: on its own it would be pushed away by it */}
      <Boundary>
        <Suspense
          fallback={
            <main>
              <p className="loading">{words.loading}</p>
            </main>
          }
        >
          <main id="page" tabIndex={-1}>
            <Switch>
              <Route path="/" component={Home} />
              <Route path="/app" component={Home} />
              <Route path="/app/register" component={Register} />
              <Route path="/app/register-first" component={RegisterFirst} />
              <Route path="/app/login" component={Login} />
              <Route path="/app/login/code" component={LoginWithCode} />
              <Route path="/app/forgot-password" component={ForgotPassword} />
              <Route path="/app/account" component={Account} />
              <Route path="/app/transfer" component={Transfer} />
              <Route component={NotFound} />
            </Switch>
          </main>
          <Footer />
        </Suspense>
      </Boundary>
    </DoorcodeProvider>
  );
}

function Header(): ReactElement {
  const { language, speak, words } = useWords();
  const { status, signOut } = useSession();
  const [location] = useLocation();
  const link = (href: string, label: string): ReactElement => (
    <Link href={href} aria-current={location === href ? "page" : undefined}>
      {label}
    </Link>
  );
  const other = language === "en" ? "ar" : "en";
  return (
    <header>
      <Link href="/" className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" /> doorcode
      </Link>
      <nav aria-label={words.menu}>
        {status === "signed_in" ? (
          <>
            {link("/app/account", words.nav.account)}
            {link("/app/transfer", words.nav.transfer)}
            <button type="button" className="link" onClick={() => void signOut()}>
              {words.signOut}
            </button>
          </>
        ) : (
          <>
            {link("/app/register", words.nav.register)}
            {link("/app/register-first", words.nav.registerFirst)}
            {link("/app/login", words.nav.login)}
          </>
        )}
      </nav>
      <div className="tools">
        <Outbox />
        <button type="button" className="link" lang={other} onClick={() => speak(other)}>
          {words.otherLanguage}
        </button>
      </div>
    </header>
  );
}
