// Writes src/schema.ts and src/operations.ts from the committed document. With --check it writes nothing, and fails where they
// are not what the document says.
import { readFile, writeFile } from "node:fs/promises";

import openapiTS, { astToString } from "openapi-typescript";

const here = (path) => new URL(path, import.meta.url);
const source = "../../../../api-spec/openapi.json";
const document = JSON.parse(await readFile(here(source), "utf8"));
const notice = "// Generated from api-spec/openapi.json by `npm run generate`. Do not edit.\n\n";

const made = {
  "../src/schema.ts": notice + astToString(await openapiTS(document, { alphabetize: false })),
  "../src/operations.ts": notice + operations(),
};

let stale = false;
for (const [path, text] of Object.entries(made)) {
  const there = await readFile(here(path), "utf8").catch(() => "");
  if (there === text) continue;
  stale = true;
  if (!process.argv.includes("--check")) await writeFile(here(path), text);
}
if (stale && process.argv.includes("--check")) {
  console.error("packages/client/src is not what api-spec/openapi.json says: run `npm run generate`");
  process.exit(1);
}

/** What a program needs of the document at run time: where each operation lives, and the closed lists. */
function operations() {
  const lines = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const schemes = (operation.security ?? document.security ?? []).flatMap((scheme) => Object.keys(scheme));
      const auth = schemes.includes("bearerAuth") ? "bearer" : schemes.includes("clientAuth") ? "client" : "none";
      const params = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const media = Object.keys(operation.requestBody?.content ?? {});
      if (media.length > 0 && !media.includes("application/json")) throw new Error(`${path}: a body that is not JSON`);
      refuseCollisions(path, params, operation);
      lines.push(
        `  ${operation.operationId}: { method: "${method}", path: "${path}", auth: "${auth}", ` +
          `params: ${JSON.stringify(params)}, body: ${media.length > 0} },`,
      );
    }
  }
  return `import type { components, operations as Operations } from "./schema.js";

/** Where an operation lives, and who may call it: the holder of a session, a back end, or anybody. */
export interface Place {
  readonly method: "get" | "put" | "post" | "delete" | "patch";
  readonly path: string;
  readonly auth: "bearer" | "client" | "none";
  readonly params: readonly string[];
  readonly body: boolean;
}

/** Every operation of the document. */
export const places = {
${lines.join("\n")}
} as const satisfies Record<keyof Operations, Place>;

/** Every code a problem can have. */
export const problemCodes = ${list("ProblemCode")} as const satisfies readonly components["schemas"]["ProblemCode"][];

/** Every code a field at fault can have. */
export const faultCodes = ${list("FaultCode")} as const satisfies readonly components["schemas"]["FaultCode"][];
`;
}

function list(name) {
  return `[\n${document.components.schemas[name].enum.map((member) => `  "${member}",\n`).join("")}]`;
}

// Parameters and fields are given in one object, so that no name may mean two things.
function refuseCollisions(path, params, operation) {
  const reference = operation.requestBody?.content["application/json"].schema.$ref?.split("/").at(-1);
  const fields = Object.keys(document.components.schemas[reference]?.properties ?? {});
  const both = params.filter((name) => fields.includes(name));
  if (both.length > 0) throw new Error(`${path}: ${both.join(", ")} is a parameter and a field`);
}
