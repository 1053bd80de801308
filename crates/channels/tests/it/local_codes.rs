//! Codes made here, and the sandbox's outbox that shows them.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use channels::{
    Address, Ask, Channel, Code, Failure, LocalCodes, MessageId, Messenger, Parts, ProviderError, Purpose,
    Settings, Switchboard, Verdict, Verifier, Words,
};

use crate::settings::parts;
use crate::stage::{FirstLine, owner};

/// A carrier that keeps what it was given, or fails.
#[derive(Default)]
struct Carrier {
    given: Mutex<Vec<(Address, Channel, String, Code)>>,
    fails: Mutex<Option<Failure>>,
}

struct Handle(Arc<Carrier>);

#[async_trait]
impl Messenger for Handle {
    async fn deliver(
        &self,
        to: &Address,
        channel: Channel,
        message: &channels::Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let code = message.code().unwrap().clone();
        let given = (to.clone(), channel, message.text().to_owned(), code.clone());
        assert!(!message.subject().contains(code.expose()), "a subject is read by everybody");
        self.0.given.lock().unwrap().push(given);
        let fails = *self.0.fails.lock().unwrap();
        fails.map_or(Ok(None), |failure| Err(ProviderError::new("carrier", failure)))
    }
}

impl Carrier {
    fn last(&self) -> (Address, Channel, String, Code) {
        self.given.lock().unwrap().last().cloned().expect("a message was given")
    }
}

fn codes(carrier: &Arc<Carrier>, key: u8, code_length: u8) -> Arc<dyn Verifier> {
    let words = Arc::new(Words::new("Acme", Duration::from_secs(600)));
    let parts = Parts { key: [key; 32], code_length, words, ..parts(true) };
    LocalCodes::carried_by(Handle(carrier.clone()), "carrier", &parts)
}

#[tokio::test]
async fn the_words_hold_the_brand_the_code_and_its_life() {
    let carrier = Arc::new(Carrier::default());
    codes(&carrier, 7, 6).start(&owner(Channel::Sms), None).await.unwrap();
    let (to, channel, text, code) = carrier.last();
    assert_eq!((to, channel), (owner(Channel::Sms).to, Channel::Sms));
    let digits = code.expose();
    assert_eq!(
        text,
        format!(
            "Your Acme verification code is: {digits}. It expires in 10 minutes. \
             Never share it; we never ask for it."
        )
    );
}

#[tokio::test]
async fn security_01_codes_have_their_length_and_are_not_guessed_from_each_other() {
    let carrier = Arc::new(Carrier::default());
    for length in 4..=10 {
        let verifier = codes(&carrier, 7, length);
        verifier.start(&owner(Channel::Sms), None).await.unwrap();
        assert_eq!(carrier.last().3.expose().len(), usize::from(length));
    }
    let verifier = codes(&carrier, 7, 10);
    let mut seen = HashSet::new();
    for _ in 0..500 {
        verifier.start(&owner(Channel::Sms), None).await.unwrap();
        seen.insert(carrier.last().3.expose().to_owned());
    }
    assert!(seen.len() >= 499, "only {} of 500 codes differ", seen.len());
    for first in '0'..='9' {
        assert!(seen.iter().any(|code| code.starts_with(first)), "none begins with {first}");
    }
}

#[tokio::test]
async fn a_code_is_bound_to_key_nonce_purpose_and_address() {
    let carrier = Arc::new(Carrier::default());
    let verifier = codes(&carrier, 7, 10);
    let ask = owner(Channel::Sms);
    let reference = verifier.start(&ask, None).await.unwrap().reference;
    let code = carrier.last().3;
    assert_eq!(verifier.check(&ask, &reference, &code).await.unwrap(), Verdict::Right);
    assert_eq!(
        verifier.check(&owner(Channel::Call), &reference, &code).await.unwrap(),
        Verdict::Right,
        "the channel is no part"
    );
    assert_eq!(codes(&carrier, 8, 10).check(&ask, &reference, &code).await.unwrap(), Verdict::Wrong);
    let nobody = verifier.decoy(&ask);
    assert_eq!(verifier.check(&ask, &nobody, &code).await.unwrap(), Verdict::Wrong);
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != ask.purpose) {
        let other = Ask { purpose, ..ask.clone() };
        assert_eq!(verifier.check(&other, &reference, &code).await.unwrap(), Verdict::Wrong, "{purpose}");
    }
    let other = Ask { to: Address::stored("+12025550124").unwrap(), ..ask.clone() };
    assert_eq!(verifier.check(&other, &reference, &code).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn the_code_of_a_start_without_an_answer_still_counts() {
    let carrier = Arc::new(Carrier::default());
    let verifier = codes(&carrier, 7, 6);
    let ask = owner(Channel::Sms);
    let draft = verifier.draft(&ask).unwrap();
    *carrier.fails.lock().unwrap() = Some(Failure::Unknown);
    let error = verifier.start(&ask, Some(&draft)).await.unwrap_err();
    assert_eq!(error.failure, Failure::Unknown);
    let code = carrier.last().3;
    assert_eq!(verifier.check(&ask, &draft, &code).await.unwrap(), Verdict::Right);
}

#[tokio::test]
async fn the_outbox_keeps_the_newest_two_hundred_in_order() {
    let settings = Settings::new([("CHANNEL_SMS".to_owned(), "sandbox".to_owned())]);
    let board = Switchboard::build(&settings, &parts(true));
    let outbox = board.outbox().unwrap();
    let number = |at: u32| Address::stored(&format!("+1202555{at:04}")).unwrap();
    for at in 0..203 {
        let ask = Ask { to: number(at), ..owner(Channel::Sms) };
        board.begin(&ask, None).await.unwrap();
    }
    let kept = outbox.messages();
    assert_eq!(kept.len(), 200);
    assert_eq!((&kept[0].to, &kept[199].to), (&number(202), &number(3)));
    assert!(outbox.last_to(&number(2)).is_none());
    let last = outbox.last_to(&number(202)).unwrap();
    assert!(last.body.contains(last.code.as_ref().unwrap().expose()));
    assert!(!format!("{last:?}").contains(last.code.as_ref().unwrap().expose()), "{last:?}");
    assert_eq!((last.channel, last.sent_at), (Channel::Sms, std::time::SystemTime::UNIX_EPOCH));
    assert_eq!(format!("{outbox:?}"), "Outbox(…)");
}
