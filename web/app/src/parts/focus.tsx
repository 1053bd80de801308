// Where the focus goes when what had it is gone: the one place for that. A field that wants it takes it by `autoFocus`, before any
// of this; nobody is ever left at the top of the document.
import { createContext, useContext, useEffect, useRef, type ReactElement, type ReactNode, type RefObject } from "react";

/** Marks what takes the focus in its part of the page, before the heading of that part does. */
export const landing = { "data-landing": "", tabIndex: -1 } as const;

const Landed = createContext<RefObject<boolean>>({ current: false });

/** Keeps the focus in the pages below. */
export function FocusKeeper({ children }: { readonly children: ReactNode }): ReactElement {
  useEffect(keepFocus, []);
  return <Landed value={useRef(false)}>{children}</Landed>;
}

/** The heading of a page, which takes the focus when one comes to the page, unless a field of it did. */
export function useArrival(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const landed = useContext(Landed);
  useEffect(() => {
    // the very first page is read by itself
    if (landed.current && document.activeElement?.matches("input, select") !== true) heading.current?.focus();
    landed.current = true;
  }, [landed]);
  return heading;
}

/** The parts of a page, each with a landing or a heading of its own. */
const PARTS = "section, dialog, .page";

function keepFocus(): () => void {
  let last: Element | undefined;
  // found out while it is there: what is removed has no ancestors
  let parts: readonly Element[] = [];
  const lost = (): boolean => document.activeElement === document.body && last !== undefined && (!last.isConnected || last.matches(":disabled"));
  const note = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    last = target;
    parts = [...document.querySelectorAll(PARTS)].filter((part) => part.contains(target)).reverse();
  };
  // a click beside everything gives the focus up
  const forget = (): void => void setTimeout(() => document.activeElement === document.body && !lost() && (last = undefined));
  const look = (): void => {
    if (!lost()) return;
    const part = parts.find((one) => one.isConnected) ?? document.querySelector(".page");
    const next = part?.querySelector<HTMLElement>("[data-landing]") ?? part?.querySelector<HTMLElement>("h1, h2");
    if (next === undefined || next === null) return;
    if (next.tabIndex < 0) next.tabIndex = -1;
    next.focus();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled"] });
  document.addEventListener("focusin", note);
  document.addEventListener("focusout", forget);
  return () => {
    observer.disconnect();
    document.removeEventListener("focusin", note);
    document.removeEventListener("focusout", forget);
  };
}
