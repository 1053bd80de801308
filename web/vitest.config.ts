import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
// the sources themselves, so that a test needs no build
const alias = { "@doorcode/client": here("packages/client/src/index.ts") };

export default defineConfig({
  test: {
    projects: [
      { resolve: { alias }, test: { name: "client", root: here("packages/client"), environment: "node", include: ["test/**/*.test.ts"] } },
      {
        resolve: { alias },
        test: { name: "react", root: here("packages/react"), environment: "jsdom", include: ["test/**/*.test.{ts,tsx}"], setupFiles: ["test/setup.ts"] },
      },
    ],
  },
});
