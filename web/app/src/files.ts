// The files the application is loaded in: one for each page, and one for the numbering plans. Each is loaded when it is first
// needed, and all of them when the browser has nothing else to do, so that a page opens without a network, too.

/** Loads each page. */
export const pages = {
  home: () => import("./pages/home"),
  register: () => import("./pages/register"),
  registerFirst: () => import("./pages/register-first"),
  login: () => import("./pages/login"),
  loginWithCode: () => import("./pages/login-with-code"),
  forgotPassword: () => import("./pages/forgot-password"),
  account: () => import("./pages/account"),
  transfer: () => import("./pages/transfer"),
  notFound: () => import("./pages/not-found"),
} as const;

/** Loads the input of a phone number. */
export const phoneInput = () => import("@doorcode/react/phone-input");

/** Milliseconds after the first page at which the others are loaded, where the browser does not tell that it is idle. */
const LATER = 2000;

/** Loads what was not needed so far, one file after the other. One that does not come is asked for when it is needed. */
export function loadTheRest(): void {
  const load = async (): Promise<void> => {
    for (const file of [...Object.values(pages), phoneInput]) await file().catch(() => undefined);
  };
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => void load());
  else setTimeout(() => void load(), LATER);
}
