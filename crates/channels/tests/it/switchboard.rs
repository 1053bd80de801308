//! Who is asked: routes, receipts of others, and the bound of calls in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use channels::{
    Ask, Channel, Code, Failure, Found, ProviderError, Purpose, Receipt, Reference, Started, Switchboard,
    Verdict, Verifier,
};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::settings::parts;
use crate::stage::{FirstLine, owner};

/// A provider that answers when it is told to, and counts who waits.
#[derive(Default)]
struct Slow {
    waiting: AtomicUsize,
    open: Notify,
    previous: std::sync::Mutex<Vec<Option<Reference>>>,
}

#[async_trait]
impl Verifier for Slow {
    fn station(&self, purpose: Purpose) -> String {
        format!("station-{purpose}")
    }

    fn decoy(&self, _ask: &Ask) -> Reference {
        Reference::new("nobody").unwrap()
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        self.previous.lock().unwrap().push(previous.cloned());
        Ok(Started {
            reference: Reference::new("one").unwrap(),
            message: None,
            channel: ask.channel,
            repeated: false,
        })
    }

    async fn check(&self, _: &Ask, _: &Reference, _: &Code) -> Result<Verdict, ProviderError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        self.open.notified().await;
        Ok(Verdict::Wrong)
    }
}

fn board(slow: &Arc<Slow>, channels: &[Channel]) -> Switchboard {
    let line = |channel: &Channel| (*channel, "slow", slow.clone() as Arc<dyn Verifier>);
    Switchboard::from_lines(channels.iter().map(line).collect(), &parts(true))
}

#[tokio::test]
async fn security_37_a_provider_that_hangs_is_not_asked_without_end() {
    let slow = Arc::new(Slow::default());
    let board = Arc::new(board(&slow, &[Channel::Sms, Channel::Call]));
    let (ask, code) = (owner(Channel::Sms), Code::parse("123456").unwrap());
    let receipt = board.nobody(&ask).unwrap();
    let mut flood = JoinSet::new();
    for _ in 0..2_500 {
        let (board, ask, receipt, code) = (board.clone(), ask.clone(), receipt.clone(), code.clone());
        flood.spawn(async move { board.check(&ask, &receipt, &code).await });
    }
    while slow.waiting.load(Ordering::SeqCst) < 2_500 {
        tokio::task::yield_now().await;
    }
    let error = board.check(&ask, &receipt, &code).await.unwrap_err();
    assert_eq!((error.failure, error.provider.as_str()), (Failure::Busy, "slow"));
    let other = board.begin(&owner(Channel::Call), None).await;
    assert!(other.is_ok(), "another channel is another line");
    slow.open.notify_waiters();
    let answers = flood.join_all().await;
    assert!(answers.len() == 2_500 && answers.iter().all(|answer| *answer == Ok(Verdict::Wrong)));
    assert!(board.begin(&ask, None).await.is_ok(), "and it is asked again afterwards");
}

#[tokio::test]
async fn a_channel_nobody_serves_is_not_offered() {
    let board = board(&Arc::default(), &[Channel::Sms]);
    let ask = owner(Channel::WhatsApp);
    assert!(!board.offers(Channel::WhatsApp) && board.channels() == [Channel::Sms]);
    assert_eq!(board.begin(&ask, None).await.unwrap_err().failure, Failure::NotOffered);
    assert!(board.first(&ask).is_none() && board.drafted(&ask).is_none() && board.nobody(&ask).is_none());
}

#[tokio::test]
async fn a_resend_continues_only_what_the_same_provider_began_at_the_same_station() {
    let slow = Arc::new(Slow::default());
    let board = board(&slow, &[Channel::Sms, Channel::Call]);
    let ask = owner(Channel::Sms);
    let mine = board.begin(&ask, None).await.unwrap().receipt;
    let elsewhere = Receipt { station: "station-reset".to_owned(), ..mine.clone() };
    let foreign = Receipt { provider: "other".to_owned(), ..mine.clone() };
    board.begin(&owner(Channel::Call), Some(&mine)).await.unwrap();
    board.begin(&ask, Some(&elsewhere)).await.unwrap();
    board.begin(&ask, Some(&foreign)).await.unwrap();
    let seen = slow.previous.lock().unwrap().clone();
    assert_eq!(seen, [None, Some(mine.reference), None, None]);
}

#[tokio::test]
async fn what_a_provider_began_that_is_no_longer_configured_is_gone() {
    let board = board(&Arc::default(), &[Channel::Sms]);
    let (ask, code) = (owner(Channel::Sms), Code::parse("123456").unwrap());
    let reference = Reference::new("one").unwrap();
    let old = Receipt { provider: "old".to_owned(), station: String::new(), reference };
    assert_eq!(board.check(&ask, &old, &code).await, Ok(Verdict::Gone));
    assert_eq!(board.cancel(&ask, &old).await, Ok(()));
    for (provider, station) in
        [("old", "station-prove_address"), ("slow", "another"), ("slow", "station-prove_address")]
    {
        let lost = board.check_lost(&ask, (provider, station), SystemTime::UNIX_EPOCH, &code).await;
        assert_eq!(lost, Ok(Found::Gone));
    }
}
