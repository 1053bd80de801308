// Twilio's official Node library, pointed at the simulator: what it gets must be what Twilio gives.
//     node node_sdk.mjs BASE_URL
import twilio from "twilio";

const url = process.argv[2];
const account = "AC51d0c0de5eed0000000000000000a001";
const token = "51d0c0de5eed000000000000a001f00d";
const key = ["SK51d0c0de5eed0000000000000000a001", "51d0c0de5eed0000000000keyA001f00"];
const sid = "VA51d0c0de5eed0000000000000000b001";
let passed = 0;

function check(what, seen, expected) {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
  passed += 1;
}

async function refused(what, call, status, code) {
  let error;
  try {
    await call();
  } catch (caught) {
    error = caught;
  }
  if (!error) throw new Error(`${what}: not refused`);
  check(what, [error.status, error.code], [status, code]);
}

function client(user = account, password = token) {
  const made = twilio(user, password, { accountSid: account });
  made.verify.baseUrl = url;
  return made.verify.v2.services(sid);
}

const code = async (to) => (await (await fetch(`${url}/control/code/${encodeURIComponent(to)}`)).json()).code;
const another = (right) => (right[0] === "9" ? "8" : "9") + right.slice(1);

async function fromStartToEnd(service, to) {
  const first = await service.verifications.create({ to, channel: "sms" });
  check("start", [first.status, first.valid, first.to, first.channel], ["pending", false, to, "sms"]);
  const again = await service.verifications.create({ to, channel: "sms" });
  check("resend", [again.sid, again.sendCodeAttempts.length], [first.sid, 2]);
  const right = await code(to);
  const wrong = await service.verificationChecks.create({ to, code: another(right) });
  check("wrong", [wrong.status, wrong.valid], ["pending", false]);
  check("fetch", (await service.verifications(first.sid).fetch()).status, "pending");
  const good = await service.verificationChecks.create({ verificationSid: first.sid, code: right });
  check("right", [good.status, good.valid, good.sid], ["approved", true, first.sid]);
  await refused("right twice", () => service.verificationChecks.create({ to, code: right }), 404, 20404);
}

await fetch(`${url}/control/reset`, { method: "POST" });
const service = client();
check("service", (await service.fetch()).codeLength, 6);
await fromStartToEnd(service, "+12025550150");
await fromStartToEnd(client(...key), "+12025550151");

const begun = await service.verifications.create({ to: "+12025550152", channel: "sms" });
check("cancel", (await service.verifications(begun.sid).update({ status: "canceled" })).status, "canceled");
await refused("fetch after cancel", () => service.verifications(begun.sid).fetch(), 404, 20404);

const to = "+12025550153";
for (let n = 0; n < 5; n += 1) await service.verifications.create({ to, channel: "sms" });
await refused("sixth send", () => service.verifications.create({ to, channel: "sms" }), 429, 60203);
const right = await code(to);
for (let n = 0; n < 5; n += 1) await service.verificationChecks.create({ to, code: another(right) });
await refused("sixth check", () => service.verificationChecks.create({ to, code: right }), 429, 60202);

const limit = await service.rateLimits.create({ uniqueName: "end_user_ip" });
await service.rateLimits(limit.sid).buckets.create({ max: 1, interval: 60 });
const rateLimits = { end_user_ip: "203.0.113.7" };
await service.verifications.create({ to: "+12025550154", channel: "sms", rateLimits });
await refused(
  "rate limit",
  () => service.verifications.create({ to: "+12025550155", channel: "sms", rateLimits }),
  429,
  20429,
);
await refused("wrong token", () => client(account, "0".repeat(32)).fetch(), 401, 20003);
await refused("bad number", () => service.verifications.create({ to: "12345", channel: "sms" }), 400, 60200);
await refused("fraud guard", () => service.verifications.create({ to: "+19075550108", channel: "sms" }), 403, 60410);

async function report(body) {
  const answer = await fetch(`${url}/control/report`, { method: "POST", body: JSON.stringify(body) });
  return answer.json();
}

const signatureOf = (told) => Object.fromEntries(told.headers)["x-twilio-signature"];

function signed(told) {
  const fields = Object.fromEntries(new URLSearchParams(told.body));
  return [token, "0".repeat(32)].map((key) => twilio.validateRequest(key, signatureOf(told), told.url, fields));
}

const carrier = twilio(account, token);
carrier.api.baseUrl = url;
const from = "+15005550006";
const callback = "https://door.example/delivery-reports/twilio";
const text = await carrier.messages.create({
  to: "+12025550156",
  from,
  body: "482913",
  validityPeriod: 600,
  provideFeedback: true,
  statusCallback: callback,
});
check("text", [text.status, text.to, text.body], ["queued", "+12025550156", "482913"]);
const feedback = await carrier.messages(text.sid).feedback.create({ outcome: "confirmed" });
check("feedback", [feedback.messageSid, feedback.outcome], [text.sid, "confirmed"]);
check("signature of a report", signed(await report({ sid: text.sid, status: "delivered" })), [true, false]);
const words = new twilio.twiml.VoiceResponse();
words.say({ language: "arb", voice: "Polly.Zeina" }, "رمزك & 4");
const call = await carrier.calls.create({ to: "+12025550156", from, twiml: words, statusCallback: callback });
check("call", [call.status, call.to], ["queued", "+12025550156"]);
const heard = await (await fetch(`${url}/control/dials`)).json();
check("said", heard.dials.at(-1).said[0].words, "رمزك & 4");
check("signature of a call", signed(await report({ sid: call.sid, status: "busy", code: 486 })), [true, false]);
const waiting = await service.verifications.create({ to: "+12025550157", channel: "sms" });
const event = await report({ sid: waiting.sid, status: "DELIVERED", url: callback });
const believed = (body) => twilio.validateRequestWithBody(token, signatureOf(event), event.url, body);
check("signature of an event", [believed(event.body), believed(`${event.body} `)], [true, false]);
console.log(`${passed} checks passed`);
