// One real input, and every way a code gets into it.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState, type ReactElement } from "react";
import { describe, expect, it, vi } from "vitest";

import { ar, codeIn, DoorcodeProvider, OtpInput, type OtpInputProps, type Texts } from "../src/index.js";
import { Double } from "./double.js";

function Page({ texts, ...props }: Partial<OtpInputProps> & { texts?: Texts }): ReactElement {
  const [value, setValue] = useState("");
  const [double] = useState(() => new Double());
  return (
    <DoorcodeProvider client={double.client} {...(texts === undefined ? {} : { texts })}>
      <OtpInput {...props} value={value} onChange={setValue} />
      <output>{value}</output>
    </DoorcodeProvider>
  );
}
const typed = (): string => screen.getByRole("status").textContent ?? "";

describe("the input of a code", () => {
  it("is one input that a browser, a keyboard and a screen reader understand", () => {
    render(<Page invalid />);
    const input = screen.getByLabelText("Code");
    expect(screen.getAllByRole("textbox")).toEqual([input]);
    expect(Object.fromEntries(["autocomplete", "inputmode", "maxlength", "aria-invalid", "dir"].map((name) => [name, input.getAttribute(name)]))).toEqual({
      autocomplete: "one-time-code",
      inputmode: "numeric",
      maxlength: "6",
      "aria-invalid": "true",
      dir: "ltr",
    });
  });

  it("is named by its label where it has one, and in the page's language where not", () => {
    const { unmount } = render(<Page texts={ar} />);
    expect(screen.getByLabelText("الرمز")).toBeTruthy();
    unmount();
    render(
      <>
        <label htmlFor="code">Your code</label>
        <Page id="code" />
      </>,
    );
    expect(screen.getByLabelText("Your code")).toBe(screen.getByRole("textbox"));
    expect(screen.queryByLabelText("Code")).toBeNull();
  });

  it("has as many digits as the server's codes", async () => {
    const double = new Double();
    double.config = { ...double.config, code_length: 8 };
    render(
      <DoorcodeProvider client={double.client}>
        <OtpInput value="" onChange={() => undefined} />
      </DoorcodeProvider>,
    );
    await waitFor(() => expect(screen.getByRole("textbox").getAttribute("maxlength")).toBe("8"));
  });

  it("takes a whole code in place of one that is there already", async () => {
    const onComplete = vi.fn();
    render(<Page invalid onComplete={onComplete} />);
    const input = screen.getByRole("textbox");
    await userEvent.click(input);
    await userEvent.paste("123456");
    await userEvent.paste("654 321");
    expect(typed()).toBe("654321");
    expect(onComplete.mock.calls).toEqual([["123456"], ["654321"]]);
    // less than a code goes where the cursor is
    await userEvent.paste("9");
    expect(typed()).toHaveLength(6);
    expect(typed()).not.toBe("9");
  });

  it("tells once that the last digit came", async () => {
    const onComplete = vi.fn();
    render(<Page onComplete={onComplete} />);
    await userEvent.type(screen.getByRole("textbox"), "12345");
    expect(onComplete).not.toHaveBeenCalled();
    await userEvent.type(screen.getByRole("textbox"), "6");
    expect(onComplete.mock.calls).toEqual([["123456"]]);
  });

  it.each([
    ["123 456", "123456"],
    ["123-456", "123456"],
    [" 123456\n", "123456"],
    ["١٢٣ ٤٥٦", "123456"],
    ["۱۲۳۴۵۶", "123456"],
    ["Your code is 123456. It expires in 10 minutes.", "123456"],
    ["1234", "1234"],
    ["1234567890", "123456"],
  ])("takes the pasted text %j", async (pasted, code) => {
    render(<Page />);
    await userEvent.click(screen.getByRole("textbox"));
    await userEvent.paste(pasted);
    expect(typed()).toBe(code);
  });

  it("takes a pasted code in place of a whole one", async () => {
    const onComplete = vi.fn();
    render(<Page onComplete={onComplete} />);
    const input = screen.getByRole<HTMLInputElement>("textbox");
    await userEvent.type(input, "000000");
    input.setSelectionRange(0, 6);
    await userEvent.paste("123 456");
    expect(typed()).toBe("123456");
    expect(onComplete.mock.calls).toEqual([["000000"], ["123456"]]);
  });

  it("takes digits of an Arabic keyboard, and nothing but digits", async () => {
    render(<Page />);
    await userEvent.type(screen.getByRole("textbox"), "١a٢-٣");
    expect(typed()).toBe("123");
  });

  it("takes what the browser fills in", () => {
    const onComplete = vi.fn();
    render(<Page onComplete={onComplete} />);
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "123456" } });
    expect(typed()).toBe("123456");
    expect(onComplete).toHaveBeenCalledWith("123456");
  });

  it("puts no <style> into the page where it may make a sheet by script", () => {
    Object.defineProperty(document, "adoptedStyleSheets", { value: [], writable: true, configurable: true });
    vi.stubGlobal("CSSStyleSheet", class {
      replaceSync = (): void => undefined;
    });
    document.getElementById("input-otp-style")?.remove();
    render(<Page />);
    expect(document.querySelectorAll("style")).toHaveLength(0);
    expect(document.adoptedStyleSheets).toHaveLength(1);
    Reflect.deleteProperty(document, "adoptedStyleSheets");
  });
});

describe("WebOTP", () => {
  const offer = (): { signals: AbortSignal[]; arrive: (code: string) => void } => {
    const signals: AbortSignal[] = [];
    let last: (credential: { code: string }) => void = () => undefined;
    const get = (request: { otp?: unknown; signal: AbortSignal }): Promise<unknown> => {
      expect(request.otp).toEqual({ transport: ["sms"] });
      signals.push(request.signal);
      return new Promise((found, refused) => {
        last = found;
        request.signal.addEventListener("abort", () => refused(new DOMException("over", "AbortError")));
      });
    };
    vi.stubGlobal("OTPCredential", class {});
    vi.stubGlobal("navigator", { credentials: { get }, userAgent: "" });
    return { signals, arrive: (code) => last({ code }) };
  };

  it("fills the code in, with one request open under StrictMode, and none when the input is gone", async () => {
    const web = offer();
    const onComplete = vi.fn();
    const { unmount } = render(<Page onComplete={onComplete} />);
    expect(web.signals.map((signal) => signal.aborted)).toEqual([true, false]);
    web.arrive("123456");
    await waitFor(() => expect(typed()).toBe("123456"));
    expect(onComplete.mock.calls).toEqual([["123456"]]);
    unmount();
    expect(web.signals.at(-1)?.aborted).toBe(true);
  });

  it("is not asked for where the page does not want it", () => {
    const web = offer();
    render(<Page webOtp={false} />);
    expect(web.signals).toEqual([]);
  });
});

it("finds no code where there is none", () => {
  expect(codeIn("hello", 6)).toBe("");
});
