//! `cargo run -p simulator [-- --port 4020]`: Twilio Verify and other vendors on this machine, until Ctrl-C.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use simulator::{MailRules, MailServer, Setup, Simulator, known};

const USAGE: &str = "\
usage: simulator [--port PORT]

  --port PORT   where to listen on 127.0.0.1; 4020 unless told, 0 for a free port. The mail server is five
                further: 4025
  -h, --help    this text

Once it runs:
  GET /control/code/{to}   the code of the last message to an address
  GET /control/magic       the numbers that fail on purpose, and how
The README of the crate lists all control endpoints, switches and magic numbers.";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Some(4020),
        ["--help" | "-h"] => {
            say(USAGE);
            return ExitCode::SUCCESS;
        }
        ["--port", port] => port.parse().ok(),
        _ => None,
    };
    let Some(port) = port else {
        complain(USAGE);
        return ExitCode::from(2);
    };
    match Simulator::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), Setup::default()).await {
        Ok(simulator) => {
            say(&format!("Twilio Verify, simulated, on {}", simulator.url()));
            say(&format!("  TWILIO_ACCOUNT_SID={}", known::ACCOUNT_SID));
            say(&format!("  TWILIO_AUTH_TOKEN={}", known::AUTH_TOKEN));
            say(&format!("  TWILIO_VERIFY_SERVICE_SID={}", known::SERVICE_SID));
            say(&format!("  TWILIO_VERIFY_BASE_URL={}", simulator.url()));
            say(&format!("  TWILIO_API_BASE_URL={}", simulator.url()));
            say("or one of the others:");
            for (key, value) in [
                ("TWILIO_PHONE_NUMBER", known::FROM_NUMBER),
                ("TWILIO_MESSAGING_BASE_URL", &simulator.url()),
                ("VONAGE_API_KEY", known::VONAGE_API_KEY),
                ("VONAGE_API_SECRET", known::VONAGE_API_SECRET),
                ("VONAGE_WHATSAPP_NUMBER", known::VONAGE_WHATSAPP_NUMBER),
                ("VONAGE_BASE_URL", &simulator.url()),
                ("VONAGE_REST_BASE_URL", &simulator.url()),
                ("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID),
                ("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN),
                ("PLIVO_BASE_URL", &simulator.url()),
                ("AWS_REGION", known::AWS_REGION),
                ("AWS_ACCESS_KEY_ID", known::AWS_ACCESS_KEY_ID),
                ("AWS_SECRET_ACCESS_KEY", known::AWS_SECRET_ACCESS_KEY),
                ("AWS_SNS_BASE_URL", &simulator.url()),
                ("WEBHOOK_URL", &format!("{}/webhook", simulator.url())),
                ("WEBHOOK_SECRET", known::WEBHOOK_SECRET),
            ] {
                say(&format!("  {key}={value}"));
            }
            let mails = mail_server(&simulator, port).await;
            say(
                "The last code of an address: GET /control/code/+12025550123; failures on demand: GET /control/magic",
            );
            tokio::select! {
                () = simulator.wait() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            drop(mails);
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("cannot listen on port {port}: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Without one the rest is as good: its port may be taken.
async fn mail_server(simulator: &Simulator, port: u16) -> Option<MailServer> {
    let port = if port == 0 { 0 } else { port.saturating_add(5) };
    match simulator.takes_mail(port, MailRules::default()).await {
        Ok(mails) => {
            say(&format!("  SMTP_URL=smtp://127.0.0.1:{}", mails.port()));
            say("  MAIL_FROM=codes@example.com");
            Some(mails)
        }
        Err(error) => {
            complain(&format!("no mail server: cannot listen on port {port}: {error}"));
            None
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program at a terminal talks to it")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "a program at a terminal complains to it")]
fn complain(line: &str) {
    eprintln!("{line}");
}
