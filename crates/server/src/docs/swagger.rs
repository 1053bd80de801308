//! Swagger UI as one page: the document pasted in safely, compressed once, and allowed to run its own two scripts only.

use std::sync::OnceLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use poem::{
    Request, Response,
    http::{HeaderValue, header},
};
use sha2::{Digest, Sha256};

use super::document_text;
use crate::{
    api,
    problem::{Problem, ProblemCode, Scheme},
    still::{Keeping, Still},
};

static PAGE: OnceLock<Option<Still>> = OnceLock::new();

/// `GET /docs`
pub async fn swagger(request: &Request) -> Response {
    let made = tokio::task::spawn_blocking(|| PAGE.get_or_init(|| made(&html())).as_ref()).await;
    let Ok(Some(page)) = made else {
        return Problem::new(ProblemCode::Internal).response(Scheme::default());
    };
    page.answer(request)
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

fn made(html: &str) -> Option<Still> {
    let hashes: Vec<_> = scripts(html).map(hash).collect();
    let policy = format!(
        "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        hashes.join(" ")
    );
    let policy = HeaderValue::try_from(policy).ok()?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let page = Still::zipped(html.as_bytes(), kind, Keeping::Ask);
    Some(page.with([(header::CONTENT_SECURITY_POLICY, policy)]))
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
