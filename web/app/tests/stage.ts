// What the browser tests stand on: a server in its sandbox, the built application in front of it under its strict policy, and a
// browser whose every complaint fails the test.
import axe from "axe-core";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { preview, type PreviewServer } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the screenshots of a run are. */
export const shots = process.env["SHOTS"] ?? here("../../../target/browser");

/** A browser in front of a server of its own. */
export interface Stage {
  readonly url: string;
  /** Where the server itself is, for pages that are not the application. */
  readonly api: string;
  /** A page of a new browser context; what it complains of is in `complaints`. */
  readonly visit: (options?: BrowserContextOptions) => Promise<Visit>;
  /** The newest code that went to `to`; waits for one that was not read before. */
  readonly code: (to: string) => Promise<string>;
  /** Makes an account with this number, a proven mailbox and a password, by the API alone. */
  readonly account: (phone: string, email: string, password: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A page, and what went wrong in it. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts, except those a refused call (4xx) writes by itself. */
  readonly complaints: string[];
  readonly shot: (name: string) => Promise<void>;
  /** What axe finds wrong, of the serious kinds. */
  readonly barriers: () => Promise<string[]>;
}

/** Starts everything. */
export async function stage(): Promise<Stage> {
  const binary = process.env["DOORCODE_BIN"] ?? here("../../../target/debug/doorcode");
  if (!existsSync(binary)) throw new Error(`No doorcode at ${binary}: run \`cargo build\`, or set DOORCODE_BIN.`);
  const folder = await mkdtemp(join(tmpdir(), "doorcode-browser-"));
  const port = await freePort();
  const server = spawn(binary, ["serve"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, PORT: String(port), DATABASE_URL: `sqlite://${folder}/test.db?mode=rwc`, LIMIT_SEND_PER_CALLER: "off", LIMIT_PASSWORD_PER_CALLER: "off" },
    stdio: "ignore",
  });
  const api = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${api}/readyz`)).ok);
  process.env["DOORCODE_URL"] = api;
  const front: PreviewServer = await preview({ root: here(".."), configFile: here("../vite.config.ts"), logLevel: "error", preview: { port: await freePort(), strictPort: true } });
  const url = (front.resolvedUrls?.local[0] ?? "").replace(/\/$/, "");
  const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  await mkdir(shots, { recursive: true });
  // a message is read once: some are sent behind the answer, and the one before must not be taken for it
  const read = new Map<string, number>();
  const code = async (to: string): Promise<string> => {
    let found: Message[] = [];
    await until(async () => {
      found = await codes(api, to);
      return found.length > (read.get(to) ?? 0);
    });
    read.set(to, found.length);
    return found[0]?.code ?? "";
  };
  const prove = async (to: string, channel: string): Promise<string> => {
    await post(api, "/send-otp", { to, channel });
    return (await post(api, "/verify-otp", { to, code: await code(to) })).verification_token ?? "";
  };
  return {
    url,
    api,
    code,
    account: async (phone, email, password) => {
      const proof = { verification_token: await prove(phone, "sms"), email_verification_token: await prove(email, "email") };
      await post(api, "/register-with-otp", { phone, email, password, ...proof });
    },
    visit: (options) => visit(browser, options),
    end: async () => {
      await browser.close();
      await front.close();
      await stopped(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1100, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    // the browser writes such a line for every answer that is no success
    if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    page,
    complaints,
    shot: async (name) => void (await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })),
    barriers: async () => {
      await page.evaluate(axe.source);
      const found: { violations: { id: string; impact?: string; nodes: { html: string }[] }[] } = await page.evaluate("axe.run()");
      const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    },
  };
}

async function post(api: string, path: string, body: object): Promise<{ verification_token?: string }> {
  const response = await fetch(api + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

interface Message {
  readonly to: string;
  readonly code?: string;
}

/** What was sent to somebody, newest first. */
async function codes(api: string, to: string): Promise<Message[]> {
  const answer: { messages: Message[] } = await (await fetch(`${api}/dev/outbox.json`)).json();
  return answer.messages.filter((message) => message.to === to && message.code !== undefined);
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (await done().catch(() => false)) return;
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error("It did not come about within 20 seconds.");
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** Ends a program, and waits for its end. */
export async function stopped(server: ChildProcess): Promise<void> {
  await new Promise<void>((done) => {
    server.once("exit", () => done());
    server.kill("SIGTERM");
    setTimeout(() => server.kill("SIGKILL"), 5000).unref();
  });
}
