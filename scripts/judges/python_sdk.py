"""Twilio's official Python library, pointed at the simulator: what it gets must be what Twilio gives.

    python_sdk.py BASE_URL
"""

import json
import sys
import urllib.parse
import urllib.request

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

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
print(f"{passed} checks passed")
