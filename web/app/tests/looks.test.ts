// Every page and every step of it, looked at: no barrier that axe finds, nothing wider than the screen, in both themes and both
// languages. `LOOKS=all` does each theme in each language, with a picture at
// every width. The pictures are in `shots`.
import { expect, test } from "vitest";

import type { Person } from "./person";
import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage();

const ALL = process.env["LOOKS"] === "all";
const WIDTHS = [320, 768, 1280];
const looks = [
  { locale: "en-GB", colorScheme: "light" },
  { locale: "ar", colorScheme: "dark" },
  ...(ALL ? ([{ locale: "en-GB", colorScheme: "dark" }, { locale: "ar", colorScheme: "light" }] as const) : []),
] as const;

/** Looks at what is there at every width. */
async function look(person: Person, name: string): Promise<void> {
  const { page, visit, language, texts } = person;
  const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([language, texts.direction]);
  expect(await visit.barriers(), name).toEqual([]);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at ${width} pixels`).toBeLessThanOrEqual(width);
    if (ALL || width !== 768) await visit.shot(`${language}-${theme}-${name}-${width}`);
  }
}

// numbers that no other run of this file has
let numbers = 100;
const number = (): string => `+1202555${String((numbers += 1)).padStart(4, "0")}`;

for (const options of looks) {
  const named = `${options.locale.slice(0, 2)}, ${options.colorScheme}`;

  test(`nobody signed in (${named})`, async () => {
    const ada = await house.someone(options);
    const { page, words, texts } = ada;
    const phone = number();
    await ada.opens("/");
    await look(ada, "home");
    await ada.opens("/app/nowhere");
    await look(ada, "not-found");
    await ada.opens("/app/account");
    await look(ada, "account-signed-out");

    await ada.opens("/app/login");
    await look(ada, "login");
    await ada.fills(words.fields.identifier, "nobody");
    await ada.fills(words.fields.password, "nothing");
    await ada.presses(words.login.submit);
    await ada.sees(texts.problems.bad_credentials.sentence);
    await look(ada, "login-wrong");
    await ada.opens("/app/login/code");
    await look(ada, "login-code-1");
    await ada.fills(words.fields.address, phone);
    await ada.presses(texts.labels.sendCode);
    await ada.sees(words.login.unknown);
    await look(ada, "login-code-2");

    await ada.opens("/app/register-first");
    await ada.fieldOf(texts.labels.phone).waitFor();
    await look(ada, "register-first");
    await ada.presses(words.registerFirst.submit);
    await ada.sees(texts.faults.required);
    await look(ada, "register-first-faults");
    await ada.presses(words.registerFirst.resume);
    await look(ada, "register-first-resume");

    await ada.opens("/app/forgot-password");
    await look(ada, "forgot-1");
    await ada.fills(words.forgot.identifier, "nobody");
    await ada.presses(words.continue);
    await look(ada, "forgot-2");
    await ada.presses(texts.labels.sendCode);
    await ada.sees(words.forgot.sent);
    await look(ada, "forgot-3");
    await page.getByText(words.happened.title).click();
    await look(ada, "forgot-3-happened");
  });

  test(`on the way in, and inside (${named})`, async () => {
    const ada = await house.someone(options);
    const { page, words, texts } = ada;
    const phone = number();
    await ada.opens("/app/register");
    await ada.fieldOf(texts.labels.phone).waitFor();
    await look(ada, "register-1");
    await ada.asksForACodeTo(phone);
    await ada.sees(texts.labels.resendCode);
    const code = await house.code(phone);
    await ada.here.typesTheCode(code === "000000" ? "111111" : "000000");
    await ada.sees(texts.problems.invalid_code.sentence);
    await look(ada, "register-2-wrong");
    await ada.here.typesTheCode(code);
    await ada.fieldOf(words.fields.email).waitFor();
    await look(ada, "register-3");
    await ada.makesTheAccount(`looks${phone}@example.com`, PASSWORD);

    await ada.part(words.account.sessions).sees(words.account.thisSession);
    await look(ada, "account");
    await ada.presses(words.account.addPhone);
    await ada.part(words.account.phones).at.getByLabel(texts.labels.phone).waitFor();
    await ada.presses(words.account.changePassword);
    const email = ada.part(words.account.email);
    await email.presses(words.account.changeEmail);
    await email.presses(texts.labels.sendCode);
    await email.typesTheCodeTo(`looks${phone}@example.com`);
    await email.sees(words.account.emailDone);
    await ada.presses(words.account.delete);
    const factor = ada.part(words.account.factor);
    await factor.presses(words.account.switchOn);
    await factor.sees(words.account.recovery);
    await look(ada, "account-open");
    await factor.presses(words.account.switchOff);
    await ada.dialog.sees(texts.labels.resendCode);
    await look(ada, "account-factor");
    await ada.dialog.presses(words.login.useRecovery);
    await look(ada, "account-recovery");
    await ada.hits("Escape");
    await ada.presses(words.account.deleteSure);
    await ada.dialog.sees(words.stepUp.passwordLead);
    await look(ada, "account-password");
    await ada.dialog.fills(words.fields.password, PASSWORD);
    await ada.dialog.presses(words.stepUp.go);
    await ada.dialog.sees(words.stepUp.nothingSent);
    await look(ada, "account-sign-in");
    await ada.hits("Escape");

    await ada.opens("/app/transfer");
    await ada.fieldOf(words.transfer.payee).waitFor();
    await look(ada, "transfer-1");
    const before = await house.sends(phone);
    await ada.presses(words.transfer.submit);
    await expect.poll(() => house.sends(phone)).toBe(before + 1);
    await ada.here.at.getByLabel(texts.labels.code, { exact: true }).waitFor();
    await look(ada, "transfer-2");
    await ada.presses(new RegExp(words.outbox.open));
    const newest = page.getByRole("complementary", { name: words.outbox.title }).getByRole("listitem").first();
    await newest.getByText("Bob").waitFor();
    await look(ada, "transfer-outbox");
    const confirmation = await newest.locator(".code bdi").innerText();
    await ada.presses(words.outbox.close);
    await ada.here.typesTheCode(confirmation);
    await ada.sees(words.transfer.again);
    await look(ada, "transfer-3");

    await ada.signsOut();
    await ada.signsIn(phone, PASSWORD);
    await page.getByRole("heading", { name: words.login.factor }).waitFor();
    await look(ada, "login-second-step");
    await ada.forgetsThePassword(phone, "email");
    await ada.typesTheCodeTo(`looks${phone}@example.com`);
    await ada.sees(words.forgot.password);
    await look(ada, "forgot-4");
    await ada.choosesThePassword(words.fields.newPassword, "another horse 10");
    await ada.presses(words.forgot.submit);
    await ada.sees(words.forgot.done);
    await look(ada, "forgot-done");
  });
}

test("in Arabic a password does not run underneath its eye", async () => {
  const ada = await house.someone({ locale: "ar", viewport: { width: 360, height: 740 } });
  await ada.opens("/app/login");
  const field = ada.fieldOf(ada.words.fields.password);
  const eye = await ada.page.getByRole("button", { name: ada.words.show }).boundingBox();
  const box = await field.boundingBox();
  const [left, right] = await field.evaluate((input) => [getComputedStyle(input).paddingLeft, getComputedStyle(input).paddingRight].map(parseFloat));
  if (eye === null || box === null) throw new Error("There is no password to be seen.");
  // the eye is within the padding of its side
  expect(eye.x >= box.x + box.width - (right ?? 0) || eye.x + eye.width <= box.x + (left ?? 0)).toBe(true);
});

test("letters of twice the size fit a narrow screen", async () => {
  for (const locale of ["en-GB", "ar"]) {
    const ada = await house.someone({ locale, viewport: { width: 320, height: 640 } });
    for (const path of ["/", "/app/login", "/app/register-first"]) {
      await ada.opens(path);
      await ada.page.getByRole("button", { name: new RegExp(ada.words.outbox.open) }).waitFor();
      await ada.page.evaluate(() => void (document.documentElement.style.fontSize = "200%"));
      expect(await ada.page.evaluate(() => document.documentElement.scrollWidth), `${path}, ${locale}`).toBeLessThanOrEqual(320);
    }
  }
});
