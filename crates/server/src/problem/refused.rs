//! The error half of every handler's answer: it prints the statuses an operation can really have, and becomes a
//! problem on the way up.

use std::marker::PhantomData;

use identity::Refusal;
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};

use super::{Names, Problem, Scheme};

/// Operations that fail alike.
pub trait Family: Send + 'static {
    /// What the document lists: a status, the codes it comes with, and what they mean here.
    const ANSWERS: &'static [(u16, &'static str)];
    /// What the body calls its fields.
    const NAMES: Names = Names::USUAL;
}

/// The families of operations.
pub mod family {
    use super::{Family, Names};

    type Answer = (u16, &'static str);

    const FIELDS: Answer = (400, "`invalid_request`: fields are at fault, and listed.");
    const FIELDS_OR_PASSWORD: Answer =
        (400, "`invalid_request`: fields are at fault, and listed. `weak_password`: choose another one.");
    const TOKEN: Answer = (401, "`unauthorized`: no token, or one that no longer counts.");
    const CLIENT: Answer = (401, "`unauthorized`: the name and secret of no API client.");
    const PASSWORD: Answer = (
        401,
        "`bad_credentials`: no such account, or another password. `not_verified`: the account waits for its code; \
         said only to the right password.",
    );
    const TOKEN_OR_PASSWORD: Answer =
        (401, "`unauthorized`: no token, or one that no longer counts. `bad_credentials`: another password.");
    const DISABLED_OR_FACTOR: Answer = (
        403,
        "`account_disabled`, `second_factor_required`: said only to the right password. A code was sent to the second \
         factor, and `second_factor` holds the token to go on with.",
    );
    const FACTOR: Answer = (
        403,
        "`second_factor_required`: the code was right, and stays usable; send the password or a recovery code as well.",
    );
    const RECOVERY: Answer = (
        403,
        "`second_factor_required`: the code went to the second factor itself, and stays usable; send a recovery code as \
         well, or use the other address.",
    );
    const TOO_OLD_OR_FACTOR: Answer = (
        403,
        "`reauthentication_required`: sign in again, or send the password. `second_factor_required`: a code was sent to the \
         present second factor; send it, or a recovery code.",
    );
    const SIGN_IN: Answer = (401, "`unauthorized`: the token is over, used or none.");
    const OFF: Answer = (404, "`not_found`: the operator left this out.");
    const TOO_OLD_OR_FACTORS_OWN: Answer = (
        403,
        "`reauthentication_required`: sign in again, or send the password; with a second factor, sign in with both. \
         `second_factor_required`: the address is the second factor's; switch that off or over first.",
    );
    const TOO_OLD: Answer = (403, "`reauthentication_required`: sign in again, or send the password.");
    const NOWHERE: Answer = (404, "`not_found`: this server has no such role.");
    const REMOVED: Answer = (404, "`not_found`: this server does not serve it.");
    const NO_SESSION: Answer = (404, "`not_found`: no session of this account has this id.");
    const UNKNOWN: Answer = (404, "`not_found`: no such id, or somebody else's.");
    const FORGOTTEN: Answer = (404, "`not_found`: no such id, or none any more.");
    const LATE: Answer = (408, "`timeout`: the body was not read in time.");
    const TAKEN: Answer = (409, "`taken`: somebody else holds this identifier.");
    const LARGE: Answer = (413, "`body_too_large`: the limit is 64 KiB.");
    const FOREIGN: Answer = (415, "`unsupported_media_type`: send JSON.");
    const CODE: Answer = (422, "`invalid_code`: wrong, expired, used, unknown or never sent.");
    const NOT_SENT: Answer =
        (422, "`channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent.");
    const CHANNEL: Answer = (422, "`channel_not_offered`: choose another.");
    const CODE_OR_CHANNEL: Answer = (
        422,
        "`invalid_code`: wrong, expired, used, unknown or never sent. `channel_not_offered`: choose another.",
    );
    const CODE_OR_NOT_SENT: Answer = (
        422,
        "`invalid_code`: wrong, expired, used, unknown or never sent. `channel_not_offered`, `undeliverable`, \
         `destination_blocked`: nothing was sent.",
    );
    const OFTEN: Answer = (429, "`too_many_requests`: wait `retry_after` seconds.");
    const FAULT: Answer = (500, "`internal`: a fault of ours.");
    const LOST: Answer =
        (502, "`delivery_failed`: the provider did not answer; a code may arrive all the same.");
    const NOT_CHECKED: Answer =
        (502, "`delivery_failed`: the code could not be checked; try the same one again.");
    const AWAY: Answer = (503, "`unavailable`: try again shortly.");

    macro_rules! families {
        ($($(#[$doc:meta])* $name:ident: [$($answer:ident),*] $(, $names:expr)?;)*) => {$(
            $(#[$doc])*
            pub struct $name;
            impl Family for $name {
                const ANSWERS: &'static [Answer] = &[$($answer),*];
                $(const NAMES: Names = $names;)?
            }
        )*};
    }

    families! {
        /// Asks a provider to send.
        Sending: [FIELDS, LATE, LARGE, FOREIGN, NOT_SENT, OFTEN, FAULT, LOST, AWAY];
        /// Looks at what became of a send.
        Looking: [FORGOTTEN, FAULT, AWAY];
        /// Asks a provider to check.
        Checking: [FIELDS, LATE, LARGE, FOREIGN, CODE, OFTEN, FAULT, NOT_CHECKED, AWAY];
        /// Redeems a token for another back end.
        Redeeming: [FIELDS, CLIENT, LATE, LARGE, FOREIGN, CODE, OFTEN, FAULT, AWAY];
        /// Makes an account.
        Registering: [FIELDS_OR_PASSWORD, LATE, TAKEN, LARGE, FOREIGN, CODE, OFTEN, FAULT, NOT_CHECKED, AWAY];
        /// Makes an account that waits for its code.
        Enrolling: [FIELDS_OR_PASSWORD, LATE, TAKEN, LARGE, FOREIGN, NOT_SENT, OFTEN, FAULT, LOST, AWAY];
        /// Activates an account that waits.
        Activating: [FIELDS, LATE, TAKEN, LARGE, FOREIGN, CODE, OFTEN, FAULT, NOT_CHECKED, AWAY],
            Names { phone: "mobile_number", ..Names::USUAL };
        /// Asks a provider to send, without learning whether it did.
        SendingUnseen: [FIELDS, LATE, LARGE, FOREIGN, CHANNEL, OFTEN, FAULT, AWAY];
        /// Checks a password.
        SigningIn: [FIELDS, PASSWORD, DISABLED_OR_FACTOR, LATE, LARGE, FOREIGN, OFTEN, FAULT, AWAY];
        /// Resets a password, in all its steps.
        Resetting: [FIELDS_OR_PASSWORD, RECOVERY, LATE, LARGE, FOREIGN, CODE_OR_CHANNEL, OFTEN, FAULT, NOT_CHECKED, AWAY],
            Names { password: "new_password", ..Names::USUAL };
        /// The same on the path of older clients.
        ResettingAsBefore: [FIELDS_OR_PASSWORD, RECOVERY, REMOVED, LATE, LARGE, FOREIGN, CODE_OR_CHANNEL, OFTEN, FAULT, NOT_CHECKED, AWAY],
            Names { password: "new_password", ..Names::USUAL };
        /// Reads with a token.
        Reading: [TOKEN, FAULT, AWAY];
        /// Changes an address of the account.
        Changing: [FIELDS, TOKEN_OR_PASSWORD, TOO_OLD_OR_FACTORS_OWN, LATE, TAKEN, LARGE, FOREIGN, CODE, OFTEN, FAULT, AWAY];
        /// Signs in with a code.
        SigningInByCode: [
            FIELDS, PASSWORD, FACTOR, OFF, LATE, LARGE, FOREIGN, CODE_OR_NOT_SENT, OFTEN, FAULT, NOT_CHECKED, AWAY
        ];
        /// Finishes a sign-in with the second factor.
        Finishing: [FIELDS, SIGN_IN, LATE, LARGE, FOREIGN, CODE, OFTEN, FAULT, NOT_CHECKED, AWAY];
        /// Sends the code of the second factor again.
        Resending: [FIELDS, SIGN_IN, LATE, LARGE, FOREIGN, NOT_SENT, OFTEN, FAULT, LOST, AWAY];
        /// Switches the second factor.
        Switching: [
            FIELDS, TOKEN_OR_PASSWORD, TOO_OLD_OR_FACTOR, LATE, LARGE, FOREIGN, CODE_OR_NOT_SENT, OFTEN, FAULT, LOST, AWAY
        ];
        /// Asks a provider to send to a number of the signed-in user.
        SendingToMine: [FIELDS, TOKEN_OR_PASSWORD, TOO_OLD_OR_FACTORS_OWN, NOWHERE, LATE, LARGE, FOREIGN, NOT_SENT, OFTEN, FAULT, LOST, AWAY],
            Names { phone: "phone_number", ..Names::USUAL };
        /// Proves a number of the signed-in user.
        ProvingMine: [FIELDS, TOKEN, NOWHERE, LATE, TAKEN, LARGE, FOREIGN, CODE, OFTEN, FAULT, NOT_CHECKED, AWAY],
            Names { phone: "phone_number", ..Names::USUAL };
        /// Changes what a person says about themselves.
        Describing: [FIELDS, TOKEN, LATE, LARGE, FOREIGN, FAULT, AWAY];
        /// Deletes the account.
        Deleting: [FIELDS, TOKEN_OR_PASSWORD, TOO_OLD, LATE, LARGE, FOREIGN, OFTEN, FAULT, AWAY];
        /// Changes the password.
        ChangingPassword: [FIELDS_OR_PASSWORD, TOKEN_OR_PASSWORD, LATE, LARGE, FOREIGN, OFTEN, FAULT, AWAY],
            Names { password: "new_password", ..Names::USUAL };
        /// Ends a session by its id.
        Ending: [TOKEN, NO_SESSION, FAULT, AWAY];
        /// Renews or ends a session.
        Renewing: [FIELDS, TOKEN, LATE, LARGE, FOREIGN, FAULT, AWAY];
        /// Asks for a code that confirms an operation.
        Confirming: [FIELDS, TOKEN, LATE, LARGE, FOREIGN, NOT_SENT, OFTEN, FAULT, LOST, AWAY];
        /// Answers with that code.
        Answering: [FIELDS, TOKEN, UNKNOWN, LATE, LARGE, FOREIGN, CODE, OFTEN, FAULT, NOT_CHECKED, AWAY];
        /// Redeems what was confirmed.
        Carrying: [FIELDS, CLIENT, LATE, LARGE, FOREIGN, CODE, FAULT, AWAY];
        /// Asks about a token, for another back end.
        Asking: [FIELDS, CLIENT, LATE, LARGE, FOREIGN, FAULT, AWAY];
        /// Needs nothing but this process.
        Open: [FAULT, AWAY];
    }
}

/// A problem, as one of the statuses of family `F`.
pub struct Refused<F> {
    problem: Box<Problem>,
    family: PhantomData<F>,
}

impl<F> From<Problem> for Refused<F> {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), family: PhantomData }
    }
}

