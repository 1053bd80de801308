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

use super::{Problem, Scheme};

/// Operations that fail alike.
pub trait Family: Send + 'static {
    /// The statuses the document lists.
    const STATUSES: &'static [u16];
    /// The body's field that a refused password is reported under.
    const PASSWORD: &'static str = "password";
}

/// The families of operations.
pub mod family {
    use super::Family;

    macro_rules! families {
        ($($(#[$doc:meta])* $name:ident: [$($status:literal),*] $(, $password:literal)?;)*) => {$(
            $(#[$doc])*
            pub struct $name;
            impl Family for $name {
                const STATUSES: &'static [u16] = &[$($status),*];
                $(const PASSWORD: &'static str = $password;)?
            }
        )*};
    }

    families! {
        /// Asks a provider to send.
        Sending: [400, 408, 413, 415, 422, 429, 500, 502, 503];
        /// Asks a provider to check.
        Checking: [400, 408, 413, 415, 422, 429, 500, 502, 503];
        /// Redeems a token for another back end.
        Redeeming: [400, 401, 408, 413, 415, 422, 429, 500, 503];
        /// Makes an account.
        Registering: [400, 408, 409, 413, 415, 422, 429, 500, 502, 503];
        /// Checks a password.
        SigningIn: [400, 401, 403, 408, 413, 415, 429, 500, 503];
        /// Resets a password, in all its steps.
        Resetting: [400, 408, 413, 415, 422, 429, 500, 502, 503], "new_password";
        /// Reads with a token.
        Reading: [401, 500, 503];
        /// Changes an address of the account.
        Changing: [400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503];
        /// Renews or ends a session.
        Renewing: [400, 401, 408, 413, 415, 429, 500, 503];
        /// Needs nothing but this process.
        Open: [500, 503];
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
        Problem::of_refusal(&refusal, F::PASSWORD).into()
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
        MetaResponses { responses: F::STATUSES.iter().map(|status| printed(*status)).collect() }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

fn printed(status: u16) -> MetaResponse {
    MetaResponse {
        description: description(status),
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

const fn description(status: u16) -> &'static str {
    match status {
        400 => "`invalid_request`, `weak_password`: fields are at fault, and listed.",
        401 => "`unauthorized`, `bad_credentials`, `not_verified`.",
        403 => "`reauthentication_required`, `second_factor_required`, `account_disabled`.",
        408 => "`timeout`: the body was not read in time.",
        409 => "`taken`: somebody else holds this identifier.",
        413 => "`body_too_large`: the limit is 64 KiB.",
        415 => "`unsupported_media_type`: send JSON.",
        422 => "`invalid_code`, `channel_not_offered`, `undeliverable`, `destination_blocked`.",
        429 => "`too_many_requests`: wait `retry_after` seconds.",
        502 => "`delivery_failed`: the provider did not answer.",
        503 => "`unavailable`: try again shortly.",
        _ => "`internal`: a fault of ours.",
    }
}
