//! The application in the binary: where it is served, with which headers, what is no part of it, and that it was built from
//! the sources beside it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use poem::{
    http::{Method, StatusCode},
    test::TestResponse,
};
use sha2::{Digest, Sha256};

use crate::kit::bare::{house, problem};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn text(response: TestResponse) -> String {
    response.0.into_body().into_string().await.unwrap()
}

/// Paths of this server's own that the document loads.
fn loaded(document: &str) -> Vec<String> {
    let attributes = ["src=\"/", "href=\"/"];
    let found = attributes.iter().flat_map(|start| document.split(start).skip(1));
    found.map(|rest| format!("/{}", rest.split('"').next().unwrap())).collect()
}

#[tokio::test]
async fn every_page_is_the_one_document_under_a_strict_policy() {
    let house = house(&[]).await;
    let document = text(house.get("/").send().await).await;
    assert!(document.contains("<div id=\"root\">"), "{document}");
    for path in ["/", "/app", "/app/", "/app/register", "/app/login/code", "/app/no/such/page", "/app/x?y=z"]
    {
        let page = house.get(path).header("accept", BROWSER).send().await;
        page.assert_status_is_ok();
        page.assert_header("content-type", "text/html; charset=utf-8");
        page.assert_header("cache-control", "no-cache");
        page.assert_header("x-content-type-options", "nosniff");
        page.assert_header("referrer-policy", "no-referrer");
        page.assert_header("permissions-policy", "otp-credentials=(self)");
        let policy = page.0.header("content-security-policy").unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(text(page).await, document, "{path}");
    }
}

#[tokio::test]
async fn what_the_document_loads_is_there_and_kept_for_good() {
    let house = house(&[]).await;
    let document = text(house.get("/").send().await).await;
    let loaded = loaded(&document);
    assert!(loaded.len() >= 3, "{loaded:?}");
    for path in loaded {
        let file = house.get(&path).header("accept-encoding", "gzip, br").send().await;
        file.assert_status_is_ok();
        file.assert_header("content-encoding", "gzip");
        file.assert_header("vary", "Accept-Encoding");
        let kind = match Path::new(&path).extension().and_then(|end| end.to_str()) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            other => panic!("{other:?}"),
        };
        file.assert_header("content-type", kind);
        let kept =
            if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        file.assert_header("cache-control", kept);
        let tag = file.0.header("etag").unwrap().to_owned();
        let again = house.get(&path).header("if-none-match", tag).send().await;
        again.assert_status(StatusCode::NOT_MODIFIED);
        again.assert_header("cache-control", kept);
        let plain = house.get(&path).send().await;
        plain.assert_header_is_not_exist("content-encoding");
        let plain = plain.0.into_body().into_vec().await.unwrap();
        assert_eq!(plain, fs::read(web().join("dist").join(&path[1..])).unwrap(), "{path}");
    }
}

#[tokio::test]
async fn a_head_is_answered_like_a_get_without_a_body() {
    let house = house(&[]).await;
    for path in ["/", "/app/login", "/icon.svg"] {
        let head = house.request(Method::HEAD, path).send().await;
        head.assert_status_is_ok();
        assert!(head.0.header("etag").is_some(), "{path}");
        assert_eq!(text(head).await, "", "{path}");
    }
}

#[tokio::test]
async fn everything_else_is_the_api_or_nowhere() {
    let house = house(&[]).await;
    let strangers = [
        "/assets/none.js",
        "/assets",
        "/assets/",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/index.html",
        "/inputs.sha256",
        "/application",
        "/favicon.png",
        "/app.js",
    ];
    for path in strangers {
        problem(house.get(path).header("accept", BROWSER).send().await, 404, "not_found").await;
    }
    for path in ["/", "/app", "/app/login", "/icon.svg", "/assets/none.js"] {
        let posted = house.post(path).body("").send().await;
        posted.assert_header("allow", "GET, HEAD");
        problem(posted, 405, "method_not_allowed").await;
    }
    problem(house.get("/me").header("accept", BROWSER).send().await, 401, "unauthorized").await;
}

