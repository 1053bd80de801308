// A React component as people write it, without our packages, on another origin: the development server of Vite on port 3000,
// under StrictMode.
import react from "@vitejs/plugin-react";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort, stage, type Stage } from "./stage";

let house: Stage;
let cache: string;
let front: ViteDevServer;
let origin: string;
beforeAll(async () => {
  house = await stage();
  cache = await mkdtemp(join(tmpdir(), "doorcode-plain-"));
  front = await serve(house.url.replace("127.0.0.1", "localhost"));
  origin = (front.resolvedUrls?.local[0] ?? "").replace(/\/$/, "");
});
afterAll(async () => {
  await front?.close();
  await house?.end();
  await rm(cache, { recursive: true, force: true });
});

test("sends, shows the server's sentence for a wrong code, and verifies the right one", async () => {
  const { page, complaints } = await house.visit();
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posts.push(new URL(request.url()).pathname);
  });
  const alerts: string[] = [];
  page.on("dialog", (dialog) => {
    alerts.push(dialog.message());
    void dialog.accept();
  });
  await page.goto(origin);
  expect(new URL(house.url).port).not.toBe(new URL(origin).port);

  // nothing typed: the sentence comes from the server, not from a guess of the page
  await page.getByRole("button", { name: "Send OTP" }).click();
  await page.getByText("to is required.").waitFor();

  await page.getByPlaceholder("+12025550123").fill("+1 202 555 0191");
  posts.length = 0;
  await page.getByRole("button", { name: "Send OTP" }).click();
  await page.getByPlaceholder("Enter OTP").waitFor();
  expect(posts).toEqual(["/send-otp"]);
  expect(await sentTo("+12025550191")).toBe(1);

  // impatience is no error and no second message
  const again = page.waitForResponse("**/send-otp");
  await page.getByRole("button", { name: "Send OTP" }).click();
  expect((await again).status()).toBe(200);
  expect(await sentTo("+12025550191")).toBe(1);

  const code = await house.code("+12025550191");
  await page.getByPlaceholder("Enter OTP").fill(code === "000000" ? "111111" : "000000");
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("The code is wrong or no longer valid.").waitFor();
  expect(alerts).toEqual([]);

  await page.getByPlaceholder("Enter OTP").fill(code);
  await page.getByRole("button", { name: "Verify" }).click();
  await expect.poll(() => alerts).toEqual(["Phone number verified!"]);
  expect(posts).toEqual(["/send-otp", "/send-otp", "/verify-otp", "/verify-otp"]);
  expect(complaints).toEqual([]);
});

test("an effect that StrictMode runs twice sends one message, and both answers are good", async () => {
  const { page, complaints } = await house.visit();
  await page.goto(`${origin}/welcome`);
  await page.getByRole("listitem").nth(1).waitFor();
  const answers = await page.getByRole("listitem").allInnerTexts();
  expect(answers).toHaveLength(2);
  for (const answer of answers) expect(answer).toMatch(/^OTP (sent successfully|already sent) via sms$/);
  expect(await sentTo("+12025550192")).toBe(1);
  expect(complaints).toEqual([]);
});

/** Port 3000, where people's pages are. Where somebody has it, any other: the rule that lets this machine in names no port. */
async function serve(api: string): Promise<ViteDevServer> {
  const listen = async (port: number): Promise<ViteDevServer> => {
    const server = await createServer({
      root: fileURLToPath(new URL("./plain", import.meta.url)),
      configFile: false,
      cacheDir: join(cache, "node_modules"),
      logLevel: "error",
      plugins: [react()],
      define: { "import.meta.env.VITE_API_URL": JSON.stringify(api) },
      server: { port, strictPort: true },
    });
    try {
      return await server.listen();
    } catch (fault) {
      await server.close();
      throw fault;
    }
  };
  return listen(3000).catch(async (fault: unknown) => {
    const port = await freePort();
    console.warn(`Port 3000 is taken (${String(fault)}): the page of the test is on ${port}.`);
    return listen(port);
  });
}

/** How many messages went to somebody. */
async function sentTo(to: string): Promise<number> {
  const { messages }: { messages: { to: string }[] } = await (await fetch(`${house.url}/dev/outbox.json`)).json();
  return messages.filter((message) => message.to === to).length;
}
