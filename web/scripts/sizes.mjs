// What the packages weigh in an application: bundled, minified and compressed, without React.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

import { build } from "vite";

const wanted = {
  "@doorcode/client": `export { createClient } from "@doorcode/client"`,
  "@doorcode/react/hooks, English": `export { DoorcodeProvider, useOtp, useSession, useStepUp, useTexts, explain, en } from "@doorcode/react/hooks"`,
  "@doorcode/react, Arabic": `export { ar } from "@doorcode/react/hooks"`,
  "@doorcode/react/otp-input": `export { OtpInput } from "@doorcode/react/otp-input"`,
  "@doorcode/react/phone-input": `export { PhoneInput } from "@doorcode/react/phone-input"`,
  "all of it": `export * from "@doorcode/client"; export * from "@doorcode/react"`,
};

const root = new URL("..", import.meta.url).pathname;
const folder = `${root}node_modules/.sizes`;
await mkdir(folder, { recursive: true });

for (const [name, source] of Object.entries(wanted)) {
  const entry = `${folder}/entry.mjs`;
  await writeFile(entry, source);
  const output = await build({
    configFile: false,
    logLevel: "error",
    root,
    build: {
      write: false,
      minify: true,
      target: "es2022",
      lib: { entry, formats: ["es"] },
      rollupOptions: { external: [/^react($|\/)/, /^react-dom/, ...(name.startsWith("@doorcode/react") ? ["@doorcode/client"] : [])] },
    },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const code = (Array.isArray(output) ? output : [output]).flatMap((made) => made.output).map((file) => file.code ?? "").join("");
  console.log(`${(gzipSync(code).length / 1024).toFixed(1).padStart(6)} kB  ${name}`);
}
await rm(folder, { recursive: true });
