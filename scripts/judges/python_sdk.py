"""Twilio's official Python library, pointed at the simulator: what it gets must be what Twilio gives.

    python_sdk.py BASE_URL
"""

import json
import sys
import urllib.parse
import urllib.request

from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import VoiceResponse

URL = sys.argv[1]
ACCOUNT, TOKEN = "AC51d0c0de5eed0000000000000000a001", "51d0c0de5eed000000000000a001f00d"
KEY, SECRET = "SK51d0c0de5eed0000000000000000a001", "51d0c0de5eed0000000000keyA001f00"
SERVICE = "VA51d0c0de5eed0000000000000000b001"
passed = 0


def check(what, seen, expected):
    global passed
    if seen != expected:
        sys.exit(f"{what}: {seen!r}, not {expected!r}")
    passed += 1


def refused(what, call, status, code):
    try:
        call()
    except TwilioRestException as error:
        check(what, (error.status, error.code), (status, code))
    else:
        sys.exit(f"{what}: not refused")


def client(user=ACCOUNT, password=TOKEN):
    made = Client(user, password, ACCOUNT)
    made.verify.base_url = URL
    return made.verify.v2.services(SERVICE)


def carrier(user=ACCOUNT, password=TOKEN):
    made = Client(user, password, ACCOUNT)
    made.api.base_url = made.messaging.base_url = URL
    return made


