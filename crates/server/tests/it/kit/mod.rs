//! What the tests through the front door share: houses on both databases, people who use them, and what they are told.
//! No test lives here.

mod answer;
pub(crate) mod bare;
pub(crate) mod carrier;
mod house;
pub(crate) mod person;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod stage;
pub(crate) mod wire;

pub(crate) use answer::Answer;
pub(crate) use house::House;
pub(crate) use person::Person;
pub(crate) use stage::Stage;

/// Runs each of these tests on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use crate::kit::Stage;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Stage::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Stage::postgres()).await;
            }
        }
    )*};
}
pub(crate) use on_both;
