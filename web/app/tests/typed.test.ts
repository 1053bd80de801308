// What a person typed is what is sent, shown and found again, whatever the network and the clock do.
import { expect, test } from "vitest";

import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage();

test("a transfer shows what was sent, though the fields were changed meanwhile, and after a reload", async () => {
  await house.account("+12025550141", "slow.pays@example.com", PASSWORD);
  const ada = await house.someone();
  const { page } = ada;
  await ada.signsIn("slow.pays@example.com", PASSWORD);
  await ada.isSignedIn();
  await ada.opens("/app/transfer");
  let answer = (): void => undefined;
  const held = new Promise<void>((go) => void (answer = go));
  await page.route("**/confirmations", async (route) => {
    await held;
    await route.continue();
  });
  await ada.fills("Amount", "7 USD");
  await ada.presses("Transfer");
  await page.getByRole("button", { name: "Sending…" }).waitFor();
  await ada.fills("Amount", "9000 USD");
  await ada.fills("Payee", "Somebody");
  answer();
  await ada.sees(/Type the code to confirm: .7 USD. to .Bob/);
  await ada.reloads();
  await ada.sees(/Type the code to confirm: .7 USD. to .Bob/);
  await ada.presses("Cancel");
  expect(await ada.fieldOf("Amount").inputValue()).toBe("7 USD");
  await page.unroute("**/confirmations");
  await ada.presses("Transfer");
  await ada.typesTheCodeTo("+12025550141");
  await ada.sees("Confirmed.");
  await ada.presses("Another transfer");
  await ada.fieldOf("Amount").waitFor();
});

test("a mistyped recovery code can be mended: at sign-in with the right code kept, at a reset with the new password", async () => {
  await house.account("+12025550142", "mistyped@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("mistyped@example.com", PASSWORD);
  await ada.part("Second factor").presses("Switch on");
  await ada.part("Second factor").sees("On: Text message.");
  const [recovery = "", another = ""] = await ada.page.locator(".codes li").allInnerTexts();
  const wrong = recovery.replace(/^../, (start) => (start === "aa" ? "bb" : "aa"));
  await ada.signsOut();

  await ada.opens("/app/login/code");
  await ada.fills("Phone number or e-mail", "+12025550142");
  await ada.presses("Send OTP");
  const login = await house.code("+12025550142");
  await ada.here.typesTheCode(login);
  await ada.sees("This account also wants its password or a recovery code.");
  await ada.presses("Use a recovery code");
  await ada.fills("Recovery code", wrong);
  await ada.presses("Login");
  await ada.sees("Check the recovery code, too.");
  expect(await ada.fieldOf("Code").inputValue()).toBe(login);
  await ada.fills("Recovery code", another);
  await ada.presses("Login");
  await ada.isSignedIn();
  await ada.signsOut();

  await ada.forgetsThePassword("mistyped@example.com");
  const code = await house.code("+12025550142");
  await ada.here.typesTheCode(code);
  await ada.sees("Type a recovery code besides");
  await ada.fills("Recovery code", wrong);
  await ada.here.typesTheCode(code);
  await ada.choosesThePassword("New password", "another horse 10");
  await ada.presses("Reset Password");
  await ada.sees("Check the recovery code, too.");
  await ada.fills("Recovery code", recovery);
  await ada.presses("Reset Password");
  await ada.sees("Your password is new.");
});

test("a code and a proof that are over are told as that, not as typed wrongly", async () => {
  const ada = await house.someone();
  const { page } = ada;
  // nobody waits five minutes here
  await page.route("**/send-otp", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), expires_at: new Date(Date.now() + 1000).toISOString() } });
  });
  await ada.opens("/app/register");
  await ada.asksForACodeTo("202 555 0143");
  await ada.sees("This code is over.");
  const code = await house.code("+12025550143");
  await ada.here.typesTheCode(code === "000000" ? "111111" : "000000");
  await page.getByRole("alert").getByText("This code is over.").waitFor();
  expect(await page.getByText("The code is wrong").count()).toBe(0);

  await page.route("**/verify-otp", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), verification_token: "AAAAAAAAAAEs3cr3t" } });
  });
  await ada.here.typesTheCode(code);
  await ada.fills("E-mail", "late@example.com");
  await ada.choosesThePassword("Password", PASSWORD);
  await ada.presses("Create account");
  await page.getByRole("alert").getByText("The proof is over.").waitFor();
  expect(await page.getByText("The code is wrong").count()).toBe(0);
  await ada.presses("Start again");
  await ada.findsTheFocusAt("Phone number");
});

test("what the page itself refuses has the focus, and its fault goes when it is mended", async () => {
  const ada = await house.someone();
  await ada.opens("/app/forgot-password");
  await ada.presses("Continue");
  await ada.findsTheFocusAt("E-mail or username");
  await ada.sees(ada.texts.faults.required);
  await ada.types("nobody");
  expect(await ada.page.getByText(ada.texts.faults.required).count()).toBe(0);

  await ada.opens("/app/register-first");
  await ada.fills("Password", PASSWORD);
  await ada.fills("Confirm password", "correct horse");
  await ada.presses("Create account");
  await ada.findsTheFocusAt("Confirm password");
  await ada.sees("The two passwords differ.");
  // once more, and it leads there once more
  await ada.presses("Create account");
  await ada.findsTheFocusAt("Confirm password");
  await ada.fills("Confirm password", PASSWORD);
  expect(await ada.page.getByText("The two passwords differ.").count()).toBe(0);
  await ada.presses("Create account");
  await ada.findsTheFocusAt("Username");
});

test("a code that may be on its way is asked for again at its own step", async () => {
  const ada = await house.someone();
  await ada.page.route(
    "**/send-otp",
    (route) => {
      const problem = { type: "/problems/delivery-failed", title: "…", status: 502, code: "delivery_failed", error: "…", detail: "…" };
      return route.fulfill({ status: 502, contentType: "application/problem+json", body: JSON.stringify(problem) });
    },
    { times: 1 },
  );
  ada.visit.expects(/status of 502/);
  await ada.opens("/app/register");
  await ada.asksForACodeTo("202 555 0144");
  await ada.page.getByRole("alert").waitFor();
  let answer = (): void => undefined;
  const held = new Promise<void>((go) => void (answer = go));
  await ada.page.route("**/send-otp", async (route) => {
    await held;
    await route.continue();
  });
  await ada.presses("Send again");
  await ada.page.getByRole("button", { name: "Sending…" }).waitFor();
  await ada.fieldOf("Code").waitFor({ timeout: 1000 });
  answer();
  await ada.typesTheCodeTo("+12025550144");
  await ada.sees("is proven");
});

test("the way back finds what was typed", async () => {
  const bob = await house.someone();
  await bob.opens("/app/register");
  await bob.asksForACodeTo("202 555 0145");
  await bob.sees("A code is on its way");
  await bob.presses("Use another address");
  expect(await bob.fieldOf("Phone number").inputValue()).toMatch(/202.*555.*0145/);

  await bob.opens("/app/register-first");
  await bob.fills("Username", "bob.back");
  await bob.choosesThePassword("Password", PASSWORD);
  await bob.fills("Phone number", "202 555 0146");
  await bob.presses("Create account");
  await bob.sees("A code is on its way");
  await bob.presses("Back");
  expect(await bob.fieldOf("Username").inputValue()).toBe("bob.back");
  expect(await bob.fieldOf("Confirm password").inputValue()).toBe(PASSWORD);
  expect(await bob.fieldOf("Phone number").inputValue()).toMatch(/202.*555.*0146/);
});
