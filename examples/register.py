"""Sends a code, checks it, registers and asks who is signed in, with a client that openapi-python-client makes.

Beside a server without configuration, or another one with the sandbox at DOORCODE_URL:
cd examples && python3 -m venv .venv && . .venv/bin/activate && pip install openapi-python-client httpx attrs
openapi-python-client generate --path ../api-spec/openapi.json --meta none --output-path doorcode_client --overwrite
python register.py
"""

import os
import sys
import time
from typing import TypeVar

import httpx
from doorcode_client import AuthenticatedClient, Client
from doorcode_client.api.accounts import me, register_with_otp
from doorcode_client.api.one_time_codes import send_otp, verify_otp
from doorcode_client.models import Problem, ProblemCode, RegisterRequest, SendOtpRequest, VerifyOtpRequest

Answer = TypeVar("Answer")


def done(answer: Answer | Problem | None) -> Answer:
    """The answer of a call that must succeed."""
    if answer is None or isinstance(answer, Problem):
        sys.exit(answer.error if answer else "no answer that the document knows")
    return answer


url = os.environ.get("DOORCODE_URL", "http://127.0.0.1:8000")
client = Client(base_url=url)
# a number and mailbox by the clock; +1 202 555 01xx is nobody's
now = int(time.time())
phone, email = f"+120255501{now % 100:02}", f"ada.{now}@example.com"

print(done(send_otp.sync(client=client, body=SendOtpRequest(to=phone))).message)
# a person types the code; here the sandbox tells it
code = httpx.get(f"{url}/dev/outbox.json").json()["messages"][0]["code"]

# a code of another length is never the right one
problem = verify_otp.sync(client=client, body=VerifyOtpRequest(to=phone, code="12345"))
assert isinstance(problem, Problem) and problem.code is ProblemCode.INVALID_CODE, problem
print(f"{problem.error} Tries left: {problem.attempts_left}")

proof = done(verify_otp.sync(client=client, body=VerifyOtpRequest(to=phone, code=code)))
account = RegisterRequest(email, "correct horse 9", phone, verification_token=proof.verification_token)
session = done(register_with_otp.sync(client=client, body=account))
print(session.message)

# from here on every call carries the token
user = done(me.sync(client=AuthenticatedClient(base_url=url, token=session.token)))
assert user.phone == phone and user.phone_verified, user
print(f"Signed in as {phone}")
