// "React in five minutes" of the README, followed literally: its commands and its App.tsx, in an empty project outside the checkout.
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort, stage, stopped, type Stage } from "./stage";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const CREATE = "npm create vite@latest my-app -- --template react-ts --no-interactive\n";

let house: Stage;
let folder: string;
beforeAll(async () => {
  house = await stage();
  folder = await mkdtemp(join(tmpdir(), "doorcode-readme-"));
});
afterAll(async () => {
  await house?.end();
  await rm(folder, { recursive: true, force: true });
});

test("an empty project becomes a registration that works", async () => {
  const { commands, program } = await section();
  const app = join(folder, "my-app");
  await checkout();
  await emptyProject(app);
  expect(commands).toContain(CREATE);
  await run("bash", ["-ec", commands.replace(CREATE, "")], folder);
  expect(program).toContain("http://localhost:8000");
  await writeFile(join(app, "src/App.tsx"), program.replace("http://localhost:8000", house.url));
  await run("npx", ["--no-install", "tsc"], app);

  const port = await freePort();
  // what `npm run dev` starts, so that it can be ended by its id
  const dev = spawn(join(app, "node_modules/.bin/vite"), ["--port", String(port), "--strictPort"], { cwd: app, stdio: ["ignore", "pipe", "inherit"] });
  try {
    await new Promise<void>((ready, failed) => {
      dev.stdout.on("data", (said: Buffer) => {
        if (said.toString().includes("ready in")) ready();
      });
      setTimeout(() => failed(new Error("The development server is not ready after a minute.")), 60_000).unref();
      dev.once("exit", (status) => failed(new Error(`The development server ended with ${status}.`)));
    });
    await register(`http://localhost:${port}`);
  } finally {
    await stopped(dev);
  }
}, 180_000);

async function register(url: string): Promise<void> {
  const { page, complaints, shot } = await house.visit();
  const sends: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url() === `${house.url}/send-otp`) sends.push(request.postData() ?? "");
  });
  const digits = page.getByRole("textbox", { name: "Code" });
  const alert = page.getByRole("alert");
  await page.goto(url);
  // the country is the server's
  await page.getByRole("option", { name: "United States", selected: true }).waitFor({ state: "attached" });
  await page.getByRole("textbox", { name: "Phone number" }).fill("202 555 0194");
  await page.getByRole("button", { name: "Send OTP" }).dblclick();
  await page.getByRole("button", { name: "Verify OTP" }).waitFor();
  expect(sends).toHaveLength(1);
  const code = await house.code("+12025550194");

  // no style was written, and yet there is something to type into
  expect(await page.locator(".doorcode-otp-slot").first().boundingBox()).toMatchObject({ width: expect.toSatisfy((width: number) => width > 20) });
  await digits.fill(code === "000000" ? "111111" : "000000");
  await digits.press("Enter");
  await alert.getByText("4 tries left").waitFor();
  await page.reload();
  await digits.fill(code);
  await shot("readme-code");
  await page.getByRole("button", { name: "Verify OTP" }).click();

  await page.getByPlaceholder("E-mail").fill("bob@example.com");
  await page.getByPlaceholder("Password").fill("password");
  await page.getByRole("button", { name: "Create account" }).click();
  await alert.getByText("too easy to guess").waitFor();
  await page.getByPlaceholder("Password").fill("correct horse 9");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Signed in as +12025550194").waitFor();
  await shot("readme-signed-in");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Send OTP" }).waitFor();
  expect(sends).toHaveLength(1);
  expect(complaints).toEqual([]);
}

/** What the README has people type, and the file it gives them. */
async function section(): Promise<{ commands: string; program: string }> {
  const text = (await readFile(join(root, "README.md"), "utf8")).split(/^## /m).find((part) => part.startsWith("React in five minutes\n")) ?? "";
  const block = (kind: string): string => {
    const found = [...text.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, "gms"))];
    expect(found, `blocks of ${kind} in the README`).toHaveLength(1);
    return found[0]?.[1] ?? "";
  };
  return { commands: block("sh"), program: block("tsx") };
}

/** `doorcode/web` as it is after a clone: nothing installed, nothing built. */
async function checkout(): Promise<void> {
  const web = join(root, "web");
  const made = (path: string): boolean => ["node_modules", "dist"].includes(basename(path)) && relative(web, path) !== "";
  await cp(web, join(folder, "doorcode/web"), { recursive: true, filter: (path) => !made(path) });
}

/** What `npm create vite` makes, as far as the README builds on it. The real one makes what is newest today, which would change under this test: here
 * everything has the version of web/package-lock.json. */
async function emptyProject(app: string): Promise<void> {
  const lock: { packages: Record<string, { version?: string; link?: boolean }> } = JSON.parse(await readFile(join(root, "web/package-lock.json"), "utf8"));
  const versions = new Map<string, Set<string>>();
  for (const [path, { version, link }] of Object.entries(lock.packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    if (path.includes("node_modules/") && version !== undefined && link !== true) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  const pick = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, [...(versions.get(name) ?? [])].join()]));
  // one that is there in two versions goes to whoever asks for it by the range of theirs
  const single = [...versions].filter(([, all]) => all.size === 1).map(([name]) => name);
  const files: Record<string, string> = {
    "package.json": JSON.stringify({
      name: "my-app",
      private: true,
      type: "module",
      scripts: { dev: "vite" },
      dependencies: pick("react", "react-dom"),
      devDependencies: pick("@types/react", "@types/react-dom", "@vitejs/plugin-react", "typescript", "vite"),
      overrides: pick(...single),
    }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "ES2023",
        lib: ["ES2023", "DOM"],
        module: "ESNext",
        types: ["vite/client"],
        strict: true,
        moduleResolution: "bundler",
        allowImportingTsExtensions: true,
        verbatimModuleSyntax: true,
        moduleDetection: "force",
        noEmit: true,
        jsx: "react-jsx",
        noUnusedLocals: true,
        noUnusedParameters: true,
        erasableSyntaxOnly: true,
        noFallthroughCasesInSwitch: true,
      },
      include: ["src"],
    }),
    "vite.config.ts": 'import react from "@vitejs/plugin-react";\nimport { defineConfig } from "vite";\nexport default defineConfig({ plugins: [react()] });\n',
    "index.html": '<!doctype html><html lang="en"><head><title>my-app</title></head><body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body></html>\n',
    "src/main.tsx": `import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import App from "./App.tsx";

createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>);
`,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), text);
  }
}

async function run(program: string, words: string[], cwd: string): Promise<void> {
  const quiet = { npm_config_audit: "false", npm_config_fund: "false", npm_config_update_notifier: "false", npm_config_prefer_offline: "true" };
  await promisify(execFile)(program, words, { cwd, env: { ...process.env, ...quiet } }).catch((fault: { stdout?: string; stderr?: string }) => {
    throw new Error(`${program} ${words.join(" ")} failed:\n${fault.stdout ?? ""}${fault.stderr ?? ""}`);
  });
}