impl<F: Family> From<Refusal> for Refused<F> {
    fn from(refusal: Refusal) -> Self {
        Problem::of_refusal(&refusal, F::NAMES).into()
    }
}

impl<F> From<Refused<F>> for poem::Error {
    fn from(refused: Refused<F>) -> Self {
        (*refused.problem).into()
    }
}

impl<F: Family> IntoResponse for Refused<F> {
    fn into_response(self) -> Response {
        self.problem.response(Scheme::Bearer)
    }
}

impl<F: Family> ApiResponse for Refused<F> {
    fn meta() -> MetaResponses {
        MetaResponses { responses: F::ANSWERS.iter().map(|(status, says)| printed(*status, says)).collect() }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

fn printed(status: u16, says: &'static str) -> MetaResponse {
    MetaResponse {
        description: says,
        status: Some(status),
        status_range: None,
        content: vec![MetaMediaType {
            content_type: "application/problem+json",
            schema: Problem::schema_ref(),
        }],
        headers: if matches!(status, 429 | 503) { vec![retry_after()] } else { vec![] },
    }
}

fn retry_after() -> MetaHeader {
    MetaHeader {
        name: "Retry-After".to_owned(),
        description: Some("Whole seconds to wait before the next try.".to_owned()),
        required: false,
        deprecated: false,
        schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("integer"))),
    }
}
