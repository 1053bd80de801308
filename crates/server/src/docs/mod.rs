//! The document of the API and the page to try it. Both are made at their first use, not at start, and once.

mod document;
mod examples;
mod swagger;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use poem::{
    Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use sha2::{Digest, Sha256};

pub use document::text as document_text;
pub use swagger::swagger;

/// `GET /openapi.json`
pub fn document(request: &Request) -> Response {
    let text = document_text();
    unchanged(request, text.as_bytes()).unwrap_or_else(|tag| {
        Response::builder()
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::ETAG, tag)
            .body(text)
    })
}

/// 304 for who has these bytes already; else their tag.
fn unchanged(request: &Request, bytes: &[u8]) -> Result<Response, HeaderValue> {
    let digest = Sha256::digest(bytes);
    let tag = format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&digest[..12]));
    matched(request, HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\"")))
}

fn matched(request: &Request, tag: HeaderValue) -> Result<Response, HeaderValue> {
    let known = request.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known == tag);
    if !known {
        return Err(tag);
    }
    let fresh = Response::builder().status(StatusCode::NOT_MODIFIED).header(header::ETAG, tag);
    Ok(fresh.header(header::CACHE_CONTROL, "no-cache").finish())
}
