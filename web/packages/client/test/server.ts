// A doorcode of one's own: the real program, with its sandbox, in a temporary folder.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../../..");

export interface Server {
  readonly url: string;
  /** The newest code the sandbox sent to an address; waits for it, for some sends go on behind the answer. */
  code(to: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the program that `DOORCODE_BIN` names, or the one `cargo build` makes. A missing program is a failure, never a skip. */
export async function startServer(settings: Record<string, string> = {}): Promise<Server> {
  const binary = process.env["DOORCODE_BIN"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "target"), "debug/doorcode");
  if (!existsSync(binary)) throw new Error(`no doorcode at ${binary}: run \`cargo build\`, or name one in DOORCODE_BIN`);
  const folder = await mkdtemp(join(tmpdir(), "doorcode-web-"));
  const program = spawn(binary, [], { cwd: folder, env: { PATH: process.env["PATH"] ?? "", HOME: folder, PORT: "0", ...settings } });
  const stop = async (): Promise<void> => {
    await ended(program);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = (await address(program)).replace("127.0.0.1", "localhost");
    return { url, code: (to) => newest(url, to), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

function address(program: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = "";
    const late = setTimeout(() => failed(new Error(`doorcode did not start: ${said}`)), 20_000);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = /^doorcode .* on (http:\S+)/m.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(late);
      found(url);
    };
    program.stdout?.on("data", hear);
    program.stderr?.on("data", hear);
    program.once("exit", (status) => failed(new Error(`doorcode ended with ${status}: ${said}`)));
    program.once("error", failed);
  });
}

async function newest(url: string, to: string): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`${url}/dev/outbox.json`);
    const { messages }: { messages: { to: string; code?: string }[] } = JSON.parse(await answer.text());
    const code = messages.find((message) => message.to === to)?.code;
    if (code !== undefined) return code;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("no code came");
}

function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    program.once("exit", () => done());
    program.kill("SIGTERM");
  });
}
