//! Swagger UI as one page: the document pasted in safely, compressed once, and allowed to run its own two scripts only.

use std::{
    io::{Read, Write},
    sync::OnceLock,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use poem::{
    Request, Response,
    http::{HeaderValue, header},
};
use sha2::{Digest, Sha256};

use super::{document_text, matched, unchanged};
use crate::{
    api,
    problem::{Problem, ProblemCode, Scheme},
};

/// The page, ready to be sent.
struct Page {
    zipped: Vec<u8>,
    tag: HeaderValue,
    policy: HeaderValue,
}

static PAGE: OnceLock<Option<Page>> = OnceLock::new();

/// `GET /docs`
pub async fn swagger(request: &Request) -> Response {
    let made = tokio::task::spawn_blocking(|| PAGE.get_or_init(|| made(&html())).as_ref()).await;
    let Ok(Some(page)) = made else {
        return Problem::new(ProblemCode::Internal).response(Scheme::default());
    };
    let tag = match matched(request, page.tag.clone()) {
        Ok(fresh) => return fresh,
        Err(tag) => tag,
    };
    let response = Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::CONTENT_SECURITY_POLICY, page.policy.clone())
        .header(header::VARY, "Accept-Encoding")
        .header(header::ETAG, tag);
    if takes_gzip(request) {
        return response.header(header::CONTENT_ENCODING, "gzip").body(page.zipped.as_slice().to_vec());
    }
    // Rare enough that the large text need not be kept.
    let mut plain = Vec::new();
    let _ = GzDecoder::new(page.zipped.as_slice()).read_to_end(&mut plain);
    response.body(plain)
}

fn takes_gzip(request: &Request) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| {
        accepted.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts.next() == Some("gzip") && !parts.any(|weight| weight == "q=0")
        })
    })
}

/// The framework's page with our document in place of the one it prints.
fn html() -> String {
    let service = api::service();
    // In a script, `</` would end it, wherever it stands.
    let document = document_text().trim_end().replace("</", "<\\/");
    let page = service.swagger_ui_html().replace(&service.spec(), &document);
    let page = page.replace("<title>Swagger UI</title>", "<title>doorcode: Swagger UI</title>");
    let options = "deepLinking: true, persistAuthorization: true, tryItOutEnabled: true,";
    format!("<!doctype html>{}", page.replace("deepLinking: true,", options))
}

fn made(html: &str) -> Option<Page> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::default());
    zip.write_all(html.as_bytes()).ok()?;
    let zipped = zip.finish().ok()?;
    let hashes: Vec<_> = scripts(html).map(hash).collect();
    let policy = format!(
        "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        hashes.join(" ")
    );
    let request = Request::default();
    let tag = unchanged(&request, html.as_bytes()).err()?;
    Some(Page { zipped, tag, policy: HeaderValue::try_from(policy).ok()? })
}

/// What stands between the tags of every script, one after the other: a script may itself hold the word `<script`.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (_, opened) = rest.split_once("<script")?;
        let (_, script) = opened.split_once('>')?;
        let (script, after) = script.split_once("</script>")?;
        rest = after;
        Some(script)
    })
}

fn hash(script: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_our_document_and_exactly_two_scripts() {
        let html = html();
        assert!(html.contains("\"openapi\": \"3.0.3\""));
        assert!(html.contains("persistAuthorization: true"));
        assert_eq!(scripts(&html).count(), 2);
        assert!(scripts(&html).nth(1).unwrap().contains("SwaggerUIBundle({"));
    }
}
