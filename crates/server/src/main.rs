//! The binary `doorcode`: installs the one TLS provider, and hands over to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before any client is built: with two providers, or none, rustls cannot choose.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        return ExitCode::FAILURE;
    }
    server::cli::run()
}
