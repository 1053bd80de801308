import { defineConfig } from "vitest/config";

// One browser, one server: the files run one after the other.
export default defineConfig({
  test: { include: ["tests/**/*.test.ts"], environment: "node", fileParallelism: false, testTimeout: 90_000, hookTimeout: 60_000, globalSetup: [] },
});
