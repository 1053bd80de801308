//! `cargo run -p simulator [-- --port 4020]`: Twilio Verify on this machine, until Ctrl-C.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use simulator::{Setup, Simulator, known};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port = match arguments.as_slice() {
        [] => Some(4020),
        [name, port] if name == "--port" => port.parse().ok(),
        _ => None,
    };
    let Some(port) = port else {
        say("usage: simulator [--port PORT]");
        return ExitCode::FAILURE;
    };
    match Simulator::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), Setup::default()).await {
        Ok(simulator) => {
            say(&format!("Twilio Verify, simulated, on {}", simulator.url()));
            say(&format!("  TWILIO_ACCOUNT_SID={}", known::ACCOUNT_SID));
            say(&format!("  TWILIO_AUTH_TOKEN={}", known::AUTH_TOKEN));
            say(&format!("  TWILIO_VERIFY_SERVICE_SID={}", known::SERVICE_SID));
            say(&format!("  TWILIO_VERIFY_BASE_URL={}", simulator.url()));
            say(&format!("  TWILIO_API_BASE_URL={}", simulator.url()));
            say(
                "The last code of an address: GET /control/code/+12025550123; failures on demand: GET /control/magic",
            );
            tokio::select! {
                () = simulator.wait() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&format!("cannot listen on port {port}: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program at a terminal talks to it")]
fn say(line: &str) {
    println!("{line}");
}
