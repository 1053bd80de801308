//! The closed list of problems a caller can meet, and what each one is: its status, its title, its sentence and its
//! help page. Every status code of ours lives here; nothing here knows how a problem came about.

use poem::http::StatusCode;
use poem_openapi::Enum;

/// What went wrong, for a program to switch on. Closed: a client may treat it as an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body does not parse, or fields are at fault.
    InvalidRequest,
    /// The password is too short, too long, too common, or a word of the account.
    WeakPassword,
    /// No token, or one that is not valid.
    Unauthorized,
    /// The credentials are wrong.
    BadCredentials,
    /// The password is right, but the account was never verified.
    NotVerified,
    /// The sign-in is too old for this change.
    ReauthenticationRequired,
    /// The password is right, and a second factor is needed.
    SecondFactorRequired,
    /// The account is disabled; said only to the right password.
    AccountDisabled,
    /// A delivery report that its provider did not sign.
    InvalidSignature,
    /// Nothing lives at this path.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The request was not read in time.
    Timeout,
    /// Somebody else holds this identifier.
    Taken,
    /// The body is larger than the limit.
    BodyTooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// Wrong, expired, used, unknown or never sent: one answer for all.
    InvalidCode,
    /// No provider serves this channel.
    ChannelNotOffered,
    /// The provider refuses this address.
    Undeliverable,
    /// This country or number range is not served.
    DestinationBlocked,
    /// A limit is used up: ours, or the provider's.
    TooManyRequests,
    /// A fault of ours.
    Internal,
    /// The provider could not be reached, or its answer could not be read.
    DeliveryFailed,
    /// We cannot serve right now.
    Unavailable,
}

/// The fixed facts of one problem.
pub struct Facts {
    /// The code as it is written in JSON.
    pub name: &'static str,
    /// The HTTP status it is answered with.
    pub status: StatusCode,
    /// RFC 9457 `title`: the same for every occurrence.
    pub title: &'static str,
    /// The sentence for a person, where nothing more exact is known.
    pub sentence: &'static str,
    /// What the help page says: why it happens and what to do.
    pub help: &'static str,
}

