"""AWS's official Python library, pointed at the simulator: what it gets must be what SNS gives.

    aws_sdk.py BASE_URL
"""

import json
import sys
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
KEY, SECRET, REGION = "AKIA51D0C0DE5EEDA001", "51d0c0de/5eed+0000000000000000000000a001", "eu-west-1"
OWNER, OPTED_OUT = "+12025550123", "+12025550189"
passed = 0


def check(what, seen, expected):
    global passed
    if seen != expected:
        sys.exit(f"{what}: {seen!r}, not {expected!r}")
    passed += 1


def refused(what, call, status, code):
    try:
        call()
    except ClientError as error:
        seen = error.response
        check(what, (seen["ResponseMetadata"]["HTTPStatusCode"], seen["Error"]["Code"]), (status, code))
    else:
        sys.exit(f"{what}: not refused")


def client(key=KEY, secret=SECRET, region=REGION):
    return boto3.client(
        "sns",
        endpoint_url=URL,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 0}),
    )


def texts(to):
    with urllib.request.urlopen(f"{URL}/control/texts?to={urllib.parse.quote(to)}") as answer:
        return json.load(answer)["texts"]


def attribute(value, kind="String"):
    return {"DataType": kind, "StringValue": value}


sns = client()
sent = sns.publish(
    PhoneNumber=OWNER,
    Message="Your Acme code is: 482913 & <more>",
    MessageAttributes={
        "AWS.SNS.SMS.SMSType": attribute("Transactional"),
        "AWS.SNS.SMS.SenderID": attribute("Acme"),
        "AWS.SNS.SMS.MaxPrice": attribute("0.50", "Number"),
    },
)
check("publish", (len(sent["MessageId"]), sent["ResponseMetadata"]["HTTPStatusCode"]), (36, 200))
check("request id", len(sent["ResponseMetadata"]["RequestId"]), 36)
kept = texts(OWNER)[-1]
check("text", (kept["body"], kept["from"], kept["sid"]), ("Your Acme code is: 482913 & <more>", "Acme", sent["MessageId"]))
check("not opted out", sns.check_if_phone_number_is_opted_out(phoneNumber=OWNER)["isOptedOut"], False)
check("opted out", sns.check_if_phone_number_is_opted_out(phoneNumber=OPTED_OUT)["isOptedOut"], True)
check("sandbox", sns.get_sms_sandbox_account_status()["IsInSandbox"], False)
check("attributes", sns.get_sms_attributes()["attributes"], {"MonthlySpendLimit": "50"})
refused("a number that is none", lambda: sns.publish(PhoneNumber="+1202", Message="x"), 400, "InvalidParameter")
refused("an empty message", lambda: sns.publish(PhoneNumber=OWNER, Message=""), 400, "InvalidParameter")
refused(
    "an attribute",
    lambda: sns.publish(PhoneNumber=OWNER, Message="x", MessageAttributes={"AWS.SNS.SMS.SMSType": attribute("Cheap")}),
    400,
    "InvalidParameter",
)
stranger, forger = client(key="AKIA0000000000000000"), client(secret="another")
refused("a stranger's key", lambda: stranger.publish(PhoneNumber=OWNER, Message="x"), 403, "InvalidClientTokenId")
refused("another secret", lambda: forger.publish(PhoneNumber=OWNER, Message="x"), 403, "SignatureDoesNotMatch")
refused("another region", lambda: client(region="us-east-1").publish(PhoneNumber=OWNER, Message="x"), 403, "SignatureDoesNotMatch")
refused("another action", lambda: sns.list_topics(), 400, "InvalidAction")
check("nothing more was sent", len(texts(OWNER)), 1)
print(f"{passed} checks passed")
