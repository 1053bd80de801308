//! The vendor as a caller: posts what it has to tell to whoever asked for it.

use std::io;
use std::time::Duration;

use crate::twilio::callback::Callback;

/// Posts it and returns the status answered.
pub(crate) async fn post(callback: Callback) -> io::Result<u16> {
    // one TLS provider in the process; an error means that it is installed already
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(15)).build();
    let mut request = client.map_err(io::Error::other)?.post(&callback.url).body(callback.body);
    for (name, value) in callback.headers {
        request = request.header(name, value);
    }
    Ok(request.send().await.map_err(io::Error::other)?.status().as_u16())
}
