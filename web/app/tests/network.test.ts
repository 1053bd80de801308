// A slow network, none, a server that is busy or at fault, and what a first visit loads.
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import type { Person } from "./person";
import { onStage } from "./stage";

const PASSWORD = "correct horse 9";
const house = onStage();

/** As a phone in a train has it: a second there and back, 50 kB in a second. */
async function slow(page: Page): Promise<void> {
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.emulateNetworkConditions", { offline: false, latency: 1000, downloadThroughput: 50_000, uploadThroughput: 50_000 });
}

/** Presses a button three times as fast as a person in doubt; it says that it works on it. */
async function pressesInDoubt(person: Person, button: string, busy: string): Promise<void> {
  const { page } = person;
  const found = page.getByRole("button", { name: button, exact: true });
  await found.dispatchEvent("click");
  await page.getByRole("button", { name: busy }).waitFor();
  await page.getByRole("button", { name: busy }).dispatchEvent("click");
  await page.keyboard.press("Enter");
}

const count = (person: Person, call: string): number => person.visit.calls.filter((made) => made === call).length;

test("on a slow network every button tells that it works, and nothing is sent twice", async () => {
  const ada = await house.someone();
  await ada.opens("/app/register");
  await ada.fills("Phone number", "202 555 0151");
  await slow(ada.page);
  await pressesInDoubt(ada, "Send OTP", "Sending…");
  await ada.sees("A code is on its way");
  expect(count(ada, "POST /send-otp")).toBe(1);
  await ada.fills("Code", await house.code("+12025550151"));
  await pressesInDoubt(ada, "Verify OTP", "Checking…");
  await ada.sees("is proven");
  expect(count(ada, "POST /verify-otp")).toBe(1);
  await ada.fills("E-mail", "slow@example.com");
  await ada.choosesThePassword("Password", PASSWORD);
  await pressesInDoubt(ada, "Create account", "One moment…");
  await ada.isSignedIn();
  expect(count(ada, "POST /register-with-otp")).toBe(1);
  expect(await house.sends("+12025550151")).toBe(1);
  await ada.part("Sessions").sees("this one");
  await ada.signsOut();
  await ada.sees("You are signed out.");
  await ada.page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await ada.fills("E-mail, phone number or username", "slow@example.com");
  await ada.fills("Password", PASSWORD);
  await pressesInDoubt(ada, "Login", "One moment…");
  await ada.isSignedIn();
  expect(count(ada, "POST /login")).toBe(1);
});

test("offline the page says so, and what was typed is sent later", async () => {
  await house.account("+12025550152", "ada@example.com", PASSWORD);
  const ada = await house.someone({ viewport: { width: 320, height: 640 } });
  await ada.opens("/app/login");
  await ada.fills("E-mail, phone number or username", "ada@example.com");
  await ada.fills("Password", PASSWORD);
  ada.visit.expects(/ERR_INTERNET_DISCONNECTED/);
  await ada.page.context().setOffline(true);
  await ada.sees("You are offline.");
  await ada.presses("Login");
  await ada.sees("The server cannot be reached.");
  await ada.visit.shot("offline-narrow");
  await ada.page.context().setOffline(false);
  await ada.presses("Login");
  await ada.isSignedIn();
  await ada.sees("+12025550152");
});

test("a page opens offline, and one whose file is gone says so until it is loaded anew", async () => {
  const ada = await house.someone();
  const { page, visit } = ada;
  visit.expects(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|dynamically imported module/);
  await page.goto(house.url, { waitUntil: "networkidle" });
  await page.context().setOffline(true);
  await page.getByRole("navigation").getByRole("link", { name: "Register", exact: true }).click();
  await ada.fieldOf("Phone number").waitFor();
  await page.context().setOffline(false);

  for (const file of [/register-[^/]*[.]js$/, /phone-input/]) {
    await page.route(file, (route) => route.abort());
    await ada.opens("/");
    await page.getByRole("navigation").getByRole("link", { name: "Register", exact: true }).click();
    await ada.sees("This page could not be loaded");
    // the other pages are there all the same
    await page.getByRole("navigation").getByRole("link", { name: "Sign in" }).click();
    await ada.fieldOf("Password").waitFor();
    await page.goBack();
    await ada.sees("This page could not be loaded");
    await page.unroute(file);
    await ada.presses("Reload");
    await ada.fieldOf("Phone number").waitFor();
  }
});

