// Whoever sits in front of the application: what they do and see, in words, in either language. Labels come from the application's
// own words, so that a sentence of a test means the same page in each.
import { ar as arTexts, en as enTexts, type Texts } from "@doorcode/react/hooks";
import type { Locator, Page } from "playwright-core";

import { ar } from "../src/words/ar";
import { en, type Words } from "../src/words/en";
import type { Stage, Visit } from "./stage";

/** Somebody in front of a page. */
export class Person {
  readonly page: Page;
  readonly words: Words;
  readonly texts: Texts;

  constructor(
    readonly visit: Visit,
    private readonly house: Stage,
    readonly language: "en" | "ar" = "en",
  ) {
    this.page = visit.page;
    this.words = language === "ar" ? ar : en;
    this.texts = language === "ar" ? arTexts : enTexts;
  }

  /** The page, or one part or dialog of it: what follows happens there. */
  in(place: Locator): Place {
    return new Place(this, place);
  }

  get here(): Place {
    return this.in(this.page.locator("body"));
  }

  /** One part of the account. */
  part(name: string): Place {
    return this.in(this.page.getByRole("region", { name }));
  }

  get dialog(): Place {
    return this.in(this.page.getByRole("dialog"));
  }

  async opens(path: string): Promise<void> {
    await this.page.goto(this.house.url + path);
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  async reloads(): Promise<void> {
    await this.page.reload();
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  /** Another tab of the same browser. */
  async secondTab(path: string): Promise<Page> {
    const tab = await this.page.context().newPage();
    await tab.goto(this.house.url + path);
    return tab;
  }

  sees(text: string | RegExp): Promise<void> {
    return this.here.sees(text);
  }

  presses(button: string | RegExp): Promise<void> {
    return this.here.presses(button);
  }

  fills(label: string, value: string): Promise<void> {
    return this.here.fills(label, value);
  }

  /** The newest code that reached `to`. */
  codeTo(to: string): Promise<string> {
    return this.house.code(to);
  }

  /** How many codes reached `to` so far. */
  sendsTo(to: string): Promise<number> {
    return this.house.sends(to);
  }

  /** Waits for the newest code to `to` and types it. */
  typesTheCodeTo(to: string): Promise<void> {
    return this.here.typesTheCodeTo(to);
  }

  async asksForACodeTo(phone: string): Promise<void> {
    await this.fills(this.texts.labels.phone, phone);
    await this.presses(this.texts.labels.sendCode);
  }

  /** A whole registration up to the form of the account. */
  async provesTheNumber(phone: string): Promise<void> {
    await this.opens("/app/register");
    await this.asksForACodeTo(phone);
    await this.typesTheCodeTo(phone);
    await this.fieldOf(this.words.fields.email).waitFor();
  }

  async makesTheAccount(email: string, password: string): Promise<void> {
    await this.fills(this.words.fields.email, email);
    await this.choosesThePassword(this.words.fields.password, password);
    await this.presses(this.words.register.submit);
    await this.page.waitForURL("**/app/account");
  }

  async choosesThePassword(label: string, password: string): Promise<void> {
    await this.fills(label, password);
    await this.fills(this.words.fields.confirmPassword, password);
  }

  async signsIn(name: string, password: string): Promise<void> {
    await this.opens("/app/login");
    await this.fills(this.words.fields.identifier, name);
    await this.fills(this.words.fields.password, password);
    await this.presses(this.words.login.submit);
  }

  /** And waits until it is so: a page that goes away takes the call along. */
  async signsOut(): Promise<void> {
    await this.presses(this.words.signOut);
    await this.page.getByRole("navigation").getByRole("link", { name: this.words.nav.login, exact: true }).waitFor();
  }

  async isSignedIn(): Promise<void> {
    await this.page.waitForURL("**/app/account");
    await this.page.getByRole("button", { name: this.words.signOut }).waitFor();
  }

  /** A forgotten password up to the code. */
  async forgetsThePassword(name: string, channel: keyof Texts["channels"] = "sms"): Promise<void> {
    await this.opens("/app/forgot-password");
    await this.fills(this.words.forgot.identifier, name);
    await this.presses(this.words.continue);
    await this.page.getByRole("radio", { name: this.texts.channels[channel] }).check();
    await this.presses(this.texts.labels.sendCode);
  }

  fieldOf(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Types with the keyboard alone, into whatever has the focus. */
  async types(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Goes on with the Tab key until the control of this name has the focus. */
  async tabsTo(name: string): Promise<void> {
    for (let steps = 0; steps < 30; steps += 1) {
      await this.page.keyboard.press("Tab");
      if (await this.page.evaluate(isFocused, name)) return;
    }
    throw new Error(`The Tab key does not come to "${name}".`);
  }

  async hits(key: "Enter" | "Space" | "Escape" | "ArrowDown"): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Waits until the control of this name has the focus without anybody's doing. */
  async findsTheFocusAt(name: string): Promise<void> {
    await this.page.waitForFunction(isFocused, name);
  }
}

// Runs in the page.
function isFocused(name: string): boolean {
  const { activeElement: focused } = document;
  if (focused === null || focused === document.body) return false;
  const labels = focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement ? [...(focused.labels ?? [])].map((label) => label.textContent) : [];
  return [focused.getAttribute("aria-label"), ...labels, focused.textContent].some((text) => text?.trim().startsWith(name));
}

/** A page or a part of it. */
export class Place {
  constructor(
    private readonly person: Person,
    readonly at: Locator,
  ) {}

  async sees(text: string | RegExp): Promise<void> {
    await this.at.getByText(text).first().waitFor();
  }

  async presses(button: string | RegExp): Promise<void> {
    await this.at.getByRole("button", typeof button === "string" ? { name: button, exact: true } : { name: button }).click();
  }

  async fills(label: string, value: string): Promise<void> {
    await this.at.getByLabel(label, { exact: true }).fill(value);
  }

  async typesTheCode(code: string): Promise<void> {
    const field = this.at.getByLabel(this.person.texts.labels.code, { exact: true });
    if ((await field.inputValue()) !== code) await field.fill(code);
    await this.presses(new RegExp(`^(${this.person.texts.labels.verifyCode}|${this.person.words.login.submit})$`));
  }

  /** Waits until a code may be sent again, and has it sent: by one click. */
  async hasItSentAgainTo(to: string): Promise<void> {
    const before = await this.person.sendsTo(to);
    // a click waits for a button that is disabled
    await this.at.getByRole("button", { name: this.person.texts.labels.resendCode }).click();
    const end = Date.now() + 3000;
    while ((await this.person.sendsTo(to)) === before) {
      if (Date.now() > end) throw new Error("Nothing was sent again.");
      await this.person.page.waitForTimeout(100);
    }
  }

  async typesTheCodeTo(to: string): Promise<void> {
    await this.at.getByLabel(this.person.texts.labels.code, { exact: true }).waitFor();
    await this.typesTheCode(await this.person.codeTo(to));
  }
}
