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
