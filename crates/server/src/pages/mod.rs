//! Pages for a person with a browser: the application, and plain ones without scripts: links, the sandbox's outbox, the help
//! page of a problem. What a message says is escaped.

mod application;
mod outbox;

use poem::{
    Request, Response,
    http::{HeaderValue, header},
};

pub use application::{application, asset, page_of_route};
pub use outbox::{is_shown as shows_outbox, json as outbox_json, page as outbox};

use crate::{
    desk::Desk,
    problem::{self, Problem, ProblemCode, Raised},
};

/// These pages run no script and load nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:3rem auto;padding:0 1rem}\
    code{background:#8882;padding:.1em .3em}table{border-collapse:collapse;width:100%}\
    td,th{text-align:left;padding:.4rem;border-bottom:1px solid #8884;vertical-align:top}";

/// `GET /` where the application is switched off.
pub fn front(desk: &Desk) -> Response {
    let mut links = String::new();
    if desk.docs {
        links.push_str("<li><a href=\"/docs\">Swagger UI</a>: try every call in the browser</li>\n");
        links.push_str("<li><a href=\"/openapi.json\">openapi.json</a>: generate a client</li>\n");
        links.push_str(
            "<li><a href=\"/readme\">README</a>: every flow in one <code>curl</code> line, every key</li>\n",
        );
    }
    if desk.outbox.is_some() {
        links.push_str("<li><a href=\"/dev/outbox\">Outbox</a>: the codes the sandbox sent</li>\n");
    }
    links.push_str("<li><a href=\"/config\">config</a>: what this server offers</li>\n");
    let body = format!(
        "<h1>doorcode</h1>\n<p>One-time codes, and what a proven address is worth.</p>\n<ul>\n{links}</ul>"
    );
    html("doorcode", "", &body)
}

/// The README of this very version.
const README: &str = include_str!("../../../../README.md");

/// `GET /readme`
pub fn readme() -> Response {
    Response::builder().header(header::CONTENT_TYPE, "text/plain; charset=utf-8").body(README)
}

/// `GET /problems/:slug`
pub fn problem(request: &Request) -> Result<Response, Raised> {
    let slug = request.raw_path_param("slug").unwrap_or_default();
    let code = ProblemCode::of_slug(slug).ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
    Ok(html(code.facts().name, "", &problem::page(code)))
}

/// A page of ours. `title` and `body` are HTML already.
fn html(title: &str, head: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">{head}<title>{title}</title>\
         <style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    );
    Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))
        .body(page)
}

/// Text as HTML shows it.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
