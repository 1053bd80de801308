// One line that tells which sources web/dist was built from: SHA-256 over a line for each file, `<path from web/> <SHA-256 of its
// bytes>\n`, sorted by path as bytes. Written after a build into dist/inputs.sha256; `--check` compares.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";

const root = new URL("../", import.meta.url);
/** Whole folders and single files that a build reads. */
const folders = ["app/public/", "app/src/", "packages/client/src/", "packages/react/src/"];
const files = ["app/index.html", "app/package.json", "app/tsconfig.json", "app/vite.config.ts", "package-lock.json", "package.json", "tsconfig.base.json", ...["client", "react"].flatMap((name) => [`packages/${name}/package.json`, `packages/${name}/tsconfig.json`])];

async function below(folder) {
  // what begins with a dot belongs to an editor or to the system
  const found = (await readdir(new URL(folder, root), { withFileTypes: true })).filter((entry) => !entry.name.startsWith("."));
  const deep = found.map((entry) => (entry.isDirectory() ? below(`${folder}${entry.name}/`) : [`${folder}${entry.name}`]));
  return (await Promise.all(deep)).flat();
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const paths = [...files, ...(await Promise.all(folders.map(below))).flat()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
const lines = await Promise.all(paths.map(async (path) => `${path} ${sha256(await readFile(new URL(path, root)))}\n`));
const inputs = `${sha256(lines.join(""))}\n`;

const place = new URL("dist/inputs.sha256", root);
if (process.argv.includes("--check")) {
  const kept = await readFile(place, "utf8").catch(() => "");
  if (kept !== inputs) {
    console.error("web/dist is not built from these sources: npm run build:app");
    process.exit(1);
  }
} else await writeFile(place, inputs);
