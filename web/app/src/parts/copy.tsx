// Copies a text, and says so.
import { useState, type ReactElement } from "react";

/** A button that copies `text`. */
export function Copy({ text, label, done }: { readonly text: string; readonly label: string; readonly done: string }): ReactElement {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      // not allowed here: the text can be marked by hand
    }
  };
  return (
    <button type="button" className="small" aria-live="polite" onClick={() => void copy()}>
      {copied ? done : label}
    </button>
  );
}
