// Swagger UI at /docs, as somebody uses it who explores the API: a token from a login, Authorize, Try it out.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { shots, stage, type Stage } from "./stage";

const LOGIN = { email: "ada@example.com", password: "correct horse 9" };

let house: Stage;
beforeAll(async () => {
  house = await stage();
  await house.account("+12025550193", LOGIN.email, LOGIN.password);
});
afterAll(async () => {
  await house?.end();
});

test("GET /me is refused without a token, and answers with one from a login", async () => {
  const { page, complaints } = await house.visit();
  // the whole page is too long to be looked at
  const shot = (name: string): Promise<unknown> => page.screenshot({ path: join(shots, `${name}.png`) });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${house.url}/docs`);

  const me = page.locator(".opblock", { has: page.locator('.opblock-summary-path[data-path="/me"]') }).and(page.locator(".opblock-get"));
  await me.locator(".opblock-summary").click();
  // this page opens every operation ready to be tried; elsewhere it takes this button
  const tryIt = me.getByRole("button", { name: "Try it out" });
  if (await tryIt.isVisible()) await tryIt.click();
  await me.getByRole("button", { name: "Execute" }).click();
  const answer = me.locator(".live-responses-table .response");
  await answer.getByRole("cell", { name: "401", exact: true }).waitFor();
  await expect.poll(() => answer.innerText()).toContain('"code": "unauthorized"');
  await me.scrollIntoViewIfNeeded();
  await shot("swagger-1-unauthorized");

  const login = await fetch(`${house.url}/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(LOGIN) });
  const { token }: { token: string } = await login.json();
  await page.locator(".auth-wrapper").getByRole("button", { name: "Authorize" }).click();
  const dialog = page.locator(".dialog-ux");
  await dialog.getByText("http, Bearer").waitFor();
  await shot("swagger-2-authorize");
  const bearer = dialog.locator(".auth-container", { hasText: "http, Bearer" });
  await bearer.getByRole("textbox").fill(token);
  await bearer.getByRole("button", { name: "Apply credentials" }).click();
  await bearer.getByRole("button", { name: "Remove authorization" }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await me.getByRole("button", { name: "Execute" }).click();
  await answer.getByRole("cell", { name: "200", exact: true }).waitFor();
  await expect.poll(() => answer.innerText()).toContain('"email": "ada@example.com"');
  expect(await answer.innerText()).toContain('"phone": "+12025550193"');
  await shot("swagger-3-me");

  expect(complaints).toEqual([]);
  const elsewhere = asked.filter((url) => /^https?:/.test(url) && new URL(url).origin !== house.url);
  expect(elsewhere).toEqual([]);
  expect(asked.filter((url) => new URL(url).pathname === "/me")).toHaveLength(2);
});
