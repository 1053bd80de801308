// A page: its heading, which takes the focus when one comes here, its steps, and below the calls it made.
import { useEffect, type ReactElement, type ReactNode } from "react";

import { useWords } from "../words";
import { useArrival } from "./focus";
import { WhatHappened } from "./what-happened";

/** A page. */
export function Page({ title, step, steps, wide = false, children }: {
  readonly title: string;
  /** Which of `steps` one is at, from 1. */
  readonly step?: number;
  readonly steps?: number;
  readonly wide?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const { words } = useWords();
  const heading = useArrival();
  useEffect(() => {
    document.title = `${title} · ${words.title}`;
  }, [title, words]);
  return (
    <div className={wide ? "page wide" : "page"}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {step === undefined || steps === undefined ? null : (
        <p className="steps">
          <span aria-hidden="true" className="dots">
            {Array.from({ length: steps }, (_, index) => (
              <i key={index} data-done={index < step} />
            ))}
          </span>
          {words.steps(step, steps)}
        </p>
      )}
      {children}
      <WhatHappened />
    </div>
  );
}
