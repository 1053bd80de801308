// Registration, as a person goes through it.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

import { stage, type Stage } from "./stage";

let house: Stage;
beforeAll(async () => {
  house = await stage();
});
afterAll(async () => {
  await house.end();
});

test("a phone number, the code, the account, on a wide screen", async () => {
  const { page, complaints, shot } = await house.visit();
  await page.goto(`${house.url}/`);
  await page.getByRole("main").getByRole("link", { name: "Register Prove" }).waitFor();
  await shot("home");
  await page.getByRole("main").getByRole("link", { name: "Register Prove" }).click();
  await page.getByLabel("Phone number").fill("202 555 0171");
  await shot("register-1-phone");
  await page.getByRole("button", { name: "Send OTP" }).dblclick();
  await page.getByText("A code is on its way").waitFor();
  const code = await house.code("+12025550171");

  // a wrong code says how many tries are left
  await page.getByLabel("Code").fill(code === "000000" ? "111111" : "000000");
  await page.getByRole("button", { name: "Verify OTP" }).click();
  await page.getByText("4 tries left").waitFor();
  await shot("register-2-wrong-code");

  // a reload in the middle loses nothing
  await page.reload();
  await page.getByText("A code is on its way").waitFor();
  await page.getByLabel("Code").fill(code);
  await page.keyboard.press("Enter");
  await page.getByText("Your number is proven").waitFor();
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse 9");
  await page.getByLabel("Confirm password").fill("correct horse 8");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("The two passwords differ.").waitFor();
  await page.getByLabel("Confirm password").fill("correct horse 9");
  await shot("register-3-account");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/app/account");
  await page.getByRole("button", { name: "Sign out" }).waitFor();

  // what just happened shows the call, and no secret
  await page.getByText("What just happened").click();
  const told = await page.locator(".happened").innerText();
  expect(told).toContain("POST /register-with-otp");
  expect(told).not.toContain("correct horse");
  expect(told).not.toMatch(/eyJ[\w-]{20}/);
  await shot("account-what-happened");
  expect(complaints).toEqual([]);
});

test("on a narrow screen, in the dark, in Arabic", async () => {
  const { page, complaints, shot } = await house.visit({ viewport: { width: 320, height: 640 }, colorScheme: "dark", locale: "ar" });
  await page.goto(`${house.url}/app/register`);
  await page.getByLabel("رقم الهاتف", { exact: true }).fill("٢٠٢٥٥٥٠١٧٢");
  await shot("narrow-dark-arabic-1");
  await page.getByRole("button", { name: "أرسل الرمز" }).click();
  await page.getByText("الرمز في الطريق").waitFor();
  await house.code("+12025550172");
  await shot("narrow-dark-arabic-2");
  expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.getByRole("button", { name: /الصادر/ }).click();
  await page.getByRole("button", { name: "نسخ الرمز" }).first().waitFor();
  await shot("narrow-dark-arabic-outbox");
  expect(complaints).toEqual([]);
});

test("no page loads 200 kB of scripts at first", async () => {
  for (const path of ["/", "/app/register", "/app/login", "/app/account"]) {
    const { page } = await house.visit();
    const sizes: Promise<number>[] = [];
    page.on("response", (response) => {
      if (/[.]js$/.test(new URL(response.url()).pathname)) sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(house.url + path, { waitUntil: "networkidle" });
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.info(`${path}: ${(total / 1000).toFixed(0)} kB of scripts, compressed`);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(200_000);
  }
});
