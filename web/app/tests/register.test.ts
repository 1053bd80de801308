// Registration, as people go through it: the number first, or the account first.
import { expect, test } from "vitest";

import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage();

const wrong = (code: string): string => (code === "000000" ? "111111" : "000000");

test("a phone number, the code, the account, on a wide screen", async () => {
  const ada = await house.someone();
  const { page, visit } = ada;
  await ada.opens("/");
  await page.getByRole("main").getByRole("link", { name: "Register Prove" }).click();
  await ada.fills("Phone number", "202 555 0171");
  await page.getByRole("button", { name: "Send OTP" }).dblclick();
  await ada.sees("A code is on its way");
  expect(visit.calls.filter((call) => call === "POST /send-otp")).toHaveLength(1);
  const code = await house.code("+12025550171");

  // a wrong code says how many tries are left
  await ada.here.typesTheCode(wrong(code));
  await ada.sees("4 tries left");
  await ada.findsTheFocusAt("Code");
  expect(await ada.fieldOf("Code").inputValue()).toBe("");
  await visit.shot("register-2-wrong-code");

  // half a code is not even sent
  await ada.fills("Code", code.slice(0, 4));
  await ada.hits("Enter");
  await ada.sees("The code has 6 digits.");
  expect(visit.calls.filter((call) => call === "POST /verify-otp")).toHaveLength(1);

  // a reload in the middle loses nothing: at the code, and at the account
  await ada.reloads();
  await ada.sees("A code is on its way");
  await ada.fills("Code", code);
  await ada.hits("Enter");
  await ada.sees("is proven. Now make your account.");
  await ada.reloads();
  await ada.sees("+12025550171");
  await ada.sees("is proven. Now make your account.");
  await ada.fills("E-mail", "ada@example.com");
  await ada.fills("Password", PASSWORD);
  await ada.fills("Confirm password", "correct horse 8");
  await ada.presses("Create account");
  await ada.sees("The two passwords differ.");
  await ada.fills("Confirm password", PASSWORD);
  await ada.presses("Create account");
  await ada.isSignedIn();

  // the proof is used, and gone with that
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);

  // what just happened shows the call, and no secret
  await ada.part("Sessions").sees("this one");
  await page.getByText("What just happened").click();
  await ada.sees("POST /register-with-otp");
  const told = await page.locator(".happened").innerText();
  expect(told).not.toContain("correct horse");
  expect(told).not.toMatch(/eyJ[\w-]{20}/);
  await visit.shot("account-what-happened");
});

test("what is taken is said with the proof still good, and another number can be proven", async () => {
  await house.account("+12025550173", "taken@example.com", PASSWORD);
  const bob = await house.someone();
  await bob.provesTheNumber("+12025550174");
  await bob.fills("E-mail", "taken@example.com");
  await bob.choosesThePassword("Password", PASSWORD);
  await bob.presses("Create account");
  await bob.sees("Somebody else uses this already.");
  await bob.presses("Use another number");
  await bob.findsTheFocusAt("Phone number");
  expect(await bob.page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test("the same registration in two tabs is one: one message, one account, and the other tab is told", async () => {
  const ada = await house.someone();
  await ada.opens("/app/register");
  const other = ada.in((await ada.secondTab("/app/register")).locator("body"));
  for (const tab of [ada.here, other]) {
    await tab.fills("Phone number", "202 555 0137");
    await tab.presses("Send OTP");
    await tab.sees("A code is on its way");
  }
  expect(await house.sends("+12025550137")).toBe(1);
  const code = await house.code("+12025550137");
  for (const tab of [ada.here, other]) {
    await tab.typesTheCode(code);
    await tab.sees("is proven. Now make your account.");
  }
  await ada.makesTheAccount("two.tabs@example.com", PASSWORD);
  await other.fills("E-mail", "two.tabs.again@example.com");
  await other.fills("Password", PASSWORD);
  await other.fills("Confirm password", PASSWORD);
  await other.presses("Create account");
  await other.sees("The proof is over. Start again.");
});

test("with the keyboard alone", async () => {
  const ada = await house.someone();
  await ada.opens("/");
  await ada.tabsTo("Skip to the page");
  await ada.hits("Enter");
  await ada.tabsTo("Register");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Phone number");
  await ada.types("2025550175");
  await ada.tabsTo("Text message");
  await ada.hits("ArrowDown");
  await ada.tabsTo("Send OTP");
  await ada.hits("Space");
  await ada.findsTheFocusAt("Code");
  await ada.types(await house.code("+12025550175"));
  await ada.hits("Enter");
  await ada.findsTheFocusAt("E-mail");
  await ada.types("keys@example.com");
  await ada.tabsTo("Password");
  await ada.types(PASSWORD);
  await ada.tabsTo("Confirm password");
  await ada.types(PASSWORD);
  await ada.hits("Enter");
  await ada.isSignedIn();
  expect(ada.visit.calls).toContain("POST /register-with-otp");
});

test("five wrong codes lock a code, and a new one may be asked for at once", async () => {
  const ada = await house.someone();
  await ada.opens("/app/register");
  await ada.asksForACodeTo("202 555 0183");
  await ada.sees("A code is on its way");
  const code = wrong(await house.code("+12025550183"));
  expect(await ada.page.getByRole("button", { name: "Send again" }).isDisabled()).toBe(true);
  for (const left of ["4 tries left", "3 tries left", "2 tries left", "1 try left", "Ask for a new code."]) {
    await ada.here.typesTheCode(code);
    await ada.sees(left);
  }
  await ada.visit.shot("register-locked");
  await ada.presses("Send again");
  await ada.sees("You can ask again in");
  // back and forward: the code is still awaited
  await ada.opens("/app/login");
  await ada.page.goBack();
  await ada.typesTheCodeTo("+12025550183");
  await ada.sees("is proven");
});

test("register first, reload at the code, prove it, then sign in by the username", async () => {
  const ada = await house.someone();
  await ada.opens("/app/register-first");
  await ada.fills("Username", "ada.l");
  await ada.choosesThePassword("Password", PASSWORD);
  await ada.fills("Phone number", "202 555 0184");
  await ada.presses("Create account");
  await ada.sees("A code is on its way");
  await ada.reloads();
  await ada.typesTheCodeTo("+12025550184");
  await ada.sees("Your account is active.");
  await ada.signsIn("ada.l", PASSWORD);
  await ada.sees("+12025550184");
});

test("a registration that was left is taken up again from the sign-in page, with a countdown and over a reload", async () => {
  const bob = await house.someone();
  await bob.opens("/app/register-first");
  await bob.fills("Username", "bob.l");
  await bob.choosesThePassword("Password", PASSWORD);
  await bob.page.getByRole("radio", { name: "E-mail" }).check();
  await bob.page.getByRole("textbox", { name: "E-mail" }).fill("bob.l@example.com");
  await bob.presses("Create account");
  await bob.sees("A code is on its way");
  await bob.page.evaluate(() => sessionStorage.clear());
  await bob.signsIn("bob.l", PASSWORD);
  await bob.sees("This account still waits for its code.");
  await bob.page.getByRole("link", { name: "Finish the registration" }).click();
  await bob.presses("I registered already");
  await bob.fills("Phone number or e-mail", "bob.l@example.com");
  await bob.presses("Send OTP");
  await bob.sees(/You can ask again in \d+ second/);
  expect(await bob.page.getByRole("button", { name: "Send again" }).isDisabled()).toBe(true);
  await bob.reloads();
  await bob.typesTheCodeTo("bob.l@example.com");
  await bob.sees("Your account is active.");
});
