// Who is signed in, as components see it.
import { browserStorage, createClient, type Client } from "@doorcode/client";
import { act, render, screen, waitFor } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import type { ReactElement } from "react";
import { beforeEach, expect, it } from "vitest";

import { DoorcodeProvider, useSession } from "../src/index.js";
import { Double } from "./double.js";

let double: Double;
beforeEach(() => {
  double = new Double();
});

function Who(): ReactElement {
  const { status, user, reason } = useSession();
  return <p>{[status, user?.id, reason].filter(Boolean).join(" ")}</p>;
}
const page = (client: Client = double.client): ReactElement => (
  <DoorcodeProvider client={client}>
    <Who />
    <Who />
  </DoorcodeProvider>
);
const seen = (): (string | null)[] => screen.getAllByText(/./, { selector: "p" }).map((line) => line.textContent);
const signIn = (): Promise<unknown> => act(() => double.client.login({ phone: "+12025550123", password: "correct horse 9" }));

it("follows signing in and out", async () => {
  render(page());
  expect(seen()).toEqual(["signed_out", "signed_out"]);
  await signIn();
  expect(seen()).toEqual(["signed_in 1", "signed_in 1"]);
  expect(double.calls("/me")).toHaveLength(0);
  await act(() => double.client.logout());
  expect(seen()).toEqual(["signed_out signed_out", "signed_out signed_out"]);
});

it("asks once who it is after a reload, however many want to know", async () => {
  const storage = browserStorage("local");
  const fetch = async (request: Request): Promise<Response> =>
    new URL(request.url).pathname === "/me" ? (calls.push("/me"), Response.json({ id: 1, created_at: "x" })) : Response.json({});
  const calls: string[] = [];
  const kept = { token: "access", refreshToken: "refresh", renewAt: Date.now() + 1e6, endsAt: Date.now() + 1e6 };
  await storage.setItem("doorcode.session", JSON.stringify(kept));
  const client = createClient({ baseUrl: "http://doorcode.test", storage, fetch });
  render(page(client));
  expect(seen()).toEqual(["signed_in", "signed_in"]);
  await waitFor(() => expect(seen()).toEqual(["signed_in 1", "signed_in 1"]));
  expect(calls).toEqual(["/me"]);
  client.session.close();
});

it("says why it is over", async () => {
  render(page());
  await signIn();
  double.answers = { "/me": () => double.problem(401, "unauthorized"), "/refresh": () => double.problem(401, "unauthorized") };
  await act(() => double.client.me());
  expect(seen()).toEqual(["signed_out refused", "signed_out refused"]);
});

it("is drawn on a server as not known yet", () => {
  expect(renderToString(page())).toBe("<p>loading</p><p>loading</p>");
});
