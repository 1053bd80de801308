//! Bytes that stay the same while the server runs, such as a document or a script: each with a tag to know it by, so that
//! nobody takes them twice, and compressed for whoever reads that. Knows no page.

use std::io::{Read, Write};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use poem::{
    Request, Response,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};
use sha2::{Digest, Sha256};

use crate::accept;

/// How long a browser keeps what it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// For good: another content has another name (RFC 8246).
    Forever,
    /// It asks every time whether there is another.
    Ask,
}

impl Keeping {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Ask => "no-cache",
        })
    }
}

/// Something that stays the same.
pub struct Still {
    content: Content,
    headers: HeaderMap,
}

enum Content {
    Plain(Bytes),
    /// Kept compressed only; the rare reader who takes no gzip gets it unpacked.
    Zipped(Bytes),
}

impl Still {
    /// Bytes of a media type that are worth compressing.
    pub fn zipped(bytes: &[u8], kind: HeaderValue, keeping: Keeping) -> Self {
        let mut zip = GzEncoder::new(Vec::new(), Compression::default());
        let packed = zip.write_all(bytes).and_then(|()| zip.finish());
        let content = packed
            .map_or_else(|_| Content::Plain(bytes.to_vec().into()), |packed| Content::Zipped(packed.into()));
        let vary = (header::VARY, HeaderValue::from_static("Accept-Encoding"));
        // one tag for both codings must be a weak one (RFC 9110, 8.8.3.3)
        Self::new(content, &format!("W/{}", tag(bytes)), kind, keeping).with([vary])
    }

    /// Bytes of a media type, sent as they are.
    pub fn plain(bytes: Bytes, kind: HeaderValue, keeping: Keeping) -> Self {
        let tag = tag(&bytes);
        Self::new(Content::Plain(bytes), &tag, kind, keeping)
    }

    fn new(content: Content, tag: &str, kind: HeaderValue, keeping: Keeping) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, keeping.header());
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        Self { content, headers }
    }

    /// The same with headers of its own, such as a policy.
    #[must_use]
    pub fn with(mut self, headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// What this request gets: 304 where it has these bytes already.
    pub fn answer(&self, request: &Request) -> Response {
        let mut response = Response::default();
        response.headers_mut().extend(self.headers.clone());
        if self.headers.get(header::ETAG).is_some_and(|tag| knows(request, tag)) {
            response.headers_mut().remove(header::CONTENT_TYPE);
            response.set_status(StatusCode::NOT_MODIFIED);
            return response;
        }
        match &self.content {
            Content::Plain(bytes) => response.set_body(bytes.clone()),
            Content::Zipped(packed) if takes_gzip(request) => {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                response.set_body(packed.clone());
            }
            Content::Zipped(packed) => response.set_body(unpacked(packed)),
        }
        response
    }
}

/// What was packed here can be unpacked.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let _ = GzDecoder::new(packed).read_to_end(&mut plain);
    plain
}

/// The tag of these bytes (RFC 9110, 8.8.3).
fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&digest[..12]))
}

/// Whether one of the tags the request names is this one, weak or not (RFC 9110, 13.1.2).
fn knows(request: &Request, tag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let ours = tag.to_str().map(bare).unwrap_or_default();
    let named = request.headers().get_all(header::IF_NONE_MATCH).iter();
    let mut named = named.filter_map(|named| named.to_str().ok()).flat_map(|named| named.split(','));
    named.any(|named| named.trim() == "*" || bare(named) == ours)
}

fn takes_gzip(request: &Request) -> bool {
    accept::names(request, &header::ACCEPT_ENCODING, "gzip")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(name: HeaderName, value: &str) -> Request {
        Request::builder().header(name, value).finish()
    }

    #[test]
    fn a_tag_is_known_in_a_list_and_weakened() {
        let tag = HeaderValue::from_static("\"abc\"");
        for named in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\",W/\"abc\"", "*"] {
            assert!(knows(&asks(header::IF_NONE_MATCH, named), &tag), "{named}");
        }
        assert!(knows(&asks(header::IF_NONE_MATCH, "\"abc\""), &HeaderValue::from_static("W/\"abc\"")));
        for named in ["", "abc", "\"abcd\"", "W/\"x\""] {
            assert!(!knows(&asks(header::IF_NONE_MATCH, named), &tag), "{named}");
        }
    }
}
