//! The command line: the server itself, and what an operator does beside it. Results go to standard output, log lines to
//! standard error.

mod check;
mod database;
mod house;
mod providers;
mod send;
mod serve;
mod user;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use channels::ChannelWish;
use clap::{Parser, Subcommand};

use crate::{config, docs, telemetry};
use house::{Ground, House, Plan};

/// A self-hosted Twilio Verify proxy with pluggable channels.
#[derive(Parser)]
#[command(
    name = "doorcode",
    version,
    about,
    after_help = "Settings come from the environment and a file; the environment wins. See .env.example."
)]
struct CommandLine {
    /// The file of settings, instead of `.env` in the current folder
    #[arg(long, global = true, value_name = "FILE")]
    env_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve requests (the default)
    Serve,
    /// Print the OpenAPI document
    Openapi,
    /// Print the table of providers, as the README has it
    Providers,
    /// Bring the database to the newest layout
    Migrate,
    /// Examine the configuration, the database and the providers; sends nothing
    Check,
    /// Send a test message
    Send {
        /// A phone number or mailbox
        #[arg(long)]
        to: String,
        /// sms, whatsapp, call or email, or auto for the order of `AUTO_CHANNELS`; where none is named, sms for a number and
        /// email for a mailbox
        #[arg(long)]
        channel: Option<ChannelWish>,
    },
    /// Look after one account
    #[command(subcommand)]
    User(user::UserCommand),
}

/// What a command failed with: a sentence for the operator, and the remedy in it.
type Outcome = Result<(), String>;

/// Runs what the command line says.
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let command = line.command.unwrap_or(Command::Serve);
    if matches!(command, Command::Openapi) {
        say(docs::document_text().trim_end());
        return ExitCode::SUCCESS;
    }
    if matches!(command, Command::Providers) {
        say(providers::table().trim_end());
        return ExitCode::SUCCESS;
    }
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().build() else {
        return failed("The runtime could not be started.");
    };
    let done = runtime.block_on(obey(command, line.env_file.as_deref()));
    // What was drained is done; what was not must not hold the exit.
    runtime.shutdown_background();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(says) => failed(&says),
    }
}

async fn obey(command: Command, env_file: Option<&Path>) -> Outcome {
    let source = config::from_environment(env_file);
    let plan = Plan::read(&source);
    let quiet = !matches!(command, Command::Serve);
    let filter = plan.config.log_filter.as_deref().or(quiet.then_some("warn"));
    let _telemetry = telemetry::start(plan.config.log_format, filter);
    if matches!(command, Command::Check) {
        return check::check(&source, plan).await;
    }
    if let Some(says) = house::faults(&source) {
        return Err(says);
    }
    match command {
        Command::Send { to, channel } => send::send(plan, &to, channel).await,
        Command::User(command) => user::user(House::open(plan, Ground::Built).await?, command).await,
        Command::Migrate => {
            let house = House::open(plan, Ground::Any).await?;
            say(&format!("The {} database has the newest layout.", house.store.describe()));
            Ok(())
        }
        Command::Serve | Command::Openapi | Command::Providers | Command::Check => {
            for warning in house::warnings(&source, &plan) {
                tracing::warn!("{warning}");
            }
            serve::serve(House::open(plan, Ground::Any).await?).await
        }
    }
}

/// A line of a command's result. Whoever stopped listening (`doorcode openapi | head`) misses nothing.
fn say(line: &str) {
    writeln!(io::stdout().lock(), "{line}").ok();
}

#[expect(clippy::print_stderr, reason = "the one place where a command says why it failed")]
fn failed(says: &str) -> ExitCode {
    eprintln!("{says}");
    ExitCode::FAILURE
}
