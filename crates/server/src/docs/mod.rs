//! The document of the API and the page to try it. Both are made at their first use, not at start, and once.

mod document;
mod examples;
mod swagger;

use std::sync::LazyLock;

use bytes::Bytes;
use poem::{Request, Response, http::HeaderValue};

use crate::still::{Keeping, Still};

pub use document::text as document_text;
pub use swagger::swagger;

/// `GET /openapi.json`
pub fn document(request: &Request) -> Response {
    static DOCUMENT: LazyLock<Still> = LazyLock::new(|| {
        let kind = HeaderValue::from_static("application/json");
        Still::plain(Bytes::from_static(document_text().as_bytes()), kind, Keeping::Ask)
    });
    DOCUMENT.answer(request)
}
