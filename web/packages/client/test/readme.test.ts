// The examples in the packages' own READMEs compile as they stand, against what is published: the built types.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const WEB = resolve(import.meta.dirname, "../../..");
const BLOCK = /^```(tsx?)\n(.*?)^```$/gms;

describe.each(["client", "react"])("the README of %s", (name) => {
  const folder = `${WEB}/packages/${name}`;
  const blocks = [...readFileSync(`${folder}/README.md`, "utf8").matchAll(BLOCK)];
  // each is a module of its own, and lies where the package and its neighbours are found
  const files = new Map(blocks.map(([, kind = "", text = ""], index) => [`${folder}/example-${index + 1}.${kind}`, text]));

  it("has examples that compile under strict", () => {
    expect(files.size).toBeGreaterThan(0);
    expect(faults(files)).toEqual([]);
  }, 60_000);
});

it("a wrong example is found", () => {
  const wrong = 'import { createClient } from "@doorcode/client";\nawait createClient({ baseUrl: "" }).sendOtp({ phone: "+12025550123" });\n';
  expect(faults(new Map([[`${WEB}/packages/client/example.ts`, wrong]])).join("\n")).toMatch(/^example.ts:2: .*'phone' does not exist/);
}, 60_000);

it("the hooks compile where there is no DOM, every declaration checked, as in React Native", () => {
  // what React Native declares; the rest of `fetch` does not matter here
  const platform = ["AbortSignal", "Request", "Response", "Headers", "RequestInit", "BodyInit", "HeadersInit", "RequestCredentials", "ReadableStream"];
  const files = new Map([
    [`${WEB}/packages/react/platform.d.ts`, platform.map((name) => `interface ${name} {}\n`).join("")],
    [`${WEB}/packages/react/native.tsx`, 'import { useOtp } from "@doorcode/react/hooks";\nuseOtp({ purpose: "login" }).send({ to: "+12025550123" });\n'],
  ]);
  expect(faults(files, { lib: ["lib.es2022.d.ts"], skipLibCheck: false })).toEqual([]);
}, 60_000);

it.each(["client", "react"])("%s is found by a bundler that knows no `exports`, such as an old Metro", (name) => {
  const { main, exports } = JSON.parse(readFileSync(`${WEB}/packages/${name}/package.json`, "utf8"));
  expect(main).toBe(exports["."].default);
});

function faults(files: ReadonlyMap<string, string>, more: ts.CompilerOptions = {}): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
    strict: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    ...more,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file?.fileName.split("/").at(-1)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
