//! The wiring: every route, the desk behind them and the front before them. The binary and the tests call the same
//! function.

use std::sync::Arc;

use channels::Switchboard;
use identity::{Clock, Identity, SigningFault, Store, Tasks};
use poem::{
    Endpoint, Request, Response, Result, Route,
    endpoint::{BoxEndpoint, EndpointExt, make},
    get, post,
};

use crate::{
    api,
    config::{Config, Optional, Shown},
    cors::Origins,
    desk::{Desk, Offer, Stage},
    docs,
    front::{Front, Manners},
    metrics, pages,
    problem::{Problem, ProblemCode, Raised},
    reports,
    routes::Routes,
};

/// Paths that are pages, not operations.
const PAGES: &[&str] = &[
    "/",
    "/app",
    "/app/*page",
    "/assets/:name",
    "/icon.svg",
    "/docs",
    "/openapi.json",
    "/readme",
    "/metrics",
    "/problems/:slug",
    "/dev/outbox",
    "/dev/outbox.json",
];

/// Paths where others post what is no operation.
const DOORS: &[&str] = &[reports::PATH];

/// The whole server but for its sockets.
pub struct App {
    /// What every handler reaches for.
    pub desk: Arc<Desk>,
    /// Work that a stop waits for.
    pub tasks: Tasks,
    endpoint: BoxEndpoint<'static, Response>,
}

impl App {
    /// Wires the house from its parts.
    pub fn new(
        config: &Config,
        store: Store,
        switchboard: Switchboard,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SigningFault> {
        let tasks = Tasks::new();
        let (channels, locales) = (switchboard.channels(), switchboard.locales());
        let outbox = switchboard.outbox();
        let identity = Identity::new(identity::Parts {
            store: store.clone(),
            switchboard: Arc::new(switchboard),
            clock: Arc::clone(&clock),
            keys: config.keys(),
            signing: config.signing(),
            also_believed: config.also_believed(),
            token_rules: config.token_rules(),
            rules: config.rules.clone(),
            tasks: tasks.clone(),
        })?;
        let offer = Offer {
            channels,
            locales,
            countries: config.rules.allowed_countries.clone(),
            code_length: config.code_length,
            resend_seconds: config.rules.resend.as_secs(),
            phone_roles: config.rules.phone_roles.iter().map(|role| role.as_str().to_owned()).collect(),
            password_min: config.rules.password_min,
        };
        let desk = Arc::new(Desk::new(config, identity, store, clock, Stage { offer, outbox }));
        let manners = Manners {
            origins: Origins {
                listed: config.cors_allowed_origins.clone(),
                loopback: config.environment.is_development(),
            },
            trusted: config.trusted_proxies.clone(),
            hsts: !config.environment.is_development(),
            most_inside: config.most_inside,
        };
        let front = Front::new(
            routes(config.shown, config.optional),
            Arc::clone(&desk),
            manners,
            Routes::new(PAGES, DOORS),
        );
        Ok(Self { desk, tasks, endpoint: front.boxed() })
    }

    /// What answers requests.
    pub fn into_endpoint(self) -> impl Endpoint<Output = Response> + 'static {
        self.endpoint
    }
}

/// A nest at `/` takes the path `/` itself, too: the front page is looked at first. So is who opens a route as a page.
fn routes(shown: Shown, optional: Optional) -> impl Endpoint<Output = Response> {
    let front = Arc::new(front(shown.application));
    let absent = Arc::new(absent(optional));
    others(shown).around(move |others, request| {
        let (front, absent) = (Arc::clone(&front), Arc::clone(&absent));
        async move {
            if shown.application
                && let Some(page) = pages::page_of_route(&request)
            {
                return Ok(page);
            }
            match request.uri().path() {
                "/" => front.call(request).await,
                path if absent.contains(&path) => Err(Problem::new(ProblemCode::NotFound).into()),
                _ => others.call(request).await,
            }
        }
    })
}

/// What `/` shows.
fn front(application: bool) -> BoxEndpoint<'static, Response> {
    if application { get(make(opened)).boxed() } else { get(page(|_, desk| Ok(pages::front(desk)))).boxed() }
}

async fn opened(request: Request) -> Result<Response> {
    Ok(pages::application(&request).await?)
}

async fn loaded(request: Request) -> Result<Response> {
    Ok(pages::asset(&request).await?)
}

/// What an operator left out is not there, whatever is asked of it.
fn absent(optional: Optional) -> Vec<&'static str> {
    let all =
        [("/login-with-otp", optional.login_with_otp), ("/forgot-password", optional.legacy_forgot_password)];
    all.into_iter().filter(|(_, served)| !served).map(|(path, _)| path).collect()
}

fn others(shown: Shown) -> Route {
    let mut route = Route::new()
        .at("/problems/:slug", get(page(|request, _| pages::problem(request))))
        .at("/dev/outbox", get(page(pages::outbox)))
        .at("/dev/outbox.json", get(page(pages::outbox_json)))
        .at("/metrics", get(page(metrics::page)))
        .at(reports::PATH, post(make(reports::take)))
        .nest("/", api::service());
    if shown.application {
        route = route
            .at("/app", get(make(opened)))
            .at("/app/*page", get(make(opened)))
            .at("/assets/:name", get(make(loaded)))
            .at("/icon.svg", get(make(loaded)));
    }
    if !shown.docs {
        return route;
    }
    route
        .at("/openapi.json", get(make(|request| async move { docs::document(&request) })))
        .at("/readme", get(make(|_| async { pages::readme() })))
        .at("/docs", get(make(|request| async move { docs::swagger(&request).await })))
}

/// A page that needs the request and the desk.
fn page<F>(show: F) -> impl Endpoint<Output = Response>
where
    F: Fn(&Request, &Desk) -> Result<Response, Raised> + Send + Sync + Copy + 'static,
{
    make(move |request: Request| async move {
        let desk = Arc::clone(Desk::of(&request)?);
        Ok::<_, poem::Error>(show(&request, &desk)?)
    })
}
