//! The binary `doorcode`: chooses the allocator, installs the one TLS provider, and hands over to the command line.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Before any client is built: with two providers, or none, rustls cannot choose.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        return ExitCode::FAILURE;
    }
    server::cli::run()
}
