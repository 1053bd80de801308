//! What every provider promises, run for every entry of `providers::ALL`. One without a stage in `stage.rs` does not pass,
//! nor does one that talks to a network and has no double. What only one provider does is tested in a file of its own.

use std::time::Duration;

use channels::{Address, Ask, Code, Codes, Failure, Locale, Purpose, Receipt, Verdict, providers};
use simulator::Act;
use tokio::time::Instant;

use crate::stage::{Deed, FirstLine, OWNER, Stage, another};

/// The deadline of the tests' client, and some for the machine.
const PATIENCE: Duration = Duration::from_secs(3);
/// Late, and far from the 900 milliseconds of the tests' client.
const LATE: Duration = Duration::from_millis(300);

fn says_nothing_of(to: &Address, error: &channels::ProviderError) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(&to.as_str()[2..]), "an address shows in {shown}");
}

#[test]
fn every_provider_has_a_name_and_a_channel_of_its_own() {
    for (at, provider) in providers::ALL.iter().enumerate() {
        assert!(!provider.channels.is_empty(), "{}", provider.name);
        assert!(provider.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", provider.name);
        assert!(providers::ALL[..at].iter().all(|other| other.name != provider.name), "{}", provider.name);
    }
}

#[tokio::test]
async fn a_right_code_is_right_and_another_is_wrong() {
    for (name, stage) in Stage::all().await {
        let receipt = stage.start(&stage.owner()).await;
        let code = stage.last_code(&stage.owner());
        assert_eq!(stage.check(&receipt, &another(&code)).await, Verdict::Wrong, "{name}");
        assert_eq!(stage.check(&receipt, &code).await, Verdict::Right, "{name}");
    }
}

#[tokio::test]
async fn a_code_reaches_the_owner_by_every_channel_of_the_provider() {
    for provider in providers::ALL {
        for channel in provider.channels {
            let (name, stage) = (provider.name, Stage::of(provider).await);
            let locale = Some(Locale::parse("pt-BR").unwrap());
            let ask = Ask { locale, ..stage.owner_by(*channel) };
            assert!(channel.carries(&ask.to) && stage.board.offers(*channel), "{name} {channel}");
            let begun = stage.board.begin(&ask, stage.board.drafted(&ask).as_ref()).await.unwrap();
            assert_eq!((begun.channel, begun.repeated), (*channel, false), "{name} {channel}");
            let code = stage.last_code(&ask);
            let verdict = stage.board.check(&ask, &begun.receipt, &code).await.unwrap();
            assert_eq!(verdict, Verdict::Right, "{name} {channel}");
        }
    }
}

/// Mailboxes and numbers whose characters mean something elsewhere: in a number, in a form, in JSON, in a template, in a mail.
const EXACT: [&str; 14] = [
    "+x@example.com",
    "++1@example.com",
    "+12025550123@example.com",
    "12025550123@example.com",
    "a+b@example.com",
    "o'neil@example.com",
    "a.b@example.com",
    "a&b=c@example.com",
    "{code}@example.com",
    "!#$*-/?^_`|~@example.com",
    OWNER,
    "+447400123456",
    "+393123456789",
    "+2250701234567",
];

#[tokio::test]
async fn security_11_a_code_goes_to_exactly_the_address_it_was_asked_for() {
    for provider in providers::ALL {
        for channel in provider.channels {
            let (name, stage) = (provider.name, Stage::of(provider).await);
            let addresses = EXACT.map(|text| Address::stored(text).unwrap());
            let mut expected = Vec::new();
            for to in addresses.into_iter().filter(|to| channel.carries(to)) {
                expected.push(to.as_str().to_owned());
                let ask = Ask { to, ..stage.owner_by(*channel) };
                let begun = stage.board.begin(&ask, None).await.unwrap();
                let code = stage.last_code(&ask);
                let verdict = stage.board.check(&ask, &begun.receipt, &code).await.unwrap();
                assert_eq!(verdict, Verdict::Right, "{name} {channel} {:?}", expected.last());
            }
            assert_eq!(stage.double.addressed(), expected, "{name} {channel}");
        }
    }
}

#[tokio::test]
async fn a_resend_repeats_the_code_or_ends_the_old_one_whatever_the_channel() {
    for (name, stage) in Stage::all().await {
        let ask = stage.owner();
        let receipt = stage.start(&ask).await;
        let first = stage.last_code(&ask);
        let channel = *stage.provider.channels.iter().rfind(|channel| channel.carries(&ask.to)).unwrap();
        let again = stage.board.begin(&stage.owner_by(channel), Some(&receipt)).await.unwrap();
        assert_eq!((again.channel, again.repeated), (channel, false), "{name}");
        if name == "vonage-verify" {
            assert_ne!(again.receipt.reference, receipt.reference);
            assert_eq!(stage.check(&receipt, &first).await, Verdict::Gone);
        } else {
            assert!(first.same(&stage.last_code(&ask)), "{name}");
            assert_eq!(again.receipt, receipt, "{name}");
        }
        assert_eq!(stage.check(&again.receipt, &stage.last_code(&ask)).await, Verdict::Right, "{name}");
    }
}

#[tokio::test]
async fn a_code_is_worth_nothing_for_another_reference() {
    for (name, stage) in Stage::all().await {
        stage.start(&stage.owner()).await;
        let code = stage.last_code(&stage.owner());
        let nobody = stage.board.nobody(&stage.owner()).unwrap();
        assert_ne!(stage.check(&nobody, &code).await, Verdict::Right, "{name}");
        let forgotten = Receipt { provider: "closed-down".to_owned(), ..nobody };
        // whoever carries codes that are made here knows those of a carrier that is gone
        assert_ne!(stage.check(&forgotten, &code).await, Verdict::Right, "{name}");
    }
}

#[tokio::test]
async fn security_03_a_code_for_one_purpose_is_worth_nothing_for_another() {
    for (name, stage) in Stage::all().await {
        let reset = Ask { purpose: Purpose::Reset, ..stage.owner() };
        let proof = stage.start(&stage.owner()).await;
        let code = stage.last_code(&stage.owner());
        let Some(receipt) = stage.try_start(&reset).await else {
            assert_eq!(
                name, "plivo-verify",
                "it says that the code is not this purpose's, and no more can be had"
            );
            continue;
        };
        assert_ne!(proof.reference, receipt.reference, "{name}");
        let verdict = stage.board.check(&reset, &receipt, &code).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong, "{name}");
    }
}

