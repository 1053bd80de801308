//! Work of its own: the server, and what the vendor posts by itself.

use tokio::task::JoinHandle;

#[expect(clippy::disallowed_methods, reason = "a stand-in for a vendor has nothing that must be drained")]
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(work)
}
