// Every other page's good path, and the ways it goes wrong.
import { afterAll, beforeAll, expect, test } from "vitest";

import { stage, type Stage, type Visit } from "./stage";

const PASSWORD = "correct horse 9";

let house: Stage;
beforeAll(async () => {
  house = await stage();
  await house.account("+12025550181", "ada@example.com", PASSWORD);
});
afterAll(async () => {
  await house.end();
});

async function signIn({ page }: Visit, name: string, password = PASSWORD): Promise<void> {
  await page.goto(`${house.url}/app/login`);
  await page.getByLabel("E-mail, phone number or username").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Login" }).click();
}

test("every page opens by its address, and axe finds no barrier", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, complaints, barriers } = await house.visit({ colorScheme });
    for (const path of ["/", "/app", "/app/register", "/app/register-first", "/app/login", "/app/login/code", "/app/forgot-password", "/app/account", "/app/transfer", "/app/nowhere"]) {
      await page.goto(house.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await barriers(), path).toEqual([]);
    }
    expect(complaints).toEqual([]);
  }
});

test("a password: wrong, then right; the session survives a reload and ends in both tabs", async () => {
  const visit = await house.visit();
  const { page, complaints, shot } = visit;
  await signIn(visit, "ada@example.com", "not the password");
  await page.getByText("The name and the password do not match.").waitFor();
  await page.getByRole("alert").waitFor();
  await shot("login-wrong");
  await signIn(visit, "(202) 555-0181");
  await page.getByText("+12025550181").waitFor();
  await page.reload();
  await page.getByText("+12025550181").waitFor();
  const other = await page.context().newPage();
  await other.goto(`${house.url}/app/account`);
  await other.getByText("+12025550181").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  await other.getByText("You signed out in another tab.").waitFor();
  expect(complaints).toEqual([]);
});

