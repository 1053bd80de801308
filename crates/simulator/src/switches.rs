//! What no public document settles, or documents settle differently: each as a switch with both behaviours. The
//! defaults are the likelier half.

use serde::{Deserialize, Serialize};

macro_rules! switch {
    ($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident $(, $(#[$more_doc:meta])* $more:ident)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$more_doc])* $more,)*
        }
    };
}

switch!(
    /// The status of a `VerificationCheck` that was performed; Twilio's document lists both.
    CheckStatus {
        /// 200, as public clients report it.
        Ok,
        /// 201.
        Created,
    }
);
switch!(
    /// The status told by the fifth wrong check.
    FifthWrongCheck {
        /// Like the four before.
        Pending,
        /// `max_attempts_reached`.
        MaxAttemptsReached,
    }
);
switch!(
    /// The answer to the sixth check; two pages of Twilio's documentation disagree.
    SixthCheck {
        /// 429 with 60202 until the verification expires, then 404.
        TooMany,
        /// 404 with 20404 at once.
        NotFound,
    }
);
switch!(
    /// A start for an address whose five checks are used up.
    StartAfterMaxChecks {
        /// 429 with 60202 until the old verification expires.
        Blocked,
        /// A new verification with a new code.
        Fresh,
    }
);
switch!(
    /// The code of a start that follows a cancellation, within the ten minutes of the canceled one.
    CodeAfterCancel {
        /// A new one.
        Changes,
        /// The same.
        Stays,
    }
);
switch!(
    /// Whether the phone number or mailbox may stand in a path where the verification's SID belongs.
    AddressAsSid {
        /// It may.
        Allowed,
        /// 404.
        Refused,
    }
);
switch!(
    /// The form of `Retry-After`, where an answer carries it ([`RetryAfterOn`]).
    RetryAfter {
        /// Whole seconds.
        Seconds,
        /// Not sent.
        Missing,
        /// The word `string`, as a well-known mock server sends it.
        Garbage,
        /// A date.
        HttpDate,
    }
);
switch!(
    /// Which answers carry `Retry-After`: Twilio's document declares it for every 201 and 429 of a start and says no
    /// more.
    RetryAfterOn {
        /// Those of a limit on requests (20429, 25109).
        Throttling,
        /// Every 429, those of used-up sends and checks too.
        Every429,
        /// As [`RetryAfterOn::Every429`], and the 201 that uses up a limit of the Service.
        CreatedToo,
    }
);
switch!(
    /// A start in a language Twilio does not speak. Its page says 404, but not which code.
    UnknownLocale {
        /// 404 with 20404.
        NotFound,
        /// 404 with 60229.
        NoTranslation,
        /// 400 with 60200.
        Invalid,
        /// The message is sent.
        Ignored,
    }
);
switch!(
    /// The first status of a text that a messaging service sends.
    TextStatus {
        /// `accepted`.
        Accepted,
        /// `queued`, as in Twilio's examples.
        Queued,
    }
);
switch!(
    /// Whether the report of a text or a call names the account; no document lists its fields for certain.
    CallbackAccount {
        /// It does.
        Named,
        /// It does not: the signature alone tells whose it is.
        Missing,
    }
);
switch!(
    /// The path in the message of a 404.
    MessagePath {
        /// `/Services/VA…`, as reported until 2022.
        WithoutVersion,
        /// `/v2/Services/VA…`, as reported in 2025.
        WithVersion,
    }
);
switch!(
    /// What an API key gets when it asks for the account or its balance.
    ApiKeyReadsAccount {
        /// 401 with 20003.
        Unauthorized,
        /// 403 with 20403.
        Forbidden,
        /// The account.
        Allowed,
    }
);
switch!(
    /// What Vonage's 409 to a start says of the verification that is running.
    VonageConflict {
        /// Its `request_id`, as in the libraries' tests.
        NamesTheRequest,
        /// Nothing.
        NamesNothing,
    }
);
switch!(
    /// A cancellation within the first 30 seconds of a verification of Vonage: the older Verify refused it.
    VonageEarlyCancel {
        /// 204.
        Allowed,
        /// 409.
        Refused,
    }
);
switch!(
    /// A check of a verification of Vonage whose time is over.
    VonageExpired {
        /// 404.
        NotFound,
        /// 410, once.
        Gone,
    }
);
switch!(
    /// A start or a message of a Vonage account without money.
    VonageLowBalance {
        /// 402.
        PaymentRequired,
        /// 403.
        Forbidden,
    }
);
switch!(
    /// The status of Plivo's answer to a start.
    PlivoStartStatus {
        /// 202.
        Accepted,
        /// 201.
        Created,
        /// 200.
        Ok,
    }
);
switch!(
    /// The status of Plivo's answer to a code that is wrong, or to a session that is over.
    PlivoWrongCode {
        /// 400.
        BadRequest,
        /// 403.
        Forbidden,
        /// 404.
        NotFound,
        /// 406.
        NotAcceptable,
        /// 422.
        Unprocessable,
    }
);
switch!(
    /// A start for a number whose ten validations at Plivo are used up.
    PlivoAfterTen {
        /// The same session with the same code, which nobody can validate.
        SameSession,
        /// A new session.
        NewSession,
    }
);

switch!(
    /// A message by SNS to somebody who asked for no more: customers report the first.
    SnsOptedOut {
        /// It is taken, and never arrives; its log says so.
        Accepted,
        /// 400 with `OptedOut`.
        OptedOut,
        /// 400 with `InvalidParameter`.
        InvalidParameter,
    }
);
switch!(
    /// A message from SNS's sandbox to a number that the account has not verified.
    SnsSandbox {
        /// 400 with `InvalidParameter`.
        Refused,
        /// It is taken, and never arrives.
        Accepted,
    }
);
switch!(
    /// Whether SNS's answers declare a namespace.
    SnsNamespace {
        /// They do.
        Declared,
        /// They do not.
        Missing,
    }
);
switch!(
    /// Whether SNS's answers say which request they are about.
    SnsRequestId {
        /// They do.
        Told,
        /// They do not.
        Missing,
    }
);
switch!(
    /// The status of SNS's `Throttling`: of a script that answers 429 with a code.
    SnsThrottling {
        /// 400.
        BadRequest,
        /// 429.
        TooManyRequests,
    }
);
switch!(
    /// The status of SNS's `InvalidClientTokenId`: of a key it does not know.
    SnsUnknownKey {
        /// 403.
        Forbidden,
        /// 400.
        BadRequest,
    }
);

/// All switches. `Switches { sixth_check: SixthCheck::NotFound, ..Switches::default() }`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// See [`CheckStatus`].
    pub check_status: CheckStatus,
    /// See [`FifthWrongCheck`].
    pub fifth_wrong_check: FifthWrongCheck,
    /// See [`SixthCheck`].
    pub sixth_check: SixthCheck,
    /// See [`StartAfterMaxChecks`].
    pub start_after_max_checks: StartAfterMaxChecks,
    /// See [`CodeAfterCancel`].
    pub code_after_cancel: CodeAfterCancel,
    /// See [`AddressAsSid`].
    pub address_as_sid: AddressAsSid,
    /// See [`RetryAfter`].
    pub retry_after: RetryAfter,
    /// See [`RetryAfterOn`].
    pub retry_after_on: RetryAfterOn,
    /// See [`UnknownLocale`].
    pub unknown_locale: UnknownLocale,
    /// See [`TextStatus`].
    pub service_text_status: TextStatus,
    /// See [`CallbackAccount`].
    pub callback_account: CallbackAccount,
    /// See [`MessagePath`].
    pub message_path: MessagePath,
    /// See [`ApiKeyReadsAccount`].
    pub api_key_reads_account: ApiKeyReadsAccount,
    /// See [`VonageConflict`].
    pub vonage_conflict: VonageConflict,
    /// See [`VonageEarlyCancel`].
    pub vonage_early_cancel: VonageEarlyCancel,
    /// See [`VonageExpired`].
    pub vonage_expired: VonageExpired,
    /// See [`VonageLowBalance`].
    pub vonage_low_balance: VonageLowBalance,
    /// Which wrong code ends a verification of Vonage: the third, unless set.
    pub vonage_tries: Option<u32>,
    /// See [`PlivoStartStatus`].
    pub plivo_start_status: PlivoStartStatus,
    /// See [`PlivoWrongCode`].
    pub plivo_wrong_code: PlivoWrongCode,
    /// See [`PlivoAfterTen`].
    pub plivo_after_ten: PlivoAfterTen,
    /// See [`SnsOptedOut`].
    pub sns_opted_out: SnsOptedOut,
    /// See [`SnsSandbox`].
    pub sns_sandbox: SnsSandbox,
    /// See [`SnsNamespace`].
    pub sns_namespace: SnsNamespace,
    /// See [`SnsRequestId`].
    pub sns_request_id: SnsRequestId,
    /// See [`SnsThrottling`].
    pub sns_throttling: SnsThrottling,
    /// See [`SnsUnknownKey`].
    pub sns_unknown_key: SnsUnknownKey,
    /// Every new verification gets this code instead of a random one (for load tests).
    pub fixed_code: Option<String>,
    /// Every answer of the vendor waits so long, in milliseconds of real time (for load tests).
    pub latency_ms: u64,
}