def asked(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{URL}/control/{path}", data, method=method)) as answer:
        return json.load(answer)


def valid(told, body):
    signature = dict(told["headers"])["x-twilio-signature"]
    return [RequestValidator(key).validate(told["url"], body, signature) for key in (TOKEN, "0" * 32)]


def texts(carrier, to):
    callback = "https://door.example/delivery-reports/twilio-messaging"
    life = {"validity_period": 600, "provide_feedback": True, "status_callback": callback}
    sent = carrier.messages.create(to=to, from_="+15005550006", body="482913", **life)
    check("text", (sent.status, sent.to, sent.body, sent.error_code), ("queued", to, "482913", None))
    check("read", carrier.messages(sent.sid).fetch().sid, sent.sid)
    feedback = carrier.messages(sent.sid).feedback.create(outcome="confirmed")
    check("feedback", (feedback.message_sid, feedback.outcome), (sent.sid, "confirmed"))
    told = asked("POST", "report", {"sid": sent.sid, "status": "undelivered", "code": 30003})
    fields = dict(urllib.parse.parse_qsl(told["body"]))
    check("report", (fields["MessageStatus"], fields["ErrorCode"], told["url"]), ("undelivered", "30003", callback))
    check("signature of a report", valid(told, fields), [True, False])
    there = carrier.messages.create(
        to=f"whatsapp:{to}",
        from_="whatsapp:+15005550006",
        content_sid="HX51d0c0de5eed0000000000000000e001",
        content_variables=json.dumps({"1": "482913"}),
    )
    check("whatsapp", (there.to, "482913" in there.body), (f"whatsapp:{to}", True))
    refused("text to a landline", lambda: carrier.messages.create(to="+15005550009", from_="+15005550006", body="x"), 400, 21614)


def calls(carrier, to):
    words = VoiceResponse()
    words.say("Your code is", language="en-US", voice="Polly.Joanna")
    words.pause(length=1)
    words.say("4")
    made = carrier.calls.create(
        to=to,
        from_="+15005550006",
        twiml=words,
        timeout=30,
        status_callback="https://door.example/delivery-reports/twilio-voice",
        status_callback_event=["initiated", "completed"],
    )
    check("call", (made.status, made.to, made.direction), ("queued", to, "outbound-api"))
    check("said", [say["words"] for say in asked("GET", "dials")["dials"][-1]["said"]], ["Your code is", "4"])
    check("read the call", carrier.calls(made.sid).fetch().sid, made.sid)
    told = asked("POST", "report", {"sid": made.sid, "status": "completed"})
    check("signature of a call", valid(told, dict(urllib.parse.parse_qsl(told["body"]))), [True, False])
    refused("call nobody", lambda: carrier.calls.create(to="+15005550001", from_="+15005550006", twiml=words), 400, 21217)


def events(service, to):
    begun = service.verifications.create(to=to, channel="sms")
    sink = "https://door.example/delivery-reports/twilio-verify"
    told = asked("POST", "report", {"sid": begun.sid, "status": "DELIVERED", "url": sink})
    check("signature of an event", valid(told, told["body"]), [True, False])
    check("another event", valid(told, told["body"] + " "), [False, False])


def code(to):
    with urllib.request.urlopen(f"{URL}/control/code/{urllib.parse.quote(to, safe='')}") as answer:
        return json.load(answer)["code"]


def another(right):
    return ("8" if right[0] == "9" else "9") + right[1:]


def a_code_from_start_to_end(service, to):
    first = service.verifications.create(to=to, channel="sms")
    check("start", (first.status, first.valid, first.to, first.channel), ("pending", False, to, "sms"))
    again = service.verifications.create(to=to, channel="call")
    check("resend", (again.sid, len(again.send_code_attempts)), (first.sid, 2))
    right = code(to)
    wrong = service.verification_checks.create(to=to, code=another(right))
    check("wrong", (wrong.status, wrong.valid), ("pending", False))
    check("fetch", service.verifications(first.sid).fetch().status, "pending")
    good = service.verification_checks.create(verification_sid=first.sid, code=right)
    check("right", (good.status, good.valid, good.sid), ("approved", True, first.sid))
    refused("right twice", lambda: service.verification_checks.create(to=to, code=right), 404, 20404)
    refused("fetch afterwards", lambda: service.verifications(first.sid).fetch(), 404, 20404)


def a_cancelled_one(service, to):
    begun = service.verifications.create(to=to, channel="sms")
    check("cancel", service.verifications(begun.sid).update(status="canceled").status, "canceled")
    refused("check after cancel", lambda: service.verification_checks.create(to=to, code=code(to)), 404, 20404)


def quotas(service):
    to = "+12025550142"
    for _ in range(5):
        service.verifications.create(to=to, channel="sms")
    refused("sixth send", lambda: service.verifications.create(to=to, channel="sms"), 429, 60203)
    right = code(to)
    for _ in range(5):
        service.verification_checks.create(to=to, code=another(right))
    refused("sixth check", lambda: service.verification_checks.create(to=to, code=right), 429, 60202)


def rate_limits(service):
    limit = service.rate_limits.create(unique_name="end_user_ip")
    bucket = service.rate_limits(limit.sid).buckets.create(max=1, interval=60)
    check("bucket", (bucket.max, bucket.interval), (1, 60))
    start = {"channel": "sms", "rate_limits": {"end_user_ip": "203.0.113.7"}}
    service.verifications.create(to="+12025550143", **start)
    refused("rate limit", lambda: service.verifications.create(to="+12025550144", **start), 429, 20429)


urllib.request.urlopen(urllib.request.Request(f"{URL}/control/reset", method="POST"))
service = client()
check("service", service.fetch().code_length, 6)
a_code_from_start_to_end(service, "+12025550140")
a_code_from_start_to_end(client(KEY, SECRET), "+12025550145")
a_cancelled_one(service, "+12025550141")
quotas(service)
rate_limits(service)
refused("wrong token", lambda: client(password="0" * 32).fetch(), 401, 20003)
refused("bad number", lambda: service.verifications.create(to="12345", channel="sms"), 400, 60200)
refused("bad channel", lambda: service.verifications.create(to="+12025550146", channel="pigeon"), 400, 60200)
refused("fraud guard", lambda: service.verifications.create(to="+19075550108", channel="sms"), 403, 60410)
texts(carrier(), "+12025550147")
texts(carrier(KEY, SECRET), "+12025550148")
calls(carrier(), "+12025550147")
events(service, "+12025550149")
numbers = carrier().incoming_phone_numbers.list(phone_number="+15005550006")
check("number", [(one.phone_number, one.capabilities["sms"]) for one in numbers], [("+15005550006", True)])
sender = "MG51d0c0de5eed0000000000000000d001"
check("messaging service", carrier().messaging.v1.services(sender).fetch().sid, sender)
print(f"{passed} checks passed")
