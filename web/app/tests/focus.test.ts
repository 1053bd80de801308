// Where the focus is when what had it is gone: never nowhere.
import { expect, test } from "vitest";

import type { Person } from "./person";
import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage({ OTP_RESEND_SECONDS: "2" });

/** What is read aloud with the control that has the focus, besides its name. */
function readAloud({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const ids = document.activeElement?.getAttribute("aria-describedby")?.split(" ") ?? [];
    return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  });
}

test("a link of the header leads to the heading of its page, or to the field that takes the focus", async () => {
  const ada = await house.someone();
  await ada.opens("/app/nowhere");
  const header = ada.page.getByRole("banner");
  await ada.page.getByRole("main").getByRole("link").click();
  await ada.findsTheFocusAt("A code, and a door opens");
  await header.getByRole("link", { name: "Sign in" }).click();
  await ada.findsTheFocusAt("E-mail, phone number or username");
  await header.getByRole("link", { name: "doorcode" }).click();
  await ada.findsTheFocusAt("A code, and a door opens");
  // and so does the way back
  await ada.page.goBack();
  await ada.findsTheFocusAt("E-mail, phone number or username");
  await ada.page.goBack();
  await ada.findsTheFocusAt("A code, and a door opens");
});

test("a code that is locked leads to a new one, and a new one to its input", async () => {
  const ada = await house.someone();
  await ada.opens("/app/register");
  await ada.asksForACodeTo("202 555 0131");
  const code = await house.code("+12025550131");
  const wrong = code === "000000" ? "111111" : "000000";
  for (const left of ["4 tries left", "3 tries left", "2 tries left", "1 try left", "Ask for a new code."]) {
    await ada.findsTheFocusAt("Code");
    expect(await readAloud(ada)).toContain("A code is on its way");
    await ada.types(wrong);
    await ada.hits("Enter");
    await ada.sees(left);
  }
  await ada.findsTheFocusAt("Send again");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Code");
  await ada.tabsTo("WhatsApp");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Code");
  await ada.tabsTo("Send again");
  await expect.poll(() => ada.page.getByRole("button", { name: "Send again" }).isDisabled(), { timeout: 5000 }).toBe(false);
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Code");
});

test("the steps of a reset, and its end", async () => {
  await house.account("+12025550132", "focus@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.opens("/app/forgot-password");
  await ada.types("focus@example.com");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Reset password");
  await ada.tabsTo("Send OTP");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Code");
  await ada.types(await house.code("+12025550132"));
  await ada.hits("Enter");
  await ada.findsTheFocusAt("New password");
  expect(await readAloud(ada)).toContain("The code is right.");
  // a password manager learns whose it is
  expect(await ada.page.locator("form [autocomplete=username]").inputValue()).toBe("focus@example.com");
  await ada.types("another horse 10");
  await ada.tabsTo("Confirm password");
  await ada.types("another horse 10");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Your password is new.");
});

test("the parts of the account, opened, given up and saved, and a transfer", async () => {
  await house.account("+12025550133", "parts@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("parts@example.com", PASSWORD);
  await ada.isSignedIn();
  await ada.findsTheFocusAt("Account");
  const changes = [
    ["Add or change a number", "Role"],
    ["Prove or change", "E-mail"],
    ["Change password", "Current password"],
  ] as const;
  for (const [button, field] of changes) {
    await ada.presses(button);
    await ada.findsTheFocusAt(field);
    await ada.presses("Cancel");
    await ada.findsTheFocusAt(button);
  }
  await ada.presses("Change password");
  await ada.fills("Current password", PASSWORD);
  await ada.choosesThePassword("New password", "another horse 10");
  await ada.hits("Enter");
  await ada.findsTheFocusAt("Your password is new.");
  await ada.presses("Prove or change");
  await ada.presses("Send OTP");
  await ada.part("E-mail").typesTheCodeTo("parts@example.com");
  await ada.findsTheFocusAt("The mailbox is yours.");
  await ada.presses("Switch on");
  await ada.presses("I have kept them");
  await ada.findsTheFocusAt("Second factor");

  await ada.page.getByRole("link", { name: "Confirm a transfer" }).click();
  await ada.findsTheFocusAt("Confirm a transfer");
  await ada.presses("Transfer");
  await ada.typesTheCodeTo("+12025550133");
  await ada.findsTheFocusAt("Confirmed.");
  await ada.presses("Another transfer");
  await ada.findsTheFocusAt("Confirm a transfer");
  await ada.signsOut();
  await ada.findsTheFocusAt("Confirm a transfer");
});
