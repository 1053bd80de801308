// The input of a code: one real input (input-otp), drawn as one box a digit. What it looks like is CSS of the application.
import { OTPInput } from "input-otp";
import { useEffect, useLayoutEffect, useRef, type InputHTMLAttributes, type ReactElement } from "react";

import { codeIn } from "./digits.js";
import { useConfig, useTexts } from "./provider.js";

/** What an `OtpInput` is given; anything else goes to the input itself (`id`, `name`, `aria-describedby`, `autoFocus`). */
export interface OtpInputProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "maxLength" | "inputMode" | "autoComplete" | "children" | "nonce"> {
  /** The digits so far, in ASCII. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Called when the last digit came, however it came. */
  readonly onComplete?: (value: string) => void;
  /** Digits of a code; the server's `code_length` by default. */
  readonly length?: number;
  /** Whether the last code was refused: `aria-invalid`. */
  readonly invalid?: boolean;
  /** Whether the browser may read the code from a text message (WebOTP), where it can; on by default. */
  readonly webOtp?: boolean;
  /** Class of the whole; `doorcode-otp` by default. Inside are `doorcode-otp-slots` and, for each digit, `doorcode-otp-slot`
   * with `data-active` and `data-filled`. */
  readonly containerClassName?: string;
}

/** The input of a code. Takes pasted text as it is ("123 456", a whole message, Arabic-Indic digits) and codes the browser fills in. */
export function OtpInput(props: OtpInputProps): ReactElement {
  const { value, onChange, onComplete, length: given, invalid, webOtp = true, containerClassName, className, ...rest } = props;
  const texts = useTexts();
  const length = useCodeLength(given);
  useOwnStyles();

  const type = (text: string): void => {
    const next = codeIn(text, length);
    if (next === value) return;
    onChange(next);
    if (next.length === length) onComplete?.(next);
  };
  useWebOtp(webOtp && rest.disabled !== true, type);

  const named = rest["aria-label"] !== undefined || rest["aria-labelledby"] !== undefined || rest.id !== undefined;
  return (
    <OTPInput
      {...rest}
      {...(named ? {} : { "aria-label": texts.labels.code })}
      {...(invalid === true ? { "aria-invalid": true } : {})}
      value={value}
      onChange={type}
      maxLength={length}
      inputMode="numeric"
      autoComplete="one-time-code"
      // a code reads from left to right in every language
      dir="ltr"
      // a whole code stands for itself; input-otp would put it behind the digits that are there
      onPasteCapture={(event) => {
        rest.onPasteCapture?.(event);
        const whole = codeIn(event.clipboardData.getData("text/plain"), length);
        if (whole.length !== length) return;
        event.preventDefault();
        event.stopPropagation();
        type(whole);
      }}
      pasteTransformer={(text) => codeIn(text, length)}
      pushPasswordManagerStrategy="none"
      noScriptCSSFallback={null}
      containerClassName={containerClassName ?? "doorcode-otp"}
      {...(className === undefined ? {} : { className })}
      render={({ slots }) => (
        <div className="doorcode-otp-slots" aria-hidden="true" dir="ltr" style={{ display: "flex" }}>
          {slots.map((slot, index) => (
            <div key={index} className="doorcode-otp-slot" data-active={slot.isActive} data-filled={slot.char !== null}>
              {slot.char ?? (slot.hasFakeCaret ? <span className="doorcode-otp-caret" /> : null)}
            </div>
          ))}
        </div>
      )}
    />
  );
}

function useCodeLength(given: number | undefined): number {
  const { config } = useConfig();
  return given ?? config?.code_length ?? 6;
}

interface OtpCredential {
  readonly code: string;
}

// WebOTP is not in TypeScript's DOM: https://wicg.github.io/web-otp/
interface OtpRequest extends CredentialRequestOptions {
  readonly otp: { readonly transport: readonly ["sms"] };
}

/** Lets the browser read the code out of a text message that ends in `@domain #code`. */
function useWebOtp(on: boolean, fill: (code: string) => void): void {
  const latest = useRef(fill);
  useEffect(() => {
    latest.current = fill;
  });
  useEffect(() => {
    if (!on || typeof window === "undefined" || !("OTPCredential" in window)) return;
    const stop = new AbortController();
    const request: OtpRequest = { otp: { transport: ["sms"] }, signal: stop.signal };
    navigator.credentials.get(request).then(
      (credential) => {
        if (!stop.signal.aborted && isOtp(credential)) latest.current(credential.code);
      },
      // refused, given up, or not today: the person types
      () => undefined,
    );
    return () => stop.abort();
  }, [on]);
}

function isOtp(credential: unknown): credential is OtpCredential {
  return typeof credential === "object" && credential !== null && "code" in credential && typeof credential.code === "string";
}

const STYLES = "input-otp-style";
// input-otp's own rules: the real input lies over the boxes, and must not be seen. Without a style of the application there would be
// nothing to see at all: the boxes are plain ones until it has one, which wins over `:where`.
const RULES = `
[data-input-otp]::selection { background: transparent !important; color: transparent !important; }
[data-input-otp]:autofill, [data-input-otp]:-webkit-autofill { background: transparent !important; color: transparent !important;
  border-color: transparent !important; opacity: 0 !important; box-shadow: none !important; -webkit-text-fill-color: transparent !important; }
@supports (-webkit-touch-callout: none) { [data-input-otp] { letter-spacing: -.6em !important; font-weight: 100 !important;
  font-stretch: ultra-condensed; font-optical-sizing: none !important; left: -1px !important; right: 1px !important; } }
[data-input-otp] + * { pointer-events: all !important; }
:where(.doorcode-otp-slots) { gap: 0.4em; }
:where(.doorcode-otp-slot) { box-sizing: border-box; inline-size: 2.2em; block-size: 2.6em; display: grid; place-items: center;
  border: 1px solid; border-radius: 0.25em; }
:where(.doorcode-otp-slot[data-active="true"]) { outline: 2px solid; }
:where(.doorcode-otp-caret) { inline-size: 1px; block-size: 1.2em; background: currentColor; }`;

// input-otp puts a <style> into the page, which a strict Content-Security-Policy refuses aloud. It does not where an element of
// that id is there already; the same rules come as a sheet made by script, which no policy minds.
function useOwnStyles(): void {
  useLayoutEffect(() => {
    if (document.getElementById(STYLES) !== null || !("adoptedStyleSheets" in document)) return;
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(RULES);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    } catch {
      // input-otp does it its own way
      return;
    }
    const mark = document.createElement("meta");
    mark.id = STYLES;
    document.head.append(mark);
  }, []);
}