test("a code instead of a password, pasted with a space, with the keyboard alone", async () => {
  const { page, complaints, shot } = await house.visit({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(`${house.url}/app/login/code`);
  await page.getByLabel("Phone number or e-mail").fill("+12025550181");
  await page.keyboard.press("Enter");
  await page.getByText("a code is on its way").waitFor();
  const code = await house.code("+12025550181");
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press("Control+V");
  await shot("login-code");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/app/account");
  expect(complaints).toEqual([]);
});

test("a forgotten password: every channel is shown, the code is checked first, then the new password", async () => {
  await house.account("+12025550182", "bob@example.com", PASSWORD);
  const visit = await house.visit();
  const { page, complaints, shot, barriers } = visit;
  await page.goto(`${house.url}/app/login`);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("E-mail or username").fill("bob@example.com");
  await page.getByRole("button", { name: "Continue" }).click();
  for (const channel of ["Text message", "WhatsApp", "Phone call", "E-mail"]) await page.getByRole("radio", { name: channel }).waitFor();
  await shot("forgot-2-channel");
  await page.getByRole("radio", { name: "WhatsApp" }).check();
  await page.getByRole("button", { name: "Send OTP" }).click();
  await page.getByText("Nothing arrived? This account may have no proven phone; try e-mail.").waitFor();
  await shot("forgot-3-code");
  expect(await page.getByLabel("New password").count()).toBe(0);
  await page.getByLabel("Code").fill(await house.code("+12025550182"));
  await page.getByRole("button", { name: "Verify OTP" }).click();
  await page.getByLabel("New password").fill("password");
  await page.getByLabel("Confirm password").fill("password");
  await page.getByRole("button", { name: "Reset Password" }).click();
  await page.getByText("This password is too easy to guess.").waitFor();
  await shot("forgot-4-weak");
  expect(await barriers()).toEqual([]);
  await page.getByLabel("New password").fill("another horse 10");
  await page.getByLabel("Confirm password").fill("another horse 10");
  await page.getByRole("button", { name: "Reset Password" }).click();
  await page.getByText("Your password is new.").waitFor();
  await signIn(visit, "bob@example.com", "another horse 10");
  await page.getByText("+12025550182").waitFor();
  expect(complaints).toEqual([]);
});

test("five wrong codes lock a code, and a new one may be asked for at once", async () => {
  const { page, complaints, shot } = await house.visit();
  await page.goto(`${house.url}/app/register`);
  await page.getByLabel("Phone number").fill("202 555 0183");
  await page.getByRole("button", { name: "Send OTP" }).click();
  await page.getByText("A code is on its way").waitFor();
  const wrong = (await house.code("+12025550183")) === "000000" ? "111111" : "000000";
  expect(await page.getByRole("button", { name: "Send again" }).isDisabled()).toBe(true);
  for (const left of ["4 tries left", "3 tries left", "2 tries left", "1 try left", "Ask for a new code."]) {
    await page.getByLabel("Code").fill(wrong);
    await page.getByRole("button", { name: "Verify OTP" }).click();
    await page.getByText(left).waitFor();
  }
  await shot("register-locked");
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByText("You can ask again in").waitFor();
  // back and forward: the code is still awaited
  await page.goto(`${house.url}/app/login`);
  await page.goBack();
  await page.getByLabel("Code").fill(await house.code("+12025550183"));
  await page.getByRole("button", { name: "Verify OTP" }).click();
  await page.getByText("Your number is proven").waitFor();
  expect(complaints).toEqual([]);
});

test("register first, then prove it, then sign in by the username", async () => {
  const visit = await house.visit();
  const { page, complaints, shot } = visit;
  await page.goto(`${house.url}/app/register-first`);
  await page.getByLabel("Username").fill("ada.l");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Confirm password").fill(PASSWORD);
  await page.getByLabel("Phone number").fill("202 555 0184");
  await shot("register-first");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("A code is on its way").waitFor();
  await page.getByLabel("Code").fill(await house.code("+12025550184"));
  await page.getByRole("button", { name: "Verify OTP" }).click();
  await page.getByText("Your account is active.").waitFor();
  await signIn(visit, "ada.l");
  await page.getByText("+12025550184").waitFor();
  expect(complaints).toEqual([]);
});

test("the account: a number, the mailbox, the second factor and its recovery codes, sessions, a copy, the end", async () => {
  await house.account("+12025550185", "ada.b@example.com", PASSWORD);
  const visit = await house.visit();
  const { page, complaints, shot, barriers } = visit;
  const part = (name: string) => page.getByRole("region", { name });
  await signIn(visit, "ada.b@example.com");
  await part("Phone numbers").getByRole("button", { name: "Add or change a number" }).click();
  await part("Phone numbers").getByLabel("Role").selectOption("riders");
  await part("Phone numbers").getByLabel("Phone number").fill("202 555 0186");
  await part("Phone numbers").getByRole("button", { name: "Send OTP" }).click();
  await part("Phone numbers").getByText("A code is on its way").waitFor();
  await part("Phone numbers").getByLabel("Code").fill(await house.code("+12025550186"));
  await part("Phone numbers").getByRole("button", { name: "Verify OTP" }).click();
  await part("Phone numbers").getByText("+12025550186").waitFor();

  await part("E-mail").getByRole("button", { name: "Prove or change" }).click();
  await part("E-mail").getByLabel("E-mail").fill("ada.c@example.com");
  await part("E-mail").getByRole("button", { name: "Send OTP" }).click();
  await part("E-mail").getByLabel("Code").fill(await house.code("ada.c@example.com"));
  await part("E-mail").getByRole("button", { name: "Verify OTP" }).click();
  await part("E-mail").getByText("The mailbox is yours.").waitFor();
  await part("E-mail").getByText("ada.c@example.com").waitFor();

  await part("Password").getByRole("button", { name: "Change password" }).click();
  await part("Password").getByLabel("Current password").fill(PASSWORD);
  await part("Password").getByLabel("New password").fill("a third horse 11");
  await part("Password").getByLabel("Confirm password").fill("a third horse 11");
  await part("Password").getByRole("button", { name: "Change password" }).click();
  await part("Password").getByText("Your password is new.").waitFor();

  await part("Second factor").getByRole("button", { name: "Switch on" }).click();
  await part("Second factor").getByText("On: Text message.").waitFor();
  const recovery = await part("Second factor").locator(".codes li").allInnerTexts();
  expect(recovery).toHaveLength(10);
  await part("Sessions").getByText("this one", { exact: true }).waitFor();
  await shot("account");
  expect(await barriers()).toEqual([]);

  // another browser signs in with a recovery code; this one ends it
  const second = await house.visit();
  await signIn(second, "ada.c@example.com", "a third horse 11");
  await second.page.getByRole("heading", { name: "Second step" }).waitFor();
  await second.shot("login-second-factor");
  await second.page.getByLabel("Code").fill(await house.code("+12025550185"));
  await second.page.getByRole("button", { name: "Use a recovery code" }).click();
  await second.page.getByLabel("Recovery code").fill(recovery[0] ?? "");
  await second.page.getByRole("button", { name: "Continue" }).click();
  await second.page.waitForURL("**/app/account");
  await part("Sessions").getByRole("button", { name: "Reload" }).click();
  await part("Sessions").getByRole("listitem").nth(1).waitFor();
  await part("Sessions").getByRole("listitem").filter({ hasNot: page.locator(".badge") }).getByRole("button", { name: "End this one" }).click();
  await expect.poll(() => part("Sessions").getByRole("listitem").count()).toBe(1);
  await second.page.reload();
  await second.page.getByText("The server ended your session.").waitFor();

  // off again: the present factor is asked for in a dialog
  await part("Second factor").getByRole("button", { name: "Switch off" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Use a recovery code" }).click();
  await dialog.getByLabel("Recovery code").fill(recovery[1] ?? "");
  await shot("account-step-up");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await part("Second factor").getByText("Off.").waitFor();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download everything on file" }).click();
  expect((await download).suggestedFilename()).toBe("doorcode-account.json");
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByRole("button", { name: "Yes, delete my account" }).click();
  await page.waitForURL(`${house.url}/`);
  expect([...complaints, ...second.complaints]).toEqual([]);
});

test("a transfer is confirmed with a code that the outbox drawer shows", async () => {
  const visit = await house.visit();
  const { page, complaints, shot, barriers } = visit;
  await signIn(visit, "ada@example.com");
  await page.getByRole("link", { name: "Confirm a transfer" }).click();
  await page.getByRole("button", { name: "Transfer" }).click();
  await page.getByText("Type the code to confirm").waitFor();
  await page.getByRole("button", { name: /Outbox/ }).click();
  const newest = page.getByRole("complementary", { name: "Outbox" }).getByRole("listitem").first();
  await newest.getByText("Bob").waitFor();
  await shot("transfer-outbox");
  expect(await barriers()).toEqual([]);
  const code = await newest.locator(".code bdi").innerText();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Verify OTP" }).click();
  await page.getByText("Confirmed.").waitFor();
  await shot("transfer-done");
  expect(complaints).toEqual([]);
});

test("offline the page says so, and what was typed is sent later", async () => {
  const { page, shot } = await house.visit({ viewport: { width: 320, height: 640 } });
  await page.goto(`${house.url}/app/login`);
  await page.getByLabel("E-mail, phone number or username").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByText("The server cannot be reached.").waitFor();
  await shot("offline-narrow");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Login" }).click();
  await page.waitForURL("**/app/account");
  await page.getByText("+12025550181").waitFor();
  await shot("account-narrow");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test("a registration that was left is taken up again from the sign-in page", async () => {
  const visit = await house.visit();
  const { page, complaints } = visit;
  await page.goto(`${house.url}/app/register-first`);
  await page.getByLabel("Username").fill("bob.l");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Confirm password").fill(PASSWORD);
  await page.getByRole("radio", { name: "E-mail" }).check();
  await page.getByRole("textbox", { name: "E-mail" }).fill("bob.l@example.com");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("A code is on its way").waitFor();
  await page.evaluate(() => sessionStorage.clear());
  await signIn(visit, "bob.l");
  await page.getByText("This account still waits for its code.").waitFor();
  await page.getByRole("link", { name: "Finish the registration" }).click();
  await page.getByRole("button", { name: "I registered already" }).click();
  await page.getByLabel("Phone number or e-mail").fill("bob.l@example.com");
  await page.getByRole("button", { name: "Send OTP" }).click();
  await page.getByLabel("Code").fill(await house.code("bob.l@example.com"));
  await page.getByRole("button", { name: "Verify OTP" }).click();
  await page.getByText("Your account is active.").waitFor();
  expect(complaints).toEqual([]);
});

test("a limit is told with a countdown, and a fault of the server with its number", async () => {
  const { page } = await house.visit();
  const answer = (status: number, code: string, more: object) => ({
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: `/problems/${code}`, title: code, status, code, error: code, detail: code, ...more }),
  });
  await page.route(`${house.url}/login`, (route) => route.fulfill(answer(429, "too_many_requests", { retry_after: 3 })));
  await page.goto(`${house.url}/app/login`);
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByText("Try again in 3 seconds.").waitFor();
  await page.getByText("Try again in 1 second.").waitFor();
  await page.getByText("Try again.", { exact: true }).waitFor();
  await page.unroute(`${house.url}/login`);
  await page.route(`${house.url}/login`, (route) => route.fulfill(answer(500, "internal", { request_id: "01J0000000" })));
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByText("Something went wrong on our side.").waitFor();
  await page.getByText("01J0000000").waitFor();
});
