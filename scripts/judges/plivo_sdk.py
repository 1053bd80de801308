"""Plivo's official Python library, pointed at the simulator: what it gets must be what Plivo gives.

    plivo_sdk.py BASE_URL

Vonage's libraries write https:// before every host, so they cannot judge a simulator that speaks plain HTTP.
"""

import json
import sys
import urllib.parse
import urllib.request

import plivo
import plivo.rest.client
from plivo.exceptions import AuthenticationError, PlivoRestError, ResourceNotFoundError, ValidationError

URL = sys.argv[1]
ID, TOKEN = "MA51D0C0DE5EEDA00001", "51d0c0de5eed0000000000000000000000p1a001"
APPLICATION = "51d0c0de-5eed-4000-8000-00000000f001"
# the client takes it from here before every request
plivo.rest.client.PLIVO_API_BASE_URI = f"{URL}/v1/Account"
passed = 0


def check(what, seen, expected):
    global passed
    if seen != expected:
        sys.exit(f"{what}: {seen!r}, not {expected!r}")
    passed += 1


def refused(what, call, kind):
    try:
        call()
    except PlivoRestError as error:
        check(what, type(error), kind)
    else:
        sys.exit(f"{what}: not refused")


def client(token=TOKEN):
    return plivo.RestClient(ID, token)


def control(path, data=None):
    data = None if data is None else json.dumps(data).encode()
    with urllib.request.urlopen(f"{URL}/control/{path}", data=data) as answer:
        return json.load(answer)


def code(to):
    return control("code/" + urllib.parse.quote(to, safe=""))["code"]


def another(right):
    return ("8" if right[0] == "9" else "9") + right[1:]


control("reset", {})
sessions, to = client().verify_session, "+12025550160"
check("account", client().account.get().cash_credits, "42.50")
begun = sessions.create(recipient=to, channel="sms", app_uuid=APPLICATION)
check("start", begun.message, "Session initiated")
again = sessions.create(recipient=to, channel="voice")
check("resend", again.session_uuid, begun.session_uuid)
right = code(to)
refused("wrong", lambda: sessions.validate(begun.session_uuid, another(right)), ValidationError)
session = sessions.get(begun.session_uuid)
check("fetch", (session.status, session.recipient, len(session.attempt_details)), ("in-progress", to[1:], 2))
check("right", sessions.validate(begun.session_uuid, right).message, "session validated successfully.")
check("verified", sessions.get(begun.session_uuid).status, "verified")
refused("right twice", lambda: sessions.validate(begun.session_uuid, right), ValidationError)
check("a new one", sessions.create(recipient=to).session_uuid == begun.session_uuid, False)
refused("wrong token", lambda: client("0" * 40).account.get(), AuthenticationError)
refused("no session", lambda: sessions.get("00000000-0000-4000-8000-000000000000"), ResourceNotFoundError)
refused("no application", lambda: sessions.create(recipient=to, app_uuid="x"), ResourceNotFoundError)
control("advance", {"seconds": 601})
print(f"{passed} checks passed")
