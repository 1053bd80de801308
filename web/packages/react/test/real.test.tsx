// The hooks against a real doorcode: a registration and a confirmation as a page does them.
import { createClient, type Client } from "@doorcode/client";
import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState, type ReactElement } from "react";
import { afterAll, beforeAll, expect, it } from "vitest";

import { startServer, type Server } from "../../client/test/server.js";
import { DoorcodeProvider, en, explain, OtpInput, useClient, useOtp, useSession, type OtpPurpose, type UseOtpOptions } from "../src/index.js";

const PHONE = "+12025550123";
let server: Server;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  client = createClient({ baseUrl: server.url });
}, 30_000);
afterAll(() => server.stop());

function Step<P extends OtpPurpose>({ options, ask }: { options: UseOtpOptions<P>; ask: Parameters<ReturnType<typeof useOtp<P>>["send"]>[0] }): ReactElement {
  const otp = useOtp(options);
  const [code, setCode] = useState("");
  return (
    <>
      <button onClick={() => void otp.send(ask)}>Send OTP</button>
      <OtpInput value={code} onChange={setCode} onComplete={(whole) => void otp.verify(whole)} />
      <output>{[otp.status, otp.attemptsLeft, otp.error && explain(otp.error, en).sentence].filter((part) => part !== undefined).join(", ")}</output>
    </>
  );
}
const status = (): string | null => screen.getByRole("status").textContent;
const type = async (code: string): Promise<void> => {
  const input = screen.getByRole<HTMLInputElement>("textbox");
  await userEvent.click(input);
  input.setSelectionRange(0, input.value.length);
  await userEvent.paste(code);
};

it("registers a number and signs in", async () => {
  function Page(): ReactElement {
    const { registerWithOtp } = useClient();
    const { status, user } = useSession();
    if (user !== undefined) return <p>{`${status} as ${user.phone}`}</p>;
    const onVerified = ({ verification_token }: { verification_token: string }): void =>
      void registerWithOtp({ email: "ada@example.com", password: "correct horse 9", phone: PHONE, verification_token });
    return <Step options={{ purpose: "prove_address", onVerified }} ask={{ to: PHONE }} />;
  }
  render(
    <DoorcodeProvider client={client}>
      <Page />
    </DoorcodeProvider>,
  );
  await userEvent.dblClick(screen.getByText("Send OTP"));
  await waitFor(() => expect(status()).toBe("sent"));
  const code = await server.code(PHONE);
  await type(code === "000000" ? "111111" : "000000");
  await waitFor(() => expect(status()).toBe("sent, 4, The code is wrong or no longer valid."));
  await type(`${code.slice(0, 3)} ${code.slice(3)}`);
  await waitFor(() => expect(screen.getByText(`signed_in as ${PHONE}`)).toBeTruthy());
});

it("confirms a transfer", async () => {
  let token: string | undefined;
  const ask = { action: "transfer", details: { amount: "100 USD", payee: "Bob" } };
  render(
    <DoorcodeProvider client={client}>
      <Step options={{ purpose: "confirm", onVerified: (data) => (token = data.confirmation_token) }} ask={ask} />
    </DoorcodeProvider>,
  );
  const before = await server.code(PHONE);
  await userEvent.click(screen.getByText("Send OTP"));
  await waitFor(() => expect(status()).toBe("sent"));
  await waitFor(async () => expect(await server.code(PHONE)).not.toBe(before));
  await type(await server.code(PHONE));
  await waitFor(() => expect(status()).toBe("verified"));
  expect(token?.split(".")).toHaveLength(3);
});
