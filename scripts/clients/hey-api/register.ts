// Sends a code, checks it, registers and asks who is signed in, with the client that @hey-api/openapi-ts makes. Run by
// scripts/clients/run beside a doorcode at DOORCODE_URL.
import assert from "node:assert/strict";
import * as doorcode from "./doorcode/index.js";
import { client } from "./doorcode/client.gen.js";

const url = process.env["DOORCODE_URL"] ?? "http://127.0.0.1:8000";
client.setConfig({ baseUrl: url });

/** The answer of a call that must succeed. */
function done<Answer>(called: { data: Answer | undefined; error: doorcode.Problem | undefined }): Answer {
  if (called.data === undefined) throw new Error(called.error?.error ?? "no answer");
  return called.data;
}

// a number and mailbox by the clock; +1 202 555 01xx is nobody's
const now = Math.floor(Date.now() / 1000);
const phone = `+120255501${String(now % 100).padStart(2, "0")}`;
const email = `ada.${now}@example.com`;

const sent = done(await doorcode.sendOtp({ body: { to: phone } }));
console.log(sent.message);
assert.ok(Date.parse(sent.resend_at) < Date.parse(sent.expires_at));

// a person types the code; here the sandbox tells it
const outbox: { messages: { code: string }[] } = await (await fetch(`${url}/dev/outbox.json`)).json();
const code = outbox.messages[0]?.code ?? "";

// a code of another length is never the right one
const { error: problem, response } = await doorcode.verifyOtp({ body: { to: phone, code: "12345" } });
assert.equal(problem?.code, "invalid_code" satisfies doorcode.ProblemCode);
assert.equal(response?.status, problem.status);
console.log(`${problem.error} Tries left: ${problem.attempts_left}`);

const { verification_token } = done(await doorcode.verifyOtp({ body: { to: phone, code } }));
const account: doorcode.RegisterRequest = { email, password: "correct horse 9", phone, verification_token };
const session = done(await doorcode.registerWithOtp({ body: account }));
console.log(session.message);

// from here on every call carries the token
client.setConfig({ auth: session.token });
const me = done(await doorcode.me());
assert.deepEqual([me.phone, me.phone_verified, me.email], [phone, true, email]);
console.log(`Signed in as ${phone}`);
