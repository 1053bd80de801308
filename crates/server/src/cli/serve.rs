//! `doorcode serve`: opens the doors, says where they are, and closes them in good order.

use std::{
    process,
    sync::{Arc, OnceLock},
    time::Duration,
};

use poem::Server;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use super::{Outcome, house::House, say};
use crate::{App, config::Config, listen::Doors, metrics};

/// A stop waits this long for requests and for the work they started.
const DRAIN: Duration = Duration::from_secs(10);
/// How often old rows are swept.
const SWEEP: Duration = Duration::from_mins(1);

pub(super) async fn serve(house: House) -> Outcome {
    let House { config, switchboard, clock, store } = house;
    metrics::start();
    let database = store.describe();
    let app = App::new(&config, store, switchboard, clock)
        .map_err(|fault| format!("The signing key cannot be used: {fault}. Check JWT_PRIVATE_KEY_FILE."))?;
    let doors = Doors::open(config.host, config.port).await.map_err(|shut| shut.to_string())?;
    let mut stop = Stop::listen().map_err(|_| "Signals cannot be received on this machine.".to_owned())?;
    banner(&config, &doors, &app, database);

    let (desk, tasks) = (app.desk.clone(), app.tasks.clone());
    let server = Server::new_with_acceptor(doors).name("doorcode");
    let told = Arc::new(OnceLock::new());
    let stopping = {
        let (desk, told) = (desk.clone(), told.clone());
        async move {
            stop.first().await;
            desk.stop();
            told.get_or_init(Instant::now);
            tracing::info!("stopping: no new connections, waiting for what is under way");
            end_at_the_second(stop);
        }
    };
    let serving = server.run_with_graceful_shutdown(app.into_endpoint(), stopping, Some(DRAIN));
    tokio::select! {
        ended = serving => ended.map_err(|_| "The server ended by itself.".to_owned())?,
        () = sweeping(&desk) => {}
    }
    // One deadline for both: first the requests, then the work they left behind.
    let left = told.get().map_or(DRAIN, |at: &Instant| DRAIN.saturating_sub(at.elapsed()));
    if !tasks.drain(left).await {
        tracing::warn!("stopped with work still under way");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The two signals that ask a process to stop.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn first(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Waits for the second signal beside the drain, and then ends at once.
#[expect(
    clippy::disallowed_methods,
    reason = "must not be drained: it waits for a signal that may never come"
)]
fn end_at_the_second(mut stop: Stop) {
    tokio::spawn(async move {
        stop.first().await;
        process::exit(130);
    });
}

/// Sweeps old rows now and then, for as long as the server runs.
async fn sweeping(desk: &crate::desk::Desk) {
    let mut rounds = interval(SWEEP);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first round comes at once; a start has better things to do.
    rounds.tick().await;
    loop {
        rounds.tick().await;
        match timeout(SWEEP, desk.identity.sweep()).await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::warn!("old rows were not swept: {fault}"),
            Err(_) => tracing::warn!("sweeping old rows takes too long"),
        }
        metrics::tidy();
    }
}

fn banner(config: &Config, doors: &Doors, app: &App, database: &str) {
    let bound = doors.address().map_or_else(String::new, |address| format!("http://{address}"));
    let base = if config.port == 0 { bound.as_str() } else { config.public_url.as_str() };
    let channels: Vec<_> = app.desk.offer.channels.iter().map(|channel| channel.as_str()).collect();
    say(&format!("doorcode {} on {bound} ({database})", env!("CARGO_PKG_VERSION")));
    let page = if config.shown.application { "application" } else { "page       " };
    say(&format!("  {page} {base}/"));
    if config.shown.docs {
        say(&format!("  Swagger UI  {base}/docs"));
    }
    if app.desk.outbox.is_some() {
        say(&format!("  outbox      {base}/dev/outbox   (sandbox: nothing is really sent)"));
    }
    say(&format!("  channels    {}", channels.join(", ")));
    tracing::info!(address = bound, database, channels = channels.join(","), "serving");
}