#[tokio::test]
async fn a_code_for_one_address_is_worth_nothing_for_another() {
    for (name, stage) in Stage::all().await {
        let receipt = stage.start(&stage.owner()).await;
        let code = stage.last_code(&stage.owner());
        // the same reference, as if it had been stored beside another address
        let verdict = stage.board.check(&stage.stranger(), &receipt, &code).await;
        assert!(!matches!(verdict, Ok(Verdict::Right)), "{name}");
    }
}

#[tokio::test]
async fn cancelling_is_a_success_however_often() {
    for (name, stage) in Stage::all().await {
        let ask = stage.owner();
        let receipt = stage.start(&ask).await;
        for _ in 0..2 {
            assert_eq!(stage.board.cancel(&ask, &receipt).await, Ok(()), "{name}");
        }
    }
    for (name, stage) in Stage::cancellable().await {
        let ask = stage.owner();
        let receipt = stage.start(&ask).await;
        stage.board.cancel(&ask, &receipt).await.unwrap();
        let fresh = stage.board.begin(&ask, None).await;
        assert!(!fresh.unwrap().repeated, "{name}");
    }
}

// codes we make are ended by whoever keeps their reference: providers remember nothing
#[tokio::test]
async fn a_hosted_verification_ends_with_its_cancelling() {
    for (name, stage) in Stage::cancellable().await {
        let ask = stage.owner();
        let receipt = stage.start(&ask).await;
        let code = stage.last_code(&ask);
        stage.board.cancel(&ask, &receipt).await.unwrap();
        assert_eq!(stage.board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone), "{name}");
    }
}

#[tokio::test]
async fn every_fault_of_a_send_has_its_failure_within_the_deadline() {
    for (name, stage) in Stage::networked().await {
        let ask = stage.owner();
        for (act, expected) in stage.double.faults() {
            stage.double.script(Deed::Send, act.clone());
            let began = Instant::now();
            let error = stage.board.begin(&ask, None).await.expect_err(name);
            assert_eq!((error.failure, error.provider.as_str()), (expected, name), "{act:?}");
            assert!(began.elapsed() < PATIENCE, "{name} {act:?}");
            says_nothing_of(&ask.to, &error);
        }
    }
}

#[tokio::test]
async fn every_fault_of_a_check_has_its_failure_within_the_deadline() {
    for (name, stage) in Stage::hosted().await {
        let (ask, double) = (stage.owner(), &stage.double);
        for (act, expected) in double.faults() {
            // a check of what is not there is no failure; nor is, where nobody says which status a wrong code has, any other
            let is_verdict = |status: u16| status == 404 || (name == "plivo-verify" && status == 403);
            if matches!(act, Act::Status { status, .. } if is_verdict(status)) {
                continue;
            }
            double.reset();
            let receipt = stage.start(&ask).await;
            let code = stage.last_code(&ask);
            double.script(Deed::Check, act.clone());
            let began = Instant::now();
            let error = stage.board.check(&ask, &receipt, &code).await.unwrap_err();
            assert_eq!(error.failure, expected, "{name} {act:?}");
            assert!(began.elapsed() < PATIENCE, "{name} {act:?}");
            assert_eq!(
                double.asked(Deed::Check, ask.to.as_str()),
                1,
                "{name} {act:?}: one that may have arrived is not repeated"
            );
            says_nothing_of(&ask.to, &error);
        }
    }
}

