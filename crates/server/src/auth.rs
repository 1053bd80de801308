//! Who may: a bearer token for a person, HTTP Basic for a back end. Always the first argument of a handler, so that a 401
//! is told before any fault of the body. What a token is worth is decided by identity.

use identity::Signed;
use poem::{
    Request, RequestBody,
    http::{HeaderMap, header},
    web::headers::{Authorization, HeaderMapExt, authorization::Basic},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::{
    config::ApiClient,
    desk::Desk,
    problem::{Names, Problem, ProblemCode, Raised, Scheme},
};

/// The name of the bearer scheme in the document.
const BEARER: &str = "bearerAuth";
/// The name of the basic scheme in the document.
const BASIC: &str = "clientAuth";

/// Somebody who is signed in.
pub struct Bearer(pub Signed);

/// The bearer token as it was sent, if one was; the flow decides whether it is needed.
pub struct BearerIfGiven(pub Option<String>);

/// One of `API_CLIENTS`.
pub struct Client;

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = sent.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whether two secrets are the same, in a time that tells nothing about either, their lengths included.
pub fn same_secret(one: &str, other: &str) -> bool {
    same(one, other).into()
}

fn same(one: &str, other: &str) -> Choice {
    Sha256::digest(one).ct_eq(&Sha256::digest(other))
}

fn is_client(clients: &[ApiClient], name: &str, secret: &str) -> bool {
    // Every client is compared, so that the time tells nothing about the list.
    let found = clients.iter().fold(Choice::from(0), |found, client| {
        found | (same(&client.name, name) & same(client.secret.expose_secret(), secret))
    });
    found.into()
}

impl<'a> ApiExtractor<'a> for Bearer {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let about = "The `token` of a login or registration.";
        registry.create_security_scheme(BEARER, scheme("bearer", Some("JWT"), about));
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![BEARER]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let desk = Desk::of(request)?;
        let token = bearer(request.headers()).ok_or_else(|| Problem::new(ProblemCode::Unauthorized))?;
        let signed = desk.identity.sessions.authenticate(token).await;
        Ok(Self(signed.map_err(|refusal| Problem::of_refusal(&refusal, Names::USUAL))?))
    }
}

impl<'a> ApiExtractor<'a> for BearerIfGiven {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        Bearer::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![BEARER]
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self(bearer(request.headers()).map(str::to_owned)))
    }
}

impl<'a> ApiExtractor<'a> for Client {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let about = "The name and secret of one of `API_CLIENTS`.";
        registry.create_security_scheme(BASIC, scheme("basic", None, about));
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![BASIC]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let desk = Desk::of(request)?;
        let sent = request.headers().typed_get::<Authorization<Basic>>();
        let known = sent.is_some_and(|sent| is_client(&desk.clients, sent.username(), sent.password()));
        if known { Ok(Self) } else { Err(unknown_client(request.headers()).into()) }
    }
}

fn unknown_client(headers: &HeaderMap) -> Raised {
    let says = "Authorise with the name and secret of one of API_CLIENTS (HTTP Basic).";
    let problem = Problem::saying(ProblemCode::Unauthorized, says);
    Raised { problem: Box::new(problem), scheme: asked_of(headers) }
}

/// A script says where it comes from; a person who opens a page, and a program, do not.
fn asked_of(headers: &HeaderMap) -> Scheme {
    let mode = headers.get("sec-fetch-mode");
    let by_script = headers.contains_key(header::ORIGIN) || mode.is_some_and(|mode| mode != "navigate");
    if by_script { Scheme::BasicUnasked } else { Scheme::Basic }
}

fn scheme(name: &'static str, format: Option<&'static str>, about: &'static str) -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some(about),
        name: None,
        key_in: None,
        scheme: Some(name),
        bearer_format: format,
        flows: None,
        openid_connect_url: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_known_by_name_and_secret_together() {
        let client = |name: &str, secret: &str| ApiClient { name: name.into(), secret: secret.into() };
        let clients = [client("shop", "one-secret"), client("crm", "two-secret")];
        assert!(is_client(&clients, "crm", "two-secret"));
        assert!(!is_client(&clients, "crm", "one-secret"));
        assert!(!is_client(&clients, "", ""));
        assert!(!is_client(&[], "", ""));
    }
}
