// A phone number: fed by what the server offers, typed and pasted as people do.
import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState, type ReactElement } from "react";
import { describe, expect, it } from "vitest";

import { ar, DoorcodeProvider, PhoneInput, type Texts } from "../src/index.js";
import { config, Double } from "./double.js";

function Page({ offered, texts, answer }: { offered?: Record<string, unknown>; texts?: Texts; answer?: Promise<Response> }): ReactElement {
  const [value, setValue] = useState<string>();
  const [double] = useState(() => {
    const made = new Double();
    made.config = { ...config, ...offered };
    if (answer !== undefined) made.answers = { "/config": () => answer };
    return made;
  });
  return (
    <DoorcodeProvider client={double.client} {...(texts === undefined ? {} : { texts })}>
      <label htmlFor="phone">Your number</label>
      <PhoneInput id="phone" value={value} onChange={setValue} />
      <output>{value}</output>
    </DoorcodeProvider>
  );
}
const value = (): string => screen.getByRole("status").textContent ?? "";
const country = (): HTMLSelectElement => screen.getByRole<HTMLSelectElement>("combobox");
const number = (): HTMLElement => screen.getByLabelText("Your number");

describe("the input of a phone number", () => {
  it("begins in the server's region", async () => {
    render(<Page />);
    await waitFor(() => expect(country().value).toBe("SA"));
    await userEvent.type(number(), "0501234567");
    expect(value()).toBe("+966501234567");
  });

  it("begins in the only country that is served, whatever the server's region", async () => {
    render(<Page offered={{ countries: ["SA"], default_region: "EG" }} />);
    await waitFor(() => expect(country().value).toBe("SA"));
    await userEvent.type(number(), "0501234567");
    expect(value()).toBe("+966501234567");
  });

  it("takes Arabic-Indic digits", async () => {
    render(<Page />);
    await waitFor(() => expect(country().value).toBe("SA"));
    await userEvent.type(number(), "٠٥٠١٢٣٤٥٦٧");
    expect(value()).toBe("+966501234567");
  });

  it("finds the country of a pasted number", async () => {
    render(<Page />);
    await waitFor(() => expect(country().value).toBe("SA"));
    await userEvent.click(number());
    await userEvent.paste("+1 (202) 555-0123");
    expect(value()).toBe("+12025550123");
    expect(country().value).toBe("US");
  });

  it("lists the countries that are served, in the page's language", async () => {
    render(<Page offered={{ countries: ["SA", "EG"], default_region: "EG" }} texts={ar} />);
    await waitFor(() => expect(country().value).toBe("EG"));
    const names = within(country()).getAllByRole("option").map((option) => option.textContent);
    expect(names).toEqual(expect.arrayContaining(["مصر \u2066+20\u2069", "المملكة العربية السعودية \u2066+966\u2069", "دولي"]));
    expect(names).toHaveLength(3);
    expect(country().getAttribute("aria-label")).toBe("البلد");
  });

  it("wants a country code where the server knows no region", async () => {
    render(<Page offered={{ default_region: undefined }} />);
    await waitFor(() => expect(within(country()).getAllByRole("option").length).toBeGreaterThan(200));
    expect(country().value).toBe("");
    await userEvent.type(number(), "+12025550123");
    expect(value()).toBe("+12025550123");
  });

  it("takes nothing before it knows the region, and keeps the focus when it does", async () => {
    let tell: (answer: Response) => void = () => undefined;
    const answer = new Promise<Response>((resolve) => (tell = resolve));
    render(<Page answer={answer} />);
    await userEvent.click(number());
    await userEvent.keyboard("05");
    expect([value(), document.activeElement === number()]).toEqual(["", true]);
    tell(Response.json(config));
    await waitFor(() => expect(country().value).toBe("SA"));
    expect(document.activeElement).toBe(number());
    await userEvent.keyboard("0501234567");
    expect(value()).toBe("+966501234567");
  });

  it("does without the server's word where there is none", async () => {
    render(<Page answer={Promise.reject(new TypeError("fetch failed"))} />);
    await waitFor(() => expect(country().disabled).toBe(false));
    await userEvent.type(number(), "+12025550123");
    expect(value()).toBe("+12025550123");
  });

  it("is an input of its kind", () => {
    render(<Page />);
    expect([number().getAttribute("type"), number().getAttribute("autocomplete"), number().getAttribute("dir")]).toEqual(["tel", "tel", "ltr"]);
    expect(document.querySelector("img")).toBeNull();
  });
});
