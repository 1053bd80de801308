// What takes time elsewhere: a server that sends again after a second, and whose tokens live a few.
import { expect, test } from "vitest";

import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage({ OTP_RESEND_SECONDS: "2", ACCESS_TOKEN_TTL_SECONDS: "4" });

test("a code is sent again when the countdown is over, and by another channel before that", async () => {
  const ada = await house.someone();
  await ada.opens("/app/register");
  await ada.asksForACodeTo("202 555 0161");
  await ada.sees(/You can ask again in \d+ second/);
  expect(await ada.page.getByRole("button", { name: "Send again" }).isDisabled()).toBe(true);
  await ada.here.hasItSentAgainTo("+12025550161");
  await ada.sees(/You can ask again in \d+ second/);
  expect(await house.sends("+12025550161")).toBe(2);
  await ada.presses("WhatsApp");
  await expect.poll(() => house.sends("+12025550161")).toBe(3);
  await ada.typesTheCodeTo("+12025550161");
  await ada.sees("is proven");
});

test("so are the code of a registration that was left, and that of a second factor in its dialog", async () => {
  const bob = await house.someone();
  await bob.opens("/app/register-first");
  await bob.fills("Username", "bob.left");
  await bob.choosesThePassword("Password", PASSWORD);
  await bob.fills("Phone number", "202 555 0162");
  await bob.presses("Create account");
  await bob.sees("A code is on its way");
  await bob.presses("Back");
  await bob.presses("I registered already");
  await bob.fills("Phone number or e-mail", "202 555 0162");
  await bob.presses("Send OTP");
  await bob.sees("a code is on its way");
  await bob.here.hasItSentAgainTo("+12025550162");
  await bob.typesTheCodeTo("+12025550162");
  await bob.sees("Your account is active.");

  await bob.signsIn("bob.left", PASSWORD);
  const factor = bob.part("Second factor");
  await factor.presses("Switch on");
  await factor.sees("On: Text message.");
  await factor.presses("Switch off");
  await bob.dialog.sees(/You can ask again in \d+ second/);
  await bob.dialog.hasItSentAgainTo("+12025550162");
  await bob.dialog.typesTheCodeTo("+12025550162");
  await factor.sees("Off.");
});

test("two tabs renew their token once, and both go on", async () => {
  await house.account("+12025550163", "tabs@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("tabs@example.com", PASSWORD);
  await ada.isSignedIn();
  const other = await ada.secondTab("/app/account");
  await other.getByRole("button", { name: "Reload" }).waitFor();
  await ada.part("Sessions").sees("this one");
  const renewals = (): number => ada.visit.calls.filter((call) => call === "POST /refresh").length;
  const lists = (): number => ada.visit.calls.filter((call) => call === "GET /sessions").length;
  // both tokens are over
  await ada.page.waitForTimeout(4500);
  const [renewed, listed] = [renewals(), lists()];
  await Promise.all([ada.part("Sessions").presses("Reload"), other.getByRole("button", { name: "Reload" }).click()]);
  await expect.poll(lists).toBe(listed + 2);
  await ada.part("Sessions").sees("this one");
  await other.getByText("this one", { exact: true }).waitFor();
  expect(renewals()).toBe(renewed + 1);
  await other.getByRole("button", { name: "Sign out" }).click();
  await ada.sees("You signed out in another tab.");
});
