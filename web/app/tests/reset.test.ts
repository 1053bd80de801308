// A forgotten password: the account, the channel, the code, and only then the new password.
import { expect, test } from "vitest";

import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const NEW = "another horse 10";
const house = onStage();

test("every channel is shown, the code is checked first, a reload loses neither the code nor the proof", async () => {
  await house.account("+12025550182", "bob@example.com", PASSWORD);
  const bob = await house.someone();
  const { page, visit } = bob;
  await bob.opens("/app/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await bob.fills("E-mail or username", "bob@example.com");
  await bob.presses("Continue");
  for (const channel of ["Text message", "WhatsApp", "Phone call", "E-mail"]) await page.getByRole("radio", { name: channel }).waitFor();
  await page.getByRole("radio", { name: "WhatsApp" }).check();
  await bob.presses("Send OTP");
  await bob.sees("Nothing arrived? This account may have no proven phone; try e-mail.");
  await bob.reloads();
  await bob.sees("Nothing arrived?");
  expect(await page.getByLabel("New password").count()).toBe(0);
  await bob.typesTheCodeTo("+12025550182");
  await bob.sees("The code is right. Choose a new password.");
  await bob.reloads();
  await bob.sees("The code is right. Choose a new password.");
  await bob.choosesThePassword("New password", "password");
  await bob.presses("Reset Password");
  await bob.sees("This password is too easy to guess.");
  await visit.shot("forgot-4-weak");
  await bob.choosesThePassword("New password", NEW);
  await bob.presses("Reset Password");
  await bob.sees("Your password is new.");
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  await bob.reloads();
  await bob.sees("Which account is it?");
  await bob.signsIn("bob@example.com", NEW);
  await bob.sees("+12025550182");
});

test("with the keyboard alone, for a number, by e-mail", async () => {
  await house.account("+12025550187", "keys@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.opens("/app/login");
  await ada.tabsTo("Forgot your password?");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("E-mail or username");
  await ada.types("(202) 555-0187");
  await ada.hits("Enter");
  await ada.tabsTo("Text message");
  for (let down = 0; down < 3; down += 1) await ada.hits("ArrowDown");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Code");
  await ada.types(await house.code("keys@example.com"));
  await ada.hits("Enter");
  await ada.findsTheFocusAt("New password");
  await ada.types(NEW);
  await ada.tabsTo("Confirm password");
  await ada.types(NEW);
  await ada.hits("Enter");
  await ada.sees("Your password is new.");
});

test("nobody learns that there is no such account, and the way back leads on", async () => {
  const nobody = await house.someone();
  await nobody.forgetsThePassword("nobody.here", "email");
  await nobody.sees("If the account exists, a code is on its way.");
  await nobody.here.typesTheCode("000000");
  await nobody.sees("4 tries left");
  await nobody.presses("Back");
  await nobody.findsTheFocusAt("E-mail or username");
});

test("with a second factor a recovery code goes along where the code came by it, once more after a reload", async () => {
  await house.account("+12025550188", "factor@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("factor@example.com", PASSWORD);
  await ada.part("Second factor").presses("Switch on");
  await ada.part("Second factor").sees("On: Text message.");
  const [recovery = ""] = await ada.page.locator(".codes li").allInnerTexts();
  await ada.signsOut();

  await ada.forgetsThePassword("factor@example.com", "sms");
  const code = await house.code("+12025550188");
  await ada.here.typesTheCode(code);
  await ada.sees("Type a recovery code besides");
  await ada.visit.shot("forgot-3-recovery");
  await ada.fills("Recovery code", recovery);
  await ada.here.typesTheCode(code);
  await ada.sees("Choose a new password.");
  await ada.reloads();
  await ada.choosesThePassword("New password", NEW);
  await ada.presses("Reset Password");
  await ada.sees("This account is protected by a second step.");
  await ada.fills("Recovery code", recovery);
  await ada.presses("Reset Password");
  await ada.sees("Your password is new.");

  // the other address alone is enough
  await ada.forgetsThePassword("factor@example.com", "email");
  await ada.typesTheCodeTo("factor@example.com");
  await ada.sees("Choose a new password.");
});