#[tokio::test]
async fn a_browser_that_opens_a_route_is_sent_to_its_page_and_a_program_is_not() {
    let house = house(&[]).await;
    // no operation is called `/register`, but people type it
    for (route, page, (status, code)) in [
        ("/register", "/app/register", (404, "not_found")),
        ("/login/", "/app/login", (405, "method_not_allowed")),
        ("/forgot-password", "/app/forgot-password", (405, "method_not_allowed")),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let sent = house.request(method, route).header("accept", BROWSER).send().await;
            sent.assert_status(StatusCode::SEE_OTHER);
            sent.assert_header("location", page);
            sent.assert_header("vary", "Accept");
        }
        for accepted in
            ["*/*", "application/json", "text/plain, */*", "application/vnd.text/html", "text/html;q=0"]
        {
            problem(house.get(route).header("accept", accepted).send().await, status, code).await;
        }
        problem(house.get(route).send().await, status, code).await;
    }
    let posted = house.post("/login").header("accept", BROWSER).body("").send().await;
    problem(posted, 415, "unsupported_media_type").await;
    problem(house.get("/login-with-otp").header("accept", BROWSER).send().await, 405, "method_not_allowed")
        .await;
}

#[tokio::test]
async fn a_route_that_is_switched_off_still_has_its_page() {
    let house = house(&[("LEGACY_FORGOT_PASSWORD", "off")]).await;
    let sent = house.get("/forgot-password").header("accept", BROWSER).send().await;
    sent.assert_header("location", "/app/forgot-password");
    problem(house.get("/forgot-password").send().await, 404, "not_found").await;
}

#[tokio::test]
async fn the_application_can_be_switched_off() {
    let house = house(&[("WEB_APP", "off")]).await;
    let links = text(house.get("/").send().await).await;
    for link in ["/docs", "/openapi.json", "/readme", "/dev/outbox", "/config"] {
        assert!(links.contains(&format!("href=\"{link}\"")), "{links}");
    }
    for path in ["/app", "/app/login", "/icon.svg"] {
        problem(house.get(path).send().await, 404, "not_found").await;
    }
    let opened = house.get("/login").header("accept", BROWSER).send().await;
    problem(opened, 405, "method_not_allowed").await;
}

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web")
}

/// Every file under a folder, as paths from `web/`.
fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(web().join(folder)).unwrap().map(Result::unwrap);
    // what begins with a dot belongs to an editor or to the system
    let entries = entries.filter(|entry| !entry.file_name().to_str().unwrap().starts_with('.'));
    let found = entries.flat_map(|entry| {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() { files(&path) } else { vec![path] }
    });
    found.collect()
}

fn sha256(bytes: &[u8]) -> String {
    let digits: Vec<_> = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// As `web/scripts/inputs.mjs` writes it after a build: without Node, a build cannot be repeated, but its inputs can be read.
#[test]
fn the_application_was_built_from_the_sources_beside_it() {
    let single = [
        "app/index.html",
        "app/package.json",
        "app/tsconfig.json",
        "app/vite.config.ts",
        "package-lock.json",
        "package.json",
        "packages/client/package.json",
        "packages/client/tsconfig.json",
        "packages/react/package.json",
        "packages/react/tsconfig.json",
        "tsconfig.base.json",
    ];
    let folders = ["app/public", "app/src", "packages/client/src", "packages/react/src"];
    let mut inputs: Vec<_> = single.iter().map(ToString::to_string).collect();
    inputs.extend(folders.iter().flat_map(|folder| files(folder)));
    inputs.sort();
    assert!(inputs.len() > 50, "{inputs:?}");
    let line = |path: &String| format!("{path} {}\n", sha256(&fs::read(web().join(path)).unwrap()));
    let lines = inputs.iter().map(line).collect::<Vec<_>>().concat();
    let built_from = fs::read_to_string(web().join("dist/inputs.sha256")).unwrap();
    assert_eq!(
        built_from.trim(),
        sha256(lines.as_bytes()),
        "web/dist is not built from these sources: `just web`"
    );
}
