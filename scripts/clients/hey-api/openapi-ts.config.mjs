// How @hey-api/openapi-ts makes the client of register.ts. Node reads what tsc makes of it, and wants the ends of names.
export default {
  input: "openapi.json",
  output: { path: "doorcode", module: { extension: ".js" } },
  plugins: ["@hey-api/client-fetch"],
};
