//! The drained task set: work that must finish although its client goes away, and that a stop waits for.

use std::time::Duration;

use tokio_util::task::TaskTracker;

/// Work that outlives the request which asked for it.
#[derive(Debug, Clone, Default)]
pub struct Tasks(TaskTracker);

/// The task ended without an answer: it panicked, or the process is stopping.
#[derive(Debug, thiserror::Error)]
#[error("the task ended without an answer")]
pub struct Lost;

impl Tasks {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts work at once; the returned future only waits for it, and dropping that future does not end the work.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = Result<T, Lost>> + Send + 'static {
        let running = self.0.spawn(work);
        async move { running.await.map_err(|_| Lost) }
    }

    /// How much work is under way.
    pub fn under_way(&self) -> usize {
        self.0.len()
    }

    /// Waits until all work is done, or until the time is over; tells whether all was done.
    pub async fn drain(&self, limit: Duration) -> bool {
        self.0.close();
        tokio::time::timeout(limit, self.0.wait()).await.is_ok()
    }
}
