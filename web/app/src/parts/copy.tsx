// Copies a text, and says so; or that it has to be marked by hand.
import { useState, type ReactElement } from "react";

import { useWords } from "../words";

/** Milliseconds for which the button says what came of it. */
const SHOWN = 3000;

/** A button that copies `text`. */
export function Copy({ text, label, done }: { readonly text: string; readonly label: string; readonly done: string }): ReactElement {
  const { words } = useWords();
  const [came, setCame] = useState<"copied" | "refused">();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCame("copied");
    } catch {
      setCame("refused");
    }
    setTimeout(() => setCame(undefined), SHOWN);
  };
  return (
    <button type="button" className="small" aria-live="polite" onClick={() => void copy()}>
      {came === "copied" ? done : came === "refused" ? words.notCopied : label}
    </button>
  );
}
