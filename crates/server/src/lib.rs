//! doorcode's outermost floor: HTTP, configuration and wiring. A handler understands a request, asks identity, and answers;
//! no query, no provider and no token is made here.

pub mod accept;
pub mod api;
pub mod app;
pub mod auth;
pub mod body;
pub mod caller;
pub mod cli;
pub mod config;
pub mod cors;
pub mod desk;
pub mod docs;
pub mod front;
pub mod legacy;
pub mod listen;
pub mod metrics;
pub mod pages;
pub mod problem;
pub mod reports;
pub mod routes;
pub mod still;
pub mod telemetry;
pub mod words;

pub use app::App;
pub use config::Config;
