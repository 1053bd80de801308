//! Who is asked: routes, receipts of others, and the bound of calls in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use channels::{
    Ask, Capacity, Channel, Code, Failure, Found, Parts, ProviderError, Purpose, Receipt, Reference, Started,
    Switchboard, Verdict, Verifier,
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

/// So many checks that wait, by a channel.
async fn flood(board: &Arc<Switchboard>, slow: &Slow, channel: Channel, calls: usize) -> Flood {
    let before = slow.waiting.load(Ordering::SeqCst);
    let mut flood = JoinSet::new();
    for _ in 0..calls {
        let (board, ask) = (board.clone(), owner(channel));
        flood.spawn(async move { check(&board, &ask).await });
    }
    while slow.waiting.load(Ordering::SeqCst) < before + calls {
        tokio::task::yield_now().await;
    }
    flood
}

type Flood = JoinSet<Result<Verdict, ProviderError>>;

async fn check(board: &Switchboard, ask: &Ask) -> Result<Verdict, ProviderError> {
    board.check(ask, &board.nobody(ask).unwrap(), &Code::parse("123456").unwrap()).await
}

#[tokio::test]
async fn security_37_a_provider_that_hangs_is_not_asked_without_end() {
    for (channels, calls) in [(&[Channel::Sms][..], 2_500), (&[Channel::Sms, Channel::Call], 1_250)] {
        let slow = Arc::new(Slow::default());
        let board = Arc::new(board(&slow, channels));
        let ask = owner(Channel::Sms);
        let flood = flood(&board, &slow, Channel::Sms, calls).await;
        let state = board.states()[0];
        assert_eq!((state.calls, state.calls_limit), (calls, calls));
        let error = check(&board, &ask).await.unwrap_err();
        assert_eq!((error.failure, error.provider.as_str()), (Failure::Busy, "slow"));
        for other in &channels[1..] {
            assert!(board.begin(&owner(*other), None).await.is_ok(), "another channel is another line");
        }
        slow.open.notify_waiters();
        let answers = flood.join_all().await;
        assert!(answers.len() == calls && answers.iter().all(|answer| *answer == Ok(Verdict::Wrong)));
        assert!(board.begin(&ask, None).await.is_ok(), "and it is asked again afterwards");
    }
}

#[tokio::test]
async fn lines_that_hang_have_no_more_together_than_one_would_have() {
    let slow = Arc::new(Slow::default());
    let capacity = Capacity { all: 3, each: 2 };
    let lines = [Channel::Sms, Channel::Call].map(|one| (one, "slow", slow.clone() as Arc<dyn Verifier>));
    let parts = Parts { capacity, ..parts(true) };
    let board = Arc::new(Switchboard::from_lines(lines.to_vec(), &parts));
    let floods = [flood(&board, &slow, Channel::Sms, 2).await, flood(&board, &slow, Channel::Call, 1).await];
    assert_eq!(check(&board, &owner(Channel::Call)).await.unwrap_err().failure, Failure::Busy);
    let calls: Vec<_> = board.states().iter().map(|state| (state.calls, state.calls_limit)).collect();
    assert_eq!(calls, [(2, 2), (1, 2)]);
    slow.open.notify_waiters();
    for flood in floods {
        flood.join_all().await;
    }
    assert!(board.states().iter().all(|state| state.calls == 0));
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