impl ProblemCode {
    /// Every code, in the order of the table in the README.
    pub const ALL: &'static [Self] = &[
        Self::InvalidRequest,
        Self::WeakPassword,
        Self::Unauthorized,
        Self::BadCredentials,
        Self::NotVerified,
        Self::ReauthenticationRequired,
        Self::SecondFactorRequired,
        Self::AccountDisabled,
        Self::InvalidSignature,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::Taken,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidCode,
        Self::ChannelNotOffered,
        Self::Undeliverable,
        Self::DestinationBlocked,
        Self::TooManyRequests,
        Self::Internal,
        Self::DeliveryFailed,
        Self::Unavailable,
    ];

    /// The last part of `/problems/<slug>`.
    pub fn slug(self) -> String {
        self.facts().name.replace('_', "-")
    }

    /// The code a slug names.
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.slug() == slug)
    }

    /// The status it is answered with.
    pub fn status(self) -> StatusCode {
        self.facts().status
    }

    /// Everything fixed about this problem.
    #[expect(clippy::too_many_lines, reason = "one table, a row for each code")]
    pub const fn facts(self) -> Facts {
        let (name, status, title, sentence, help) = match self {
            Self::InvalidRequest => (
                "invalid_request",
                StatusCode::BAD_REQUEST,
                "The request is not valid",
                "The request is not valid.",
                "The body is not JSON, or fields are missing or wrong. `errors` names every field at fault, with a \
                 code for programs and a sentence for people. Nothing was sent and no try was counted.",
            ),
            Self::WeakPassword => (
                "weak_password",
                StatusCode::BAD_REQUEST,
                "The password is too weak",
                "The password is too weak.",
                "The password is too short, too long, one of the most common, or simply the e-mail address, the \
                 phone number, the username or the brand. The code or token stays usable: choose another password \
                 and repeat the request.",
            ),
            Self::Unauthorized => (
                "unauthorized",
                StatusCode::UNAUTHORIZED,
                "Sign in first",
                "Sign in first: the token is missing, expired or no longer valid.",
                "Send `Authorization: Bearer <token>` with the token of a login or registration. When it has \
                 expired, exchange the refresh token at /refresh; when that fails too, sign in again.",
            ),
            Self::BadCredentials => (
                "bad_credentials",
                StatusCode::UNAUTHORIZED,
                "The credentials are wrong",
                "The credentials are wrong.",
                "No such account, or another password: the answer is the same on purpose. A forgotten password is \
                 reset at /forgot-password-otp.",
            ),
            Self::NotVerified => (
                "not_verified",
                StatusCode::UNAUTHORIZED,
                "The account is not verified yet",
                "The account is not verified yet.",
                "The password is right, but the account was never activated with a code. Ask for a code and finish \
                 the registration.",
            ),
            Self::ReauthenticationRequired => (
                "reauthentication_required",
                StatusCode::FORBIDDEN,
                "A recent sign-in is needed",
                "Sign in again, or send your password with this request.",
                "Changing a mailbox or number that can be used for login or reset needs a sign-in of the last 15 \
                 minutes, or the `password` in the same body.",
            ),
            Self::SecondFactorRequired => (
                "second_factor_required",
                StatusCode::FORBIDDEN,
                "A second factor is needed",
                "A second factor is needed.",
                "What was sent is right, and not enough. After /login, `second_factor.token` goes to /login/verify with the \
                 code that was sent, or with a recovery code. With /me/second-factor, send the same again with that code. \
                 With /login-with-otp, send the password or a recovery code besides the code; with a reset, a recovery code, \
                 or ask for a code to the other address. An address that is the second factor is changed only after that was \
                 switched off or over.",
            ),
            Self::AccountDisabled => (
                "account_disabled",
                StatusCode::FORBIDDEN,
                "The account is disabled",
                "The account is disabled.",
                "The password is right, but the account was disabled. Only the operator of this server can enable \
                 it again.",
            ),
            Self::InvalidSignature => (
                "invalid_signature",
                StatusCode::FORBIDDEN,
                "The signature is not right",
                "The signature is missing or wrong.",
                "Only at /delivery-reports/{provider}, where carriers tell what became of a message: this one was not signed \
                 with the secret of the account, or not for the address in PUBLIC_URL.",
            ),
            Self::NotFound => (
                "not_found",
                StatusCode::NOT_FOUND,
                "Not found",
                "Nothing lives at this path.",
                "The path, role or id does not exist. /openapi.json lists every route.",
            ),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "The method is not allowed",
                "This path exists, but not with this method.",
                "The header `Allow` lists the methods this path answers to.",
            ),
            Self::Timeout => (
                "timeout",
                StatusCode::REQUEST_TIMEOUT,
                "The request was not read in time",
                "The request was not read in time.",
                "The body did not arrive within the deadline. Nothing was done: repeat the request.",
            ),
            Self::Taken => (
                "taken",
                StatusCode::CONFLICT,
                "Already taken",
                "This identifier is already taken.",
                "Somebody else holds this e-mail address, phone number or username; `errors` says which. The code \
                 or token stays usable: change the field and repeat the request.",
            ),
            Self::BodyTooLarge => (
                "body_too_large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large",
                "The body is larger than 64 KiB.",
                "No request of this API needs more than a few hundred bytes; the limit is 64 KiB.",
            ),
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body is not JSON",
                "Send the body as JSON, with Content-Type: application/json.",
                "Only `Content-Type: application/json` is read, in UTF-8.",
            ),
            Self::InvalidCode => (
                "invalid_code",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The code is not valid",
                "The code is wrong or no longer valid.",
                "Wrong, expired, used, unknown and never-sent codes get this one answer. `attempts_left` says how \
                 many tries remain; at 0, ask for a new code.",
            ),
            Self::ChannelNotOffered => (
                "channel_not_offered",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The channel is not offered",
                "This channel is not offered. Choose another one.",
                "No provider is configured for this channel, or the provider has it switched off; or the account has proven \
                 no address that it reaches. /config lists the channels of this server.",
            ),
            Self::Undeliverable => (
                "undeliverable",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The address cannot be reached",
                "Messages cannot be delivered to this address.",
                "The provider refuses this number or mailbox: it does not exist, cannot receive this kind of \
                 message, or (with a trial account at Twilio) is not verified there. Check it, or choose another \
                 channel.",
            ),
            Self::DestinationBlocked => (
                "destination_blocked",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The destination is not served",
                "Messages are not sent to this country or number range.",
                "The country is not on the list of this server, or the provider blocks the number range against \
                 fraud.",
            ),
            Self::TooManyRequests => (
                "too_many_requests",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "Too many requests. Try again later.",
                "A limit is used up, ours or the provider's. `retry_after` and the header `Retry-After` say how \
                 many seconds to wait.",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong",
                "Something went wrong on our side.",
                "A fault of ours. The log holds it under the `request_id` of the answer.",
            ),
            Self::DeliveryFailed => (
                "delivery_failed",
                StatusCode::BAD_GATEWAY,
                "The provider could not be reached",
                "The message service did not answer. If a code arrives it is valid; otherwise try again.",
                "The provider was unreachable, or its answer could not be read, so the outcome is unknown. Nothing \
                 counts as approved. After a send, a code that still arrives works. After a check, try the same code \
                 again; if it is refused then, ask for a new one.",
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "Temporarily unavailable",
                "The service is temporarily unavailable. Try again shortly.",
                "The database is away, the server is at its limit, or the provider refuses our credentials. \
                 Nothing was sent. The operator finds the reason in the log under the `request_id`.",
            ),
        };
        Facts { name, status, title, sentence, help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem_openapi::types::ToJSON;

    #[test]
    fn every_code_prints_its_own_name_and_is_found_by_its_slug() {
        for code in ProblemCode::ALL {
            assert_eq!(code.to_json(), Some(code.facts().name.into()));
            assert_eq!(ProblemCode::of_slug(&code.slug()), Some(*code));
        }
        assert_eq!(ProblemCode::of_slug("invalid_code"), None);
    }
}
