//! What happens to every request, whatever it asks: it gets an id and a caller, is turned away when too many are inside,
//! has a deadline, and leaves with the same headers and one log line. Knows no operation.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::FutureExt;
use identity::Timestamp;
use ipnet::IpNet;
use poem::{
    Endpoint, Error, IntoResponse, Request, Response, Result,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, uri::PathAndQuery},
};
use tokio::time::Instant;

use crate::{
    caller::{Arrival, RequestId},
    cors::Origins,
    desk::Desk,
    legacy, metrics,
    problem::{Problem, ProblemCode, Scheme, problem_of},
    routes::Routes,
};

/// A request must be answered after this long; what it started goes on by itself.
const DEADLINE: Duration = Duration::from_secs(10);
/// When to come back after being turned away.
pub const SOON: Duration = Duration::from_secs(2);

/// How the front treats requests.
pub struct Manners {
    /// Which web pages may call.
    pub origins: Origins,
    /// Proxies whose word about the client counts.
    pub trusted: Vec<IpNet>,
    /// Whether browsers are told to come by HTTPS alone (RFC 6797).
    pub hsts: bool,
    /// Requests that may be inside at once; further ones are turned away at once instead of late.
    pub most_inside: usize,
}

/// The front of the house.
pub struct Front<E> {
    inner: E,
    desk: Arc<Desk>,
    manners: Manners,
    routes: Routes,
    inside: AtomicUsize,
}

impl<E> Front<E> {
    /// The front before `inner`.
    pub fn new(inner: E, desk: Arc<Desk>, manners: Manners, routes: Routes) -> Self {
        Self { inner, desk, manners, routes, inside: AtomicUsize::new(0) }
    }
}

/// A place inside, given back when the request is over or its client gone.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(inside: &'a AtomicUsize, most: usize) -> Option<Self> {
        let place = Self(inside);
        (inside.fetch_add(1, Ordering::Relaxed) < most).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is remembered of a request until its answer leaves.
struct Visit {
    id: RequestId,
    method: Method,
    path: Uri,
    origin: Option<HeaderValue>,
    since: Instant,
}

impl<E: Endpoint> Endpoint for Front<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let visit = self.welcome(&mut request);
        let mut response = match self.manners.origins.preflight(&request) {
            Some(answer) => answer,
            None => self.serve(request, &visit).await,
        };
        if response.status() != StatusCode::NOT_FOUND {
            legacy::mark(visit.path.path(), response.headers_mut());
        }
        self.dress(&visit, response.headers_mut());
        report(&visit, self.routes.name(visit.path.path()), response.status());
        Ok(response)
    }
}

impl<E: Endpoint> Front<E> {
    fn welcome(&self, request: &mut Request) -> Visit {
        let now: Timestamp = self.desk.clock.now();
        let id = RequestId::of(request.headers(), now);
        let arrival = Arrival::of(request, &self.manners.trusted, id.clone());
        trim(request);
        request.extensions_mut().insert(arrival);
        request.extensions_mut().insert(Arc::clone(&self.desk));
        let origin = request.headers().get(header::ORIGIN).cloned();
        let (method, path) = (request.method().clone(), request.uri().clone());
        Visit { id, method, path, origin, since: Instant::now() }
    }

    async fn serve(&self, request: Request, visit: &Visit) -> Response {
        let place = Place::take(&self.inside, self.manners.most_inside);
        // A supervisor must hear that the process lives, above all when it is busy.
        if place.is_none() && !matches!(visit.path.path(), "/healthz" | "/readyz" | "/metrics") {
            return self.turn_away(visit);
        }
        let answering = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        match tokio::time::timeout(DEADLINE, answering).await {
            Ok(Ok(Ok(answer))) => answer.into_response(),
            Ok(Ok(Err(error))) => self.explain(error, visit),
            Ok(Err(panic)) => self.panicked(panic, visit),
            Err(_) => self.turn_away(visit),
        }
    }

    fn turn_away(&self, visit: &Visit) -> Response {
        self.refuse(Problem::new(ProblemCode::Unavailable).after(SOON), Scheme::Bearer, visit)
    }

    fn explain(&self, error: Error, visit: &Visit) -> Response {
        if error.is_from_response() {
            return error.into_response();
        }
        let (problem, scheme) = problem_of(error);
        self.refuse(problem, scheme, visit)
    }

    fn panicked(&self, panic: Box<dyn Any + Send>, visit: &Visit) -> Response {
        // Its text may hold a value; the hook of the log has told the place.
        drop(panic);
        self.refuse(Problem::new(ProblemCode::Internal), Scheme::Bearer, visit)
    }

    fn refuse(&self, mut problem: Problem, scheme: Scheme, visit: &Visit) -> Response {
        problem.request_id = Some(visit.id.as_str().to_owned());
        legacy::speak(&mut problem, visit.path.path());
        let mut response = problem.response(scheme);
        if problem.code == ProblemCode::MethodNotAllowed
            && let Some(allow) = self.routes.allow(visit.path.path())
        {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    }

    /// The headers every answer leaves with.
    fn dress(&self, visit: &Visit, headers: &mut HeaderMap) {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if self.manners.hsts {
            let year = HeaderValue::from_static("max-age=31536000");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
        }
        if let Some(id) = visit.id.header() {
            headers.insert(RequestId::HEADER, id);
        }
        self.manners.origins.allow(visit.origin.as_ref(), headers);
    }
}

/// A path with a slash at its end is the same route.
fn trim(request: &mut Request) {
    let path = request.uri().path();
    if path.len() < 2 || !path.ends_with('/') {
        return;
    }
    let trimmed = path.trim_end_matches('/');
    let trimmed = if trimmed.is_empty() { "/" } else { trimmed };
    let trimmed = match request.uri().query() {
        Some(query) => format!("{trimmed}?{query}"),
        None => trimmed.to_owned(),
    };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(trimmed).ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// The one line of a request: the route, never the path, which anybody may fill with anything.
fn report(visit: &Visit, route: Option<&str>, status: StatusCode) {
    let (took, status) = (visit.since.elapsed(), status.as_u16());
    let method = known(&visit.method);
    let route = route.unwrap_or("-");
    metrics::count_request(method, route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let request_id = visit.id.as_str();
    if status >= 500 {
        tracing::warn!(method, route, status, ms, request_id, "request");
    } else {
        tracing::info!(method, route, status, ms, request_id, "request");
    }
}

/// Methods are a closed list in logs and figures, whatever a client makes up.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
