#!/bin/sh
# Sends a code, checks it, registers and asks who is signed in, with curl alone.
# Beside a server without configuration: sh examples/register.sh
# Beside another one with the sandbox: DOORCODE_URL=http://… sh examples/register.sh
set -eu
url=${DOORCODE_URL:-http://127.0.0.1:8000}
# a number and mailbox by the clock; +1 202 555 01xx is nobody's
phone=+120255501$(date +%S)
email=ada.$(date +%s)@example.com

# ask PATH [CURL OPTION…]: sets $status and $answer, the JSON.
ask() {
    path=$1
    shift
    answer=$(curl -sS -w '\n%{http_code}' -H 'Content-Type: application/json' "$@" "$url$path")
    status=${answer##*
}
    answer=${answer%
*}
}

# What the call before must have been answered with: expect STATUS WORDS.
expect() {
    case "$status $answer" in
    "$1 "*"$2"*) ;;
    *)
        echo "expected $1 with $2, and got $status: $answer" >&2
        exit 1
        ;;
    esac
}

# The first text of this name in $answer.
field() { printf '%s' "$answer" | grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

ask /send-otp -d '{"to": "'"$phone"'"}'
expect 200 '"status":"pending"'
field message

# a person types the code; here the sandbox tells it
ask /dev/outbox.json
code=$(field code)

# a code of another length is never the right one
ask /verify-otp -d '{"to": "'"$phone"'", "code": "12345"}'
expect 422 '"code":"invalid_code"'
field error

ask /verify-otp -d '{"to": "'"$phone"'", "code": "'"$code"'"}'
expect 200 '"valid":true'
ask /register-with-otp -d '{"email": "'"$email"'", "password": "correct horse 9", "phone": "'"$phone"'",
    "verification_token": "'"$(field verification_token)"'"}'
expect 201 '"token_type":"Bearer"'
field message

ask /me -H "Authorization: Bearer $(field token)"
expect 200 '"phone_verified":true'
expect 200 "\"phone\":\"$phone\""
echo "Signed in as $phone"
