// How the application is built, and how it is served while it is worked on: `DOORCODE_URL` is the server behind it.
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env["DOORCODE_URL"] ?? "http://127.0.0.1:8000";

// The application's own paths; everything else is the API's.
const proxy = { "^/(?!$|[?]|app(?:[/?]|$)|assets/|icon[.]svg|index[.]html|src/|node_modules/|@).+": { target: server, changeOrigin: true } };

export default defineConfig({
  root: here("."),
  plugins: [react()],
  resolve: {
    // the sources themselves, so that a change in a package shows at once
    alias: [
      { find: /^@doorcode\/client$/, replacement: here("../packages/client/src/index.ts") },
      { find: /^@doorcode\/react$/, replacement: here("../packages/react/src/index.ts") },
      { find: /^@doorcode\/react\/(hooks|otp-input|phone-input)$/, replacement: here("../packages/react/src/$1") },
    ],
  },
  build: { outDir: "../dist", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, reportCompressedSize: false },
  server: { port: 5173, proxy },
});
