//! The application of `web/`, as it was built and committed: inside the binary, so that it is there without Node. Pages live
//! under `/app`, all of them one document; what it loads has names that change with their content.

use std::{collections::BTreeMap, sync::OnceLock};

use poem::{
    Request, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use rust_embed::RustEmbed;

use crate::{
    accept,
    problem::{Problem, ProblemCode, Raised},
    still::{Keeping, Still},
};

/// What a build of `web/app` left. No route leads to its line about the sources.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Built;

/// The document of every page.
const PAGE: &str = "index.html";
/// The folder of the names that change with their content.
const ASSETS: &str = "assets/";

/// Scripts, styles, pictures and calls of this server alone, and in nobody's frame; codes that arrive by SMS may be read
/// by it (`WebOTP`), and no address leaves with a link.
const MANNERS: [(HeaderName, HeaderValue); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("otp-credentials=(self)")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// What a person may open as the page of that name, though it is a route of the API or sounds like one.
const PAGES_OF_ROUTES: [(&str, &str); 3] =
    [("/register", "/app/register"), ("/login", "/app/login"), ("/forgot-password", "/app/forgot-password")];

/// `GET /` and `GET /app/…`
pub async fn application(request: &Request) -> Result<Response, Raised> {
    answer(request, PAGE).await
}

/// `GET /assets/:name` and `GET /icon.svg`: the file of that path.
pub async fn asset(request: &Request) -> Result<Response, Raised> {
    let name = request.uri().path().trim_start_matches('/').to_owned();
    answer(request, &name).await
}

async fn answer(request: &Request, name: &str) -> Result<Response, Raised> {
    static SHELF: OnceLock<BTreeMap<String, Still>> = OnceLock::new();
    let shelf = match SHELF.get() {
        Some(shelf) => shelf,
        // compressing keeps a thread busy for longer than an answer may
        None => tokio::task::spawn_blocking(|| SHELF.get_or_init(shelf))
            .await
            .map_err(|_| Problem::new(ProblemCode::Internal))?,
    };
    let still = shelf.get(name).ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
    Ok(still.answer(request))
}

fn shelf() -> BTreeMap<String, Still> {
    let names = Built::iter().filter_map(|name| Some((Built::get(&name)?, name)));
    names.map(|(file, name)| (name.to_string(), still(&name, &file.data, file.metadata.mimetype()))).collect()
}

fn still(name: &str, bytes: &[u8], kind: &str) -> Still {
    let charset = if kind.starts_with("text/") { "; charset=utf-8" } else { "" };
    let kind = HeaderValue::try_from(format!("{kind}{charset}"));
    let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let keeping = if name.starts_with(ASSETS) { Keeping::Forever } else { Keeping::Ask };
    let still = Still::zipped(bytes, kind, keeping);
    if name == PAGE { still.with(MANNERS) } else { still }
}

/// Where a person with a browser is sent who opens a route of the API that has a page: 303 (RFC 9110, 15.4.4).
pub fn page_of_route(request: &Request) -> Option<Response> {
    let read = matches!(request.method().as_str(), "GET" | "HEAD");
    let path = request.uri().path();
    let (_, page) = PAGES_OF_ROUTES.iter().find(|(route, _)| read && *route == path)?;
    // a browser that opens a page; programs that call the API do not ask for HTML by name
    accept::names(request, &header::ACCEPT, "text/html").then(|| {
        Response::builder()
            .status(StatusCode::SEE_OTHER)
            .header(header::LOCATION, HeaderValue::from_static(page))
            .header(header::VARY, HeaderValue::from_static("Accept"))
            .finish()
    })
}
