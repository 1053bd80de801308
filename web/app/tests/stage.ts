// What the browser tests stand on: a server in its sandbox, with the application it holds, and a browser whose every complaint
// fails the test.
import axe from "axe-core";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type ConsoleMessage, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

import { Person } from "./person";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the screenshots of a run are. */
export const shots = process.env["SHOTS"] ?? here("../../../target/browser");

/** A browser in front of a server of its own. */
export interface Stage {
  /** The server: pages, API and all. */
  readonly url: string;
  /** A page of a new browser context; what it complains of is in `complaints`. */
  readonly visit: (options?: BrowserContextOptions) => Promise<Visit>;
  /** A person in front of such a page, who speaks the language of its `locale`. */
  readonly someone: (options?: BrowserContextOptions) => Promise<Person>;
  /** The newest code that went to `to`; waits for one that was not read before. */
  readonly code: (to: string) => Promise<string>;
  /** How many codes went to `to` so far. */
  readonly sends: (to: string) => Promise<number>;
  /** Makes an account with this number, a proven mailbox and a password, by the API alone. */
  readonly account: (phone: string, email: string, password: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A page, and what went wrong in it. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts in every tab, promises nobody caught among them, except those a refused call (4xx) writes
   * by itself and what is expected. */
  readonly complaints: string[];
  /** Takes such a line for granted from now on. */
  readonly expects: (line: RegExp) => void;
  /** The calls to the server so far, newest last: "POST /send-otp". */
  readonly calls: string[];
  readonly shot: (name: string) => Promise<void>;
  /** What axe finds wrong, of the serious kinds. */
  readonly barriers: () => Promise<string[]>;
}

/** A stage for all tests of a file: built before the first, taken down after the last. After each test its pages are closed, and
 * whatever they complained of fails it. */
export function onStage(settings: Readonly<Record<string, string>> = {}): Omit<Stage, "end"> {
  let built: Stage | undefined;
  const visits: Visit[] = [];
  const there = (): Stage => {
    if (built === undefined) throw new Error("Nothing is on stage before the tests begin.");
    return built;
  };
  beforeAll(async () => {
    built = await stage(settings);
  });
  afterEach(async ({ task }) => {
    // what a failed test saw last
    if (task.result?.state === "fail") await Promise.all(visits.map((visit, index) => visit.shot(`failed-${task.name.replace(/\W+/g, "-").slice(0, 60)}-${index}`).catch(() => undefined)));
    const complaints = visits.flatMap((visit) => visit.complaints);
    await Promise.all(visits.splice(0).map(({ page }) => page.context().close()));
    expect(complaints, "complaints of the browser").toEqual([]);
  });
  afterAll(() => built?.end());
  const visit = async (options?: BrowserContextOptions): Promise<Visit> => {
    const one = await there().visit(options);
    visits.push(one);
    return one;
  };
  return {
    get url() {
      return there().url;
    },
    visit,
    someone: (options) => person(visit, there(), options),
    code: (to) => there().code(to),
    sends: (to) => there().sends(to),
    account: (phone, email, password) => there().account(phone, email, password),
  };
}

async function person(visit: Stage["visit"], house: Stage, options?: BrowserContextOptions): Promise<Person> {
  return new Person(await visit(options), house, options?.locale?.startsWith("ar") === true ? "ar" : "en");
}

/** Starts everything; `settings` are the server's, by their keys. */
export async function stage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const binary = process.env["DOORCODE_BIN"] ?? here("../../../target/debug/doorcode");
  if (!existsSync(binary)) throw new Error(`No doorcode at ${binary}: run \`cargo build\`, or set DOORCODE_BIN.`);
  const folder = await mkdtemp(join(tmpdir(), "doorcode-browser-"));
  const port = await freePort();
  const unhindered = { LIMIT_SEND_PER_CALLER: "off", LIMIT_PASSWORD_PER_CALLER: "off", LIMIT_GUESS_PER_CALLER: "off" };
  const server = spawn(binary, ["serve"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, PORT: String(port), DATABASE_URL: `sqlite://${folder}/test.db?mode=rwc`, ...unhindered, ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  // why it did not start; asked for only then
  let log = "";
  server.stderr.on("data", (text: Buffer) => (log = `${log}${text.toString()}`.slice(-4000)));
  const leave = async (): Promise<void> => {
    await stopped(server);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const begin = async (): Promise<Browser> => {
    await until(async () => (await fetch(`${url}/readyz`)).ok);
    // else the tests would judge what was built before
    const held = await (await fetch(url)).text();
    if (held !== (await readFile(here("../../dist/index.html"), "utf8"))) throw new Error(`${binary} holds another build of the application than web/dist: run \`cargo build\`.`);
    await mkdir(shots, { recursive: true });
    return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  };
  const browser = await begin().catch(async (fault: unknown) => {
    await leave();
    throw new Error(`Nothing to test: ${String(fault)}\n${log}`, { cause: fault });
  });
  // a message is read once: some are sent behind the answer, and the one before must not be taken for it
  const read = new Map<string, number>();
  const code = async (to: string): Promise<string> => {
    let found: Message[] = [];
    await until(async () => {
      found = await codes(url, to);
      return found.length > (read.get(to) ?? 0);
    });
    read.set(to, found.length);
    return found[0]?.code ?? "";
  };
  const prove = async (to: string, channel: string): Promise<string> => {
    await post(url, "/send-otp", { to, channel });
    return (await post(url, "/verify-otp", { to, code: await code(to) })).verification_token ?? "";
  };
  const house: Stage = {
    url,
    code,
    sends: async (to) => (await codes(url, to)).length,
    someone: (options) => person(house.visit, house, options),
    account: async (phone, email, password) => {
      const proof = { verification_token: await prove(phone, "sms"), email_verification_token: await prove(email, "email") };
      await post(url, "/register-with-otp", { phone, email, password, ...proof });
    },
    visit: (options) => visit(browser, options),
    end: async () => {
      await browser.close();
      await leave();
    },
  };
  return house;
}

async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1100, height: 800 }, ...options });
  const complaints: string[] = [];
  const expected: RegExp[] = [];
  const calls: string[] = [];
  const complain = (line: string): void => void (expected.some((pattern) => pattern.test(line)) || complaints.push(line));
  context.on("page", (tab) => {
    tab.setDefaultTimeout(10_000);
    // promises that nobody caught come here, too
    tab.on("pageerror", (error) => complain(String(error)));
    tab.on("console", (message) => {
      if (message.type() === "error" && !isRefusal(message)) complain(`${message.text()} ${message.location().url}`.trim());
    });
    tab.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (request.resourceType() === "fetch" && !pathname.startsWith("/dev/")) calls.push(`${request.method()} ${pathname}`);
    });
  });
  const page = await context.newPage();
  return {
    page,
    complaints,
    expects: (line) => void expected.push(line),
    calls,
    shot: async (name) => void (await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })),
    barriers: async () => {
      await page.evaluate(axe.source);
      const found: { violations: { id: string; impact?: string; nodes: { html: string }[] }[] } = await page.evaluate("axe.run()");
      const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    },
  };
}

// The browser writes such a line for every call that is refused. A missing file is no call.
function isRefusal(message: ConsoleMessage): boolean {
  return /the server responded with a status of 4/.test(message.text()) && !/[.](js|css|svg)$/.test(message.location().url);
}

async function post(url: string, path: string, body: object): Promise<{ verification_token?: string }> {
  const response = await fetch(url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

interface Message {
  readonly to: string;
  readonly code?: string | null;
}

/** What was sent to somebody, newest first. */
async function codes(url: string, to: string): Promise<Message[]> {
  const answer: { messages: Message[] } = await (await fetch(`${url}/dev/outbox.json`)).json();
  return answer.messages.filter((message) => message.to === to && typeof message.code === "string");
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
  if (server.exitCode !== null || server.signalCode !== null) return;
  await new Promise<void>((done) => {
    server.once("exit", () => done());
    server.kill("SIGTERM");
    setTimeout(() => server.kill("SIGKILL"), 5000).unref();
  });
}
