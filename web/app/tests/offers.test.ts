// Servers that offer less than everything: no code to a phone, one channel alone, no sign-in with a code.
import { expect, test } from "vitest";

import type { Person } from "./person";
import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage({ LOGIN_WITH_OTP: "off" });

/** Has the server tell other channels than its sandbox has. */
async function offers(person: Person, channels: readonly string[]): Promise<void> {
  await person.page.route("**/config", async (route) => {
    const config: object = await (await route.fetch()).json();
    await route.fulfill({ json: { ...config, channels } });
  });
}

test("without a channel to a phone an account is made with a mailbox", async () => {
  const ada = await house.someone();
  const { page } = ada;
  await offers(ada, ["email"]);
  await ada.opens("/app/register");
  await ada.sees("This server sends no codes to phones.");
  await page.getByRole("link", { name: "doorcode" }).click();
  await ada.sees("Make the account with a username");
  expect(await page.getByText("Prove a phone number with a code").count()).toBe(0);
  await ada.opens("/app/register");
  await page.getByRole("main").getByRole("link", { name: "Register first" }).click();
  await page.getByRole("radio", { name: "E-mail", checked: true }).waitFor();
  expect(await page.getByRole("radio").count()).toBe(1);
  await ada.fills("Username", "ada.mail");
  await ada.choosesThePassword("Password", PASSWORD);
  await page.getByRole("textbox", { name: "E-mail" }).fill("ada.mail@example.com");
  await ada.presses("Create account");
  await ada.typesTheCodeTo("ada.mail@example.com");
  await ada.sees("Your account is active.");
});

test("with WhatsApp alone a code comes by it, and nothing is offered by e-mail", async () => {
  await house.account("+12025550142", "whats@example.com", PASSWORD);
  const bob = await house.someone();
  const { page } = bob;
  await offers(bob, ["whatsapp"]);
  await bob.opens("/app/register");
  await page.getByRole("radio", { name: "WhatsApp", checked: true }).waitFor();
  await bob.asksForACodeTo("202 555 0141");
  await bob.typesTheCodeTo("+12025550141");
  await bob.sees("is proven");
  await bob.signsIn("whats@example.com", PASSWORD);
  const factor = bob.part("Second factor");
  await factor.at.getByRole("radio", { name: "WhatsApp", checked: true }).waitFor();
  expect(await factor.at.getByRole("radio").count()).toBe(1);
  expect(await bob.part("E-mail").at.getByRole("button").count()).toBe(0);
});

test("where nobody signs in with a code, its page leads to the password", async () => {
  const ada = await house.someone();
  await ada.opens("/app/login/code");
  await ada.page.waitForURL("**/app/login");
  await ada.fieldOf("Password").waitFor();
  expect(await ada.page.getByRole("link", { name: "With a code" }).count()).toBe(0);
});
