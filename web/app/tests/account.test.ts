// Signing in, and what belongs to whoever is signed in.
import { expect, test } from "vitest";

import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage();

/** The server's word that the sign-in is too old, for calls without a password: nobody waits a quarter of an hour here. */
const TOO_OLD = {
  status: 403,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "/problems/reauthentication-required", title: "…", status: 403, code: "reauthentication_required", error: "…", detail: "…" }),
};

test("a password: wrong, then right; the session survives a reload, and ends in every tab", async () => {
  await house.account("+12025550181", "ada@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("ada@example.com", "not the password");
  await ada.sees("The name and the password do not match.");
  await ada.page.getByRole("alert").waitFor();
  await ada.visit.shot("login-wrong");
  await ada.signsIn("(202) 555-0181", PASSWORD);
  await ada.sees("+12025550181");
  await ada.reloads();
  await ada.sees("+12025550181");
  // the ways in lead to the account
  for (const path of ["/app/login", "/app/login/code", "/app/register", "/app/register-first"]) {
    await ada.opens(path);
    await ada.sees("You are signed in already.");
  }
  await ada.page.getByRole("main").getByRole("link", { name: "Account" }).click();
  await ada.isSignedIn();
  const other = await ada.secondTab("/app/account");
  await other.getByText("+12025550181").waitFor();
  await ada.signsOut();
  await ada.sees("You are signed out.");
  await other.getByText("You signed out in another tab.").waitFor();
  // back leads to a page that knows it
  await ada.page.goBack();
  await ada.page.goForward();
  await ada.page.getByRole("link", { name: "Sign in" }).first().waitFor();
});

test("whoever was signed in already can use another account, and goes on to it", async () => {
  await house.account("+12025550135", "first@example.com", PASSWORD);
  await house.account("+12025550136", "second@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("first@example.com", PASSWORD);
  await ada.isSignedIn();
  await ada.opens("/app/login");
  await ada.presses("Use another account");
  await ada.fills("E-mail, phone number or username", "second@example.com");
  await ada.fills("Password", PASSWORD);
  await ada.presses("Login");
  await ada.isSignedIn();
  await ada.sees("+12025550136");
});

test("a code instead of a password, pasted with a space, with the keyboard alone, over a reload", async () => {
  await house.account("+12025550189", "code@example.com", PASSWORD);
  const ada = await house.someone({ permissions: ["clipboard-read", "clipboard-write"] });
  await ada.opens("/app/login");
  await ada.tabsTo("With a code");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Phone number or e-mail");
  await ada.types("+12025550189");
  await ada.hits("Enter");
  await ada.sees("a code is on its way");
  const code = await house.code("+12025550189");
  await ada.reloads();
  await ada.findsTheFocusAt("Code");
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
  await ada.page.keyboard.press("Control+V");
  expect(await ada.fieldOf("Code").inputValue()).toBe(code);
  await ada.hits("Enter");
  await ada.isSignedIn();
});

test("the name is saved, and the language stays what it was", async () => {
  await house.account("+12025550190", "name@example.com", PASSWORD);
  const ada = await house.someone({ locale: "ar" });
  await ada.signsIn("name@example.com", PASSWORD);
  await ada.fills(ada.words.fields.fullName, "Ada Example");
  const saved: unknown[] = [];
  await ada.page.route("**/me", async (route) => {
    if (route.request().method() === "PATCH") saved.push(route.request().postDataJSON());
    await route.fallback();
  });
  await ada.presses(ada.words.save);
  await ada.sees(ada.words.account.saved);
  expect(saved).toEqual([{ full_name: "Ada Example" }]);
});

test("the account: a number, the mailbox over a reload, the password, a copy, the end", async () => {
  await house.account("+12025550185", "ada.b@example.com", PASSWORD);
  const ada = await house.someone();
  const { page } = ada;
  await ada.signsIn("ada.b@example.com", PASSWORD);
  const phones = ada.part("Phone numbers");
  await phones.presses("Add or change a number");
  await phones.at.getByLabel("Role").selectOption("riders");
  await phones.fills("Phone number", "202 555 0186");
  await phones.presses("Send OTP");
  await phones.sees("A code is on its way");
  await ada.reloads();
  await phones.typesTheCodeTo("+12025550186");
  await phones.sees("The number is yours.");
  await phones.sees("+12025550186");

  const email = ada.part("E-mail");
  await email.presses("Prove or change");
  await email.fills("E-mail", "ada.c@example.com");
  await email.presses("Send OTP");
  // the answer is lost: after a reload the proof is there, and can be saved
  await page.route("**/me/email", (route) => route.abort(), { times: 1 });
  ada.visit.expects(/ERR_FAILED/);
  await email.typesTheCodeTo("ada.c@example.com");
  await email.sees("The server cannot be reached.");
  await ada.reloads();
  await email.sees("is proven. Save it as yours.");
  await email.presses("Save");
  await email.sees("The mailbox is yours.");
  await email.sees("ada.c@example.com");

  const password = ada.part("Password");
  await password.presses("Change password");
  await password.fills("Current password", PASSWORD);
  await password.fills("New password", "a third horse 11");
  await password.fills("Confirm password", "a third horse 11");
  await password.presses("Change password");
  await password.sees("Your password is new.");

  const download = page.waitForEvent("download");
  await ada.presses("Download everything on file");
  expect((await download).suggestedFilename()).toBe("doorcode-account.json");
  // the sign-in is too old by now: a dialog asks for the password, until it is right
  await page.route("**/me", async (route) => {
    const { method, body } = { method: route.request().method(), body: route.request().postDataJSON() };
    await (method === "DELETE" && body?.password === undefined ? route.fulfill(TOO_OLD) : route.fallback());
  });
  await ada.presses("Delete account");
  await ada.presses("Yes, delete my account");
  await ada.findsTheFocusAt("Password");
  await ada.visit.shot("account-step-up-password");
  expect(await ada.visit.barriers()).toEqual([]);
  await ada.hits("Escape");
  await ada.dialog.at.waitFor({ state: "hidden" });
  await ada.presses("Yes, delete my account");
  await ada.dialog.fills("Password", "not the password");
  await ada.dialog.presses("Continue");
  await ada.dialog.sees("do not match");
  await ada.dialog.fills("Password", "a third horse 11");
  await ada.dialog.presses("Continue");
  await page.waitForURL(`${house.url}/`);
  await ada.sees("Your account is deleted.");
  await ada.signsIn("ada.c@example.com", "a third horse 11");
  await ada.sees("The name and the password do not match.");
});

test("nobody deletes an account with a double click or a key that is held", async () => {
  await house.account("+12025550197", "hasty@example.com", PASSWORD);
  const ada = await house.someone();
  const { page, visit } = ada;
  await ada.signsIn("hasty@example.com", PASSWORD);
  await page.getByRole("button", { name: "Delete account" }).dblclick();
  await ada.reloads();
  await page.getByRole("button", { name: "Delete account" }).focus();
  for (let held = 0; held < 5; held += 1) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await ada.findsTheFocusAt("Cancel");
  await page.getByRole("button", { name: "Yes, delete my account" }).dispatchEvent("click", { detail: 2 });
  await ada.hits("Enter");
  await page.getByRole("button", { name: "Delete account" }).waitFor();
  expect(visit.calls).not.toContain("DELETE /me");
});

test("what just happened is this page's and this person's alone, without a code or a recovery code", async () => {
  await house.account("+12025550198", "journal@example.com", PASSWORD);
  const ada = await house.someone();
  const { page } = ada;
  const happened = ada.in(page.locator(".happened"));
  await ada.signsIn("journal@example.com", PASSWORD);
  await ada.part("Second factor").presses("Switch on");
  await ada.part("Second factor").sees("On: Text message.");
  const recovery = await page.locator(".codes li").allInnerTexts();
  await page.getByText("What just happened").click();
  await happened.sees("PUT /me/second-factor");
  for (const code of recovery) expect(await happened.at.innerText()).not.toContain(code.slice(0, 6));
  const download = page.waitForEvent("download");
  await ada.presses("Download everything on file");
  await download;
  await happened.sees("GET /me/export");

  // a second later than the last answer nothing has led to the next page
  await page.waitForTimeout(1100);
  await page.getByRole("link", { name: "Confirm a transfer" }).click();
  await page.getByText("What just happened").click();
  await happened.sees("This page has made no call yet.");
  await ada.presses("Transfer");
  const code = await house.code("+12025550198");
  await ada.here.typesTheCode(code);
  await ada.sees("Confirmed.");
  expect(await happened.at.getByRole("heading", { level: 2 }).count()).toBe(2);
  await happened.sees(/"(code|otp|otp_code)": "…"/);
  expect(await happened.at.innerText()).not.toContain(code);
  await page.getByRole("link", { name: "Account" }).click();
  await ada.signsOut();
  await ada.sees("You are signed out.");
  await page.getByText("What just happened").click();
  await happened.sees("This page has made no call yet.");
});

test("the second factor: recovery codes shown once, signing in with both, sessions, and off with its code", async () => {
  await house.account("+12025550195", "two@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("two@example.com", PASSWORD);
  const factor = ada.part("Second factor");
  await factor.presses("Switch on");
  await factor.sees("On: Text message.");
  const recovery = await factor.at.locator(".codes li").allInnerTexts();
  expect(recovery).toHaveLength(10);
  // a notice has no code, and is in the drawer all the same
  await ada.presses(/Outbox/);
  await ada.sees("a second factor was set for your account");
  await ada.reloads();
  await factor.sees("On: Text message.");
  expect(await ada.page.getByText(recovery[0] ?? "?").count()).toBe(0);

  // this sign-in knew one factor only: what needs both leads to the sign-in page
  await ada.presses("Delete account");
  await ada.presses("Yes, delete my account");
  await ada.dialog.fills("Password", PASSWORD);
  await ada.dialog.presses("Continue");
  await ada.dialog.sees("Sign in again with both");
  await ada.visit.shot("account-step-up-sign-in");
  await ada.dialog.presses("Cancel");
  const phones = ada.part("Phone numbers");
  await phones.presses("Add or change a number");
  await phones.fills("Phone number", "202 555 0194");
  await phones.presses("Send OTP");
  await phones.fills("Password", PASSWORD);
  await phones.presses("Send OTP");
  await phones.sees("Sign in again with both");
  await phones.presses("Cancel");

  // elsewhere, by the code of the factor
  const bob = await house.someone();
  await bob.signsIn("two@example.com", PASSWORD);
  await bob.page.getByRole("heading", { name: "Second step" }).waitFor();
  await bob.sees(/You can ask again in \d+ second/);
  await bob.visit.shot("login-second-factor");
  await bob.typesTheCodeTo("+12025550195");
  await bob.isSignedIn();
  await bob.signsOut();

  // and by a recovery code, once
  await bob.signsIn("two@example.com", PASSWORD);
  await house.code("+12025550195");
  await bob.presses("Use a recovery code");
  await bob.fills("Recovery code", "aaaa-bbbb-cccc");
  await bob.presses("Continue");
  await bob.page.getByRole("alert").waitFor();
  // what was wrong with the one is not said of the other
  await bob.presses("Use the code");
  await bob.fieldOf("Code").waitFor();
  expect(await bob.page.getByRole("alert").count()).toBe(0);
  expect(await bob.fieldOf("Code").getAttribute("aria-invalid")).not.toBe("true");
  await bob.presses("Use a recovery code");
  await bob.fills("Recovery code", recovery[0] ?? "");
  await bob.presses("Continue");
  await bob.isSignedIn();

  // by a code, and the password besides
  const eve = await house.someone();
  await eve.opens("/app/login/code");
  await eve.fills("Phone number or e-mail", "+12025550195");
  await eve.presses("Send OTP");
  const code = await house.code("+12025550195");
  await eve.here.typesTheCode(code);
  await eve.sees("This account also wants its password or a recovery code.");
  await eve.fills("Password", PASSWORD);
  await eve.here.typesTheCode(code);
  await eve.isSignedIn();

  const sessions = ada.part("Sessions");
  const count = (): Promise<number> => sessions.at.getByRole("listitem").count();
  const before = await count();
  await sessions.presses("Reload");
  await expect.poll(count).toBeGreaterThan(before);
  const all = await count();
  await sessions.at.getByRole("listitem").filter({ hasNot: ada.page.locator(".badge") }).first().getByRole("button", { name: "End this one" }).click();
  await expect.poll(count).toBe(all - 1);
  // the newest of the others is at the top
  await eve.reloads();
  await eve.sees("The server ended your session.");

  // off again: the present factor is asked for in a dialog, with its countdown
  await factor.presses("Switch off");
  await ada.dialog.sees("A code is on its way to");
  await ada.dialog.sees(/You can ask again in \d+ second/);
  expect(await ada.visit.barriers()).toEqual([]);
  await ada.visit.shot("account-step-up");
  const off = await house.code("+12025550195");
  await ada.dialog.typesTheCode(off === "000000" ? "111111" : "000000");
  await ada.dialog.sees("4 tries left");
  // the drawer of the sandbox is at hand, and Escape closes it alone
  await ada.dialog.presses(/Outbox/);
  const drawer = ada.page.getByRole("complementary", { name: "Outbox" });
  await drawer.getByRole("button", { name: "Copy code" }).first().click();
  await drawer.getByRole("listitem").first().getByText(off).first().waitFor();
  await ada.hits("Escape");
  await drawer.waitFor({ state: "hidden" });
  await ada.findsTheFocusAt("Outbox");
  await ada.dialog.typesTheCode(off);
  await factor.sees("Off.");
});

test("the outbox goes on after a bad answer, tells what is new in a full one, and Escape closes it", async () => {
  const ada = await house.someone();
  const { page, visit } = ada;
  visit.expects(/status of 502/);
  const message = (number: number): object => ({ to: "+12025550199", channel: "sms", code: "123456", body: `Message ${number}`, sent_at: new Date(1_800_000_000_000 + number).toISOString() });
  let answers = 0;
  let newest = 200;
  await page.route("**/dev/outbox.json", async (route) => {
    answers += 1;
    // the second look finds the server gone; it keeps 200 messages
    if (answers === 2) return route.fulfill({ status: 502, body: "" });
    return route.fulfill({ json: { messages: Array.from({ length: 200 }, (_, index) => message(newest - index)) } });
  });
  await ada.opens("/");
  await expect.poll(() => answers, { timeout: 8000 }).toBeGreaterThan(1);
  newest = 203;
  const toggle = page.getByRole("button", { name: /^Outbox/ });
  await toggle.getByText("3", { exact: true }).waitFor();
  await toggle.click();
  await ada.sees("Message 203");
  await toggle.press("Escape");
  await page.getByRole("complementary", { name: "Outbox" }).waitFor({ state: "hidden" });
  expect(await toggle.innerText()).toBe("Outbox");
});

test("a transfer is confirmed with a code that the outbox drawer shows", async () => {
  await house.account("+12025550196", "pays@example.com", PASSWORD);
  const ada = await house.someone();
  const { page, visit } = ada;
  await ada.signsIn("pays@example.com", PASSWORD);
  await page.getByRole("link", { name: "Confirm a transfer" }).click();
  await ada.presses("Transfer");
  await ada.sees("Type the code to confirm");
  await ada.presses(/Outbox/);
  const newest = page.getByRole("complementary", { name: "Outbox" }).getByRole("listitem").first();
  await newest.getByText("Bob").waitFor();
  await visit.shot("transfer-outbox");
  expect(await visit.barriers()).toEqual([]);
  const code = await newest.locator(".code bdi").innerText();
  await ada.presses("Close");
  await ada.here.typesTheCode(code);
  await ada.sees("Confirmed.");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await ada.in(page.getByRole("main")).presses("Copy");
  await ada.sees("Mark it and copy it by hand");
});