#[tokio::test]
async fn security_08_only_approved_about_ours_is_approved() {
    for (name, stage) in Stage::hosted().await {
        let ask = stage.owner();
        for act in [Act::WrongTarget, Act::WrongVerification, Act::Garbage, Act::Oversize, Act::Hang] {
            stage.double.reset();
            let receipt = stage.start(&ask).await;
            let code = stage.last_code(&ask);
            stage.double.script(Deed::Check, act.clone());
            let answer = stage.board.check(&ask, &receipt, &another(&code)).await;
            assert_eq!(answer.unwrap_err().failure, Failure::Unknown, "{name} {act:?}");
            stage.board.cancel(&ask, &receipt).await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_late_and_yet_in_time_counts_and_nothing_is_asked_twice() {
    for (name, stage) in Stage::networked().await {
        let (ask, double) = (stage.owner(), &stage.double);
        let asked = |deed| double.asked(deed, ask.to.as_str());
        double.delay(Deed::Send, LATE);
        let began = Instant::now();
        let receipt = stage.board.begin(&ask, None).await.expect(name).receipt;
        assert!(began.elapsed() >= LATE, "{name}");
        assert_eq!((asked(Deed::Send), double.addressed().len()), (1, 1), "{name}");
        let code = stage.last_code(&ask);
        if stage.provider.codes == Codes::Hosted {
            double.delay(Deed::Check, LATE);
            let began = Instant::now();
            assert_eq!(stage.check(&receipt, &code).await, Verdict::Right, "{name}");
            assert!(began.elapsed() >= LATE && asked(Deed::Check) == 1, "{name}");
        }
    }
    for (name, stage) in Stage::cancellable().await {
        let ask = stage.owner();
        let receipt = stage.start(&ask).await;
        stage.double.delay(Deed::Cancel, LATE);
        let began = Instant::now();
        assert_eq!(stage.board.cancel(&ask, &receipt).await, Ok(()), "{name}");
        assert!(began.elapsed() >= LATE, "{name}");
        assert_eq!(stage.double.asked(Deed::Cancel, ask.to.as_str()), 1, "{name}");
    }
}

#[tokio::test]
async fn a_cancelling_that_failed_is_told() {
    for (name, stage) in Stage::cancellable().await {
        let ask = stage.owner();
        let receipt = stage.start(&ask).await;
        for (act, expected) in [
            (Act::Hang, Failure::Unknown),
            (Act::Cut, Failure::Unknown),
            (Act::Status { status: 503, code: 0 }, Failure::Unknown),
            (Act::Status { status: 429, code: 0 }, Failure::Busy),
            (Act::Status { status: 401, code: 0 }, Failure::Denied),
        ] {
            stage.double.script(Deed::Cancel, act.clone());
            let error = stage.board.cancel(&ask, &receipt).await.unwrap_err();
            assert_eq!(error.failure, expected, "{name} {act:?}");
        }
    }
}

#[tokio::test]
async fn security_12_a_send_is_not_repeated_once_bytes_may_have_left() {
    for (name, stage) in Stage::networked().await {
        let (ask, double) = (stage.owner(), &stage.double);
        for (act, _) in double.faults().into_iter().filter(|(_, failure)| *failure == Failure::Unknown) {
            let before = double.asked(Deed::Send, ask.to.as_str());
            double.script(Deed::Send, act.clone());
            stage.board.begin(&ask, None).await.expect_err(name);
            assert_eq!(double.asked(Deed::Send, ask.to.as_str()), before + 1, "{name} {act:?}");
        }
    }
}

#[tokio::test]
async fn nobody_listening_means_nothing_left() {
    for (name, stage) in Stage::networked().await {
        let (ask, code) = (stage.owner(), Code::parse("123456").unwrap());
        let Stage { provider, board, double } = stage;
        let receipt = board.nobody(&ask).unwrap();
        // before the first call: over a connection that is just breaking something may have left
        drop(double);
        let began = Instant::now();
        let start = board.begin(&ask, None).await.unwrap_err();
        assert_eq!(start.failure, Failure::Unreachable, "{name}");
        let check = board.check(&ask, &receipt, &code).await;
        match provider.codes {
            Codes::Hosted => assert_eq!(check.unwrap_err().failure, Failure::Unreachable, "{name}"),
            // codes made here are checked without asking anybody
            Codes::MadeHere => assert_eq!(check, Ok(Verdict::Wrong), "{name}"),
        }
        assert!(began.elapsed() < PATIENCE, "{name}");
    }
}