test("an answer that is none of doorcode's breaks a page, and nothing else", async () => {
  const ada = await house.someone();
  const { page, visit } = ada;
  visit.expects(/TypeError/);
  await page.route("**/config", (route) => route.fulfill({ json: {} }));
  await ada.opens("/app/register-first");
  await ada.sees("This page could not be loaded");
  await page.getByRole("link", { name: "doorcode" }).click();
  await ada.sees("Every flow of this server as a page.");
});

test("a limit is told with a countdown, and a fault of the server with its number", async () => {
  const ada = await house.someone();
  const { page } = ada;
  const answer = (status: number, code: string, more: object) => ({
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: `/problems/${code}`, title: code, status, code, error: code, detail: code, ...more }),
  });
  await page.route(`${house.url}/login`, (route) => route.fulfill(answer(429, "too_many_requests", { retry_after: 3 })));
  await ada.opens("/app/login");
  await ada.presses("Login");
  await ada.sees("Try again in 3 seconds.");
  await ada.sees("Try again in 1 second.");
  await page.getByText("Try again.", { exact: true }).waitFor();
  await page.unroute(`${house.url}/login`);
  await page.route(`${house.url}/login`, (route) => route.fulfill(answer(500, "internal", { request_id: "01J0000000" })));
  ada.visit.expects(/status of 500/);
  await ada.presses("Login");
  await ada.sees("Something went wrong on our side.");
  await ada.sees("01J0000000");
});

test("an account that does not come is told, and asked for again", async () => {
  await house.account("+12025550138", "late@example.com", PASSWORD);
  const ada = await house.someone();
  await ada.signsIn("late@example.com", PASSWORD);
  await ada.isSignedIn();
  ada.visit.expects(/503/);
  const busy = { type: "/problems/unavailable", title: "…", status: 503, code: "unavailable", error: "…", detail: "…", retry_after: 60 };
  await ada.page.route("**/me", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", headers: { "Retry-After": "60" }, body: JSON.stringify(busy) }));
  await ada.reloads();
  await ada.page.getByRole("alert").first().waitFor();
  await ada.page.unroute("**/me");
  await ada.presses("Reload");
  await ada.sees("+12025550138");
});

test("a first visit loads less than 200 kB of scripts, and nothing jumps", async () => {
  for (const path of ["/", "/app/register", "/app/register-first", "/app/login", "/app/login/code", "/app/forgot-password", "/app/account", "/app/transfer"]) {
    const { page } = await house.visit({ viewport: { width: path.length % 2 === 0 ? 1100 : 360, height: 740 } });
    await page.addInitScript(watchTheLayout);
    const sizes: Promise<number>[] = [];
    page.on("response", (response) => {
      if (/[.]js$/.test(new URL(response.url()).pathname)) sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    const wire = await page.context().newCDPSession(page);
    await wire.send("Network.emulateNetworkConditions", { offline: false, latency: 40, downloadThroughput: 1_000_000, uploadThroughput: 1_000_000 });
    await page.goto(house.url + path, { waitUntil: "networkidle" });
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    const jumped = await page.evaluate(() => Number(document.documentElement.dataset["jumped"] ?? 0));
    console.info(`${path}: ${(total / 1000).toFixed(0)} kB of scripts, compressed; layout shift ${jumped.toFixed(3)}`);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(200_000);
    expect(jumped, path).toBeLessThan(0.05);
  }
});

// Runs in the page, before anything else. Not in TypeScript's DOM: https://wicg.github.io/layout-instability/
function watchTheLayout(): void {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if ("value" in entry && typeof entry.value === "number" && "hadRecentInput" in entry && entry.hadRecentInput === false) sum += entry.value;
    }
    document.documentElement.dataset["jumped"] = String(sum);
  }).observe({ type: "layout-shift", buffered: true });
}
