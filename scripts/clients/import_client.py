"""Imports every module of the generated Python client, and makes and reads a few of its models."""

import importlib
import pkgutil
import sys

sys.path.insert(0, ".")
import doorcode_client

names = [m.name for m in pkgutil.walk_packages(doorcode_client.__path__, "doorcode_client.")]
for name in names:
    importlib.import_module(name)

from doorcode_client.models import Problem, ProblemCode, SendOtpRequest  # noqa: E402

ask = SendOtpRequest.from_dict({"to": "+12025550123", "channel": "sms"})
assert ask.to_dict() == {"to": "+12025550123", "channel": "sms"}, ask.to_dict()

problem = Problem.from_dict(
    {
        "type": "/problems/invalid-code",
        "title": "The code is not valid",
        "status": 422,
        "code": "invalid_code",
        "error": "The code is wrong or no longer valid.",
        "detail": "The code is wrong or no longer valid.",
        "attempts_left": 3,
    }
)
assert problem.code is ProblemCode.INVALID_CODE and problem.attempts_left == 3

print(f"{len(names)} modules of the generated client imported")
