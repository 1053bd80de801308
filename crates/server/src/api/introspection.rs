//! The bodies of the question whether a token counts (RFC 7662).

use identity::Introspected;
use poem_openapi::{Object, types::Example};

use crate::body::{Asked, Fields};

/// A token that a back end was handed.
#[derive(Object)]
#[oai(example)]
pub struct IntrospectRequest {
    /// The access token.
    pub token: String,
}

impl Example for IntrospectRequest {
    fn example() -> Self {
        Self { token: "eyJ".to_owned() }
    }
}

/// A token that a back end was handed, understood.
pub struct Introspecting(pub String);

impl Asked for Introspecting {
    type Printed = IntrospectRequest;
    // RFC 7662, section 2.1
    const FORM: bool = true;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.anything("token").map(Self)
    }
}

/// Whether the token counts; if it does, what it says.
#[derive(Default, Object)]
#[oai(example)]
pub struct Introspection {
    /// `false`: unknown, expired, ended, or no access token at all; nothing else is told then.
    pub active: bool,
    /// The user's id.
    #[oai(skip_serializing_if_is_none)]
    pub sub: Option<String>,
    /// The session's id.
    #[oai(skip_serializing_if_is_none)]
    pub sid: Option<String>,
    /// Who issued it.
    #[oai(skip_serializing_if_is_none)]
    pub iss: Option<String>,
    /// For whom.
    #[oai(skip_serializing_if_is_none)]
    pub aud: Option<String>,
    /// Its end, in seconds since 1970.
    #[oai(skip_serializing_if_is_none)]
    pub exp: Option<i64>,
    /// Its beginning, in seconds since 1970.
    #[oai(skip_serializing_if_is_none)]
    pub iat: Option<i64>,
    /// Its own id.
    #[oai(skip_serializing_if_is_none)]
    pub jti: Option<String>,
    /// Always `Bearer`.
    #[oai(skip_serializing_if_is_none)]
    pub token_type: Option<String>,
    /// When the user last showed who they are, in seconds since 1970.
    #[oai(skip_serializing_if_is_none)]
    pub auth_time: Option<i64>,
    /// How (RFC 8176).
    #[oai(skip_serializing_if_is_none)]
    pub amr: Option<Vec<String>>,
    /// The user's chosen name.
    #[oai(skip_serializing_if_is_none)]
    pub username: Option<String>,
}

impl Introspection {
    /// Of a token that does not count.
    pub fn inactive() -> Self {
        Self::default()
    }
}

impl From<Introspected> for Introspection {
    fn from(token: Introspected) -> Self {
        let Introspected { sub, sid, iss, aud, exp, iat, auth_time, jti, amr, username } = token;
        Self {
            active: true,
            sub: Some(sub),
            sid: Some(sid),
            iss: Some(iss),
            aud: Some(aud),
            exp: Some(exp),
            iat: Some(iat),
            jti: Some(jti),
            token_type: Some("Bearer".to_owned()),
            auth_time: Some(auth_time),
            amr: Some(amr),
            username,
        }
    }
}

impl Example for Introspection {
    fn example() -> Self {
        let text = |text: &str| Some(text.to_owned());
        Self {
            active: true,
            sub: text("1"),
            sid: text("1"),
            iss: text("http://localhost:8000"),
            aud: text("doorcode"),
            exp: Some(1_795_220_100),
            iat: Some(1_795_219_200),
            jti: text("q7Xk2m"),
            token_type: text("Bearer"),
            auth_time: Some(1_795_219_200),
            amr: Some(vec!["pwd".to_owned()]),
            username: text("ada"),
        }
    }
}
