// Who is signed in, as components see it.
import { browserStorage, createClient, type Client } from "@doorcode/client";
import { act, render, screen, waitFor } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import type { ReactElement } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { DoorcodeProvider, useConfig, useSession, type SessionView } from "../src/index.js";
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

describe("an account that could not be told", () => {
  let view: SessionView;
  function View(): null {
    view = useSession();
    return null;
  }
  /** A page after a reload, for which `answer` tells who it is. */
  const reloaded = async (answer: () => Response | Promise<Response>): Promise<Client> => {
    const kept = { token: "access", refreshToken: "refresh", renewAt: Date.now() + 1e6, endsAt: Date.now() + 1e6, owner: 1 };
    localStorage.setItem("doorcode.session", JSON.stringify(kept));
    double.answers = { "/me": answer };
    const client = double.reloaded(browserStorage("local"));
    render(
      <DoorcodeProvider client={client}>
        <View />
      </DoorcodeProvider>,
    );
    await act(async () => void (await vi.advanceTimersByTimeAsync(10)));
    return client;
  };
  beforeEach(() => vi.useFakeTimers());

  it("is an error, gone when somebody asks again", async () => {
    await reloaded(() => double.problem(503, "unavailable"));
    expect(view).toMatchObject({ status: "signed_in", user: undefined, error: { code: "unavailable" } });
    double.answers = {};
    await act(async () => void (await view.reload()));
    expect(view).toMatchObject({ status: "signed_in", user: { id: 1 }, error: undefined });
  });

  it("is asked for again when the network is back, and after a while", async () => {
    await reloaded(() => Promise.reject(new TypeError("fetch failed")));
    expect(view.error?.code).toBe("network_offline");
    await act(async () => void (await vi.advanceTimersByTimeAsync(31_000)));
    expect(double.calls("/me")).toHaveLength(2);
    double.answers = {};
    await act(async () => {
      dispatchEvent(new Event("online"));
      await vi.advanceTimersByTimeAsync(10);
    });
    expect(view).toMatchObject({ user: { id: 1 }, error: undefined });
    await act(async () => void (await vi.advanceTimersByTimeAsync(60_000)));
    expect(double.calls("/me")).toHaveLength(3);
  });

  it("is asked for anew where another one takes its place meanwhile", async () => {
    const answers: ((answer: Response) => void)[] = [];
    const client = await reloaded(() => new Promise((done) => answers.push(done)));
    await act(async () => {
      void client.session.start({ token: "bobs", token_type: "Bearer", expires_in: 900, refresh_token: "bobs" });
      await vi.advanceTimersByTimeAsync(200);
    });
    expect(answers).toHaveLength(2);
    await act(async () => {
      answers[1]?.(Response.json({ id: 2, created_at: "x" }));
      answers[0]?.(Response.json({ id: 1, created_at: "x" }));
      await vi.advanceTimersByTimeAsync(10);
    });
    expect(view).toMatchObject({ user: { id: 2 }, error: undefined });
  });
});

it("what the server offers is asked for again when the network is back", async () => {
  let seen: ReturnType<typeof useConfig> | undefined;
  function Offer(): null {
    seen = useConfig();
    return null;
  }
  double.answers = { "/config": () => Promise.reject(new TypeError("fetch failed")) };
  render(
    <DoorcodeProvider client={double.client}>
      <Offer />
    </DoorcodeProvider>,
  );
  await waitFor(() => expect(seen?.error?.code).toBe("network_offline"));
  double.answers = {};
  act(() => void dispatchEvent(new Event("online")));
  await waitFor(() => expect(seen?.config?.code_length).toBe(6));
  expect(seen?.error).toBeUndefined();
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
