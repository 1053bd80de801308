//! What every provider promises, run for every entry of `providers::ALL`. One without a stage in `stage.rs` does not pass,
//! nor does one that talks to a network and has no double. What only one provider does is tested in a file of its own.

use std::time::Duration;

use channels::{Address, Ask, Channel, Code, Failure, Locale, Purpose, Receipt, Verdict, providers};
use simulator::{Act, Kind, Script};
use tokio::time::Instant;

use crate::stage::{FirstLine, OWNER, Stage, another, last_code_of, owner};

/// The deadline of the tests' client, and some for the machine.
const PATIENCE: Duration = Duration::from_secs(3);

/// How a provider fails, and what that means of a start.
const FAULTS: [(Act, Failure); 17] = [
    (Act::Hang, Failure::Unknown),
    (Act::Stall, Failure::Unknown),
    (Act::Cut, Failure::Unknown),
    (Act::Lost, Failure::Unknown),
    (Act::Truncated, Failure::Unknown),
    (Act::Garbage, Failure::Unknown),
    (Act::Oversize, Failure::Unknown),
    (Act::WrongTarget, Failure::Unknown),
    (Act::Status { status: 302, code: 0 }, Failure::Unknown),
    (Act::Status { status: 408, code: 0 }, Failure::Unknown),
    (Act::Status { status: 500, code: 0 }, Failure::Unknown),
    (Act::Status { status: 502, code: 0 }, Failure::Unknown),
    (Act::Status { status: 503, code: 0 }, Failure::Unknown),
    (Act::Status { status: 429, code: 0 }, Failure::Busy),
    (Act::Status { status: 401, code: 0 }, Failure::Denied),
    (Act::Status { status: 403, code: 0 }, Failure::Denied),
    (Act::Status { status: 404, code: 0 }, Failure::Denied),
];

fn says_nothing_of_the_owner(error: &channels::ProviderError) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(&OWNER[2..]), "an address shows in {shown}");
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
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let code = stage.last_code();
        assert_eq!(stage.check(&receipt, &another(&code)).await, Verdict::Wrong, "{name}");
        assert_eq!(stage.check(&receipt, &code).await, Verdict::Right, "{name}");
    }
}

#[tokio::test]
async fn a_code_reaches_the_owner_by_every_channel_of_the_provider() {
    for (at, provider) in providers::ALL.iter().enumerate() {
        for channel in provider.channels {
            let (name, stage) = Stage::all().await.swap_remove(at);
            let to = if *channel == Channel::Email { "owner@example.com" } else { OWNER };
            let locale = Some(Locale::parse("pt-BR").unwrap());
            let ask = Ask { to: Address::stored(to).unwrap(), locale, ..owner(*channel) };
            assert!(channel.carries(&ask.to) && stage.board.offers(*channel), "{name} {channel}");
            let begun = stage.board.begin(&ask, stage.board.drafted(&ask).as_ref()).await.unwrap();
            assert_eq!((begun.channel, begun.repeated), (*channel, false), "{name} {channel}");
            let code = stage.last_code_to(to);
            let verdict = stage.board.check(&ask, &begun.receipt, &code).await.unwrap();
            assert_eq!(verdict, Verdict::Right, "{name} {channel}");
        }
    }
}

#[tokio::test]
async fn a_resend_repeats_the_code_whatever_the_channel() {
    for (name, stage) in Stage::all().await {
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let first = stage.last_code();
        let again = stage.board.begin(&owner(Channel::Call), Some(&receipt)).await.unwrap();
        assert!(first.same(&stage.last_code()), "{name}");
        assert_eq!((again.receipt, again.channel, again.repeated), (receipt, Channel::Call, false), "{name}");
    }
}

#[tokio::test]
async fn a_code_is_worth_nothing_for_another_reference() {
    for (name, stage) in Stage::all().await {
        stage.start(&owner(Channel::Sms)).await;
        let code = stage.last_code();
        let nobody = stage.board.nobody(&owner(Channel::Sms)).unwrap();
        assert_ne!(stage.check(&nobody, &code).await, Verdict::Right, "{name}");
        let forgotten = Receipt { provider: "closed-down".to_owned(), ..nobody };
        // whoever carries codes that are made here knows those of a carrier that is gone
        assert_ne!(stage.check(&forgotten, &code).await, Verdict::Right, "{name}");
    }
}

#[tokio::test]
async fn security_03_a_code_for_one_purpose_is_worth_nothing_for_another() {
    for (name, stage) in Stage::all().await {
        let reset = Ask { purpose: Purpose::Reset, ..owner(Channel::Sms) };
        let proof = stage.start(&owner(Channel::Sms)).await;
        let code = stage.last_code();
        let receipt = stage.start(&reset).await;
        assert_ne!(proof.reference, receipt.reference, "{name}");
        let verdict = stage.board.check(&reset, &receipt, &code).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong, "{name}");
    }
}

#[tokio::test]
async fn a_code_for_one_address_is_worth_nothing_for_another() {
    for (name, stage) in Stage::all().await {
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let code = stage.last_code();
        let other = Ask { to: Address::stored("+12025550124").unwrap(), ..owner(Channel::Sms) };
        // the same reference, as if it had been stored beside another address
        let verdict = stage.board.check(&other, &receipt, &code).await;
        assert!(!matches!(verdict, Ok(Verdict::Right)), "{name}");
    }
}

#[tokio::test]
async fn cancelling_is_a_success_however_often() {
    for (name, stage) in Stage::all().await {
        let receipt = stage.start(&owner(Channel::Sms)).await;
        for _ in 0..2 {
            assert_eq!(stage.board.cancel(&owner(Channel::Sms), &receipt).await, Ok(()), "{name}");
        }
        let fresh =
            stage.board.begin(&owner(Channel::Sms), stage.board.drafted(&owner(Channel::Sms)).as_ref()).await;
        assert!(!fresh.unwrap().repeated, "{name}");
    }
}

// codes we make are ended by whoever keeps their reference: providers remember nothing
#[tokio::test]
async fn a_hosted_verification_ends_with_its_cancelling() {
    for (name, board, double) in Stage::hosted().await {
        let ask = owner(Channel::Sms);
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        let code = last_code_of(&double);
        board.cancel(&ask, &receipt).await.unwrap();
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone), "{name}");
    }
}

#[tokio::test]
async fn every_fault_of_a_start_has_its_failure_within_the_deadline() {
    for (name, board, double) in Stage::hosted().await {
        for (act, expected) in FAULTS {
            double.script(Script::on(Kind::Start).act(act.clone()));
            let began = Instant::now();
            let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
            assert_eq!((error.failure, error.provider.as_str()), (expected, name), "{act:?}");
            assert!(began.elapsed() < PATIENCE, "{name} {act:?}");
            says_nothing_of_the_owner(&error);
        }
    }
}

#[tokio::test]
async fn every_fault_of_a_check_has_its_failure_within_the_deadline() {
    for (name, board, double) in Stage::hosted().await {
        let ask = owner(Channel::Sms);
        for (act, expected) in FAULTS {
            // a check of what is not there is no failure
            if matches!(act, Act::Status { status: 404, .. }) {
                continue;
            }
            double.reset();
            let receipt = board.begin(&ask, None).await.unwrap().receipt;
            let code = last_code_of(&double);
            double.script(Script::on(Kind::Check).act(act.clone()));
            let began = Instant::now();
            let error = board.check(&ask, &receipt, &code).await.unwrap_err();
            assert_eq!(error.failure, expected, "{name} {act:?}");
            assert!(began.elapsed() < PATIENCE, "{name} {act:?}");
            assert_eq!(
                double.calls().checks(OWNER),
                1,
                "{name} {act:?}: one that may have arrived is not repeated"
            );
            says_nothing_of_the_owner(&error);
        }
    }
}

#[tokio::test]
async fn security_08_only_approved_about_ours_is_approved() {
    for (name, board, double) in Stage::hosted().await {
        let ask = owner(Channel::Sms);
        for act in [Act::WrongTarget, Act::WrongVerification, Act::Garbage, Act::Oversize, Act::Hang] {
            let receipt = board.begin(&ask, None).await.unwrap().receipt;
            let code = last_code_of(&double);
            double.script(Script::on(Kind::Check).act(act.clone()));
            let answer = board.check(&ask, &receipt, &another(&code)).await;
            assert_eq!(answer.unwrap_err().failure, Failure::Unknown, "{name} {act:?}");
            board.cancel(&ask, &receipt).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_cancelling_that_failed_is_told() {
    for (name, board, double) in Stage::hosted().await {
        let receipt = board.begin(&owner(Channel::Sms), None).await.unwrap().receipt;
        for (act, expected) in [
            (Act::Hang, Failure::Unknown),
            (Act::Cut, Failure::Unknown),
            (Act::Status { status: 503, code: 0 }, Failure::Unknown),
            (Act::Status { status: 429, code: 0 }, Failure::Busy),
            (Act::Status { status: 401, code: 0 }, Failure::Denied),
        ] {
            double.script(Script::on(Kind::Cancel).act(act.clone()));
            let error = board.cancel(&owner(Channel::Sms), &receipt).await.unwrap_err();
            assert_eq!(error.failure, expected, "{name} {act:?}");
        }
    }
}

#[tokio::test]
async fn security_12_a_send_is_not_repeated_once_bytes_may_have_left() {
    for (name, board, double) in Stage::hosted().await {
        for act in [Act::Hang, Act::Cut, Act::Lost, Act::Truncated, Act::Status { status: 503, code: 0 }] {
            let before = double.calls().starts(OWNER);
            double.script(Script::on(Kind::Start).act(act.clone()));
            board.begin(&owner(Channel::Sms), None).await.unwrap_err();
            assert_eq!(double.calls().starts(OWNER), before + 1, "{name} {act:?}");
        }
    }
}

#[tokio::test]
async fn nobody_listening_means_nothing_left() {
    for (name, board, double) in Stage::hosted().await {
        let (ask, code) = (owner(Channel::Sms), Code::parse("123456").unwrap());
        let receipt = board.nobody(&ask).unwrap();
        // before the first call: over a connection that is just breaking something may have left
        drop(double);
        let began = Instant::now();
        let start = board.begin(&ask, None).await.unwrap_err();
        let check = board.check(&ask, &receipt, &code).await.unwrap_err();
        assert_eq!((start.failure, check.failure), (Failure::Unreachable, Failure::Unreachable), "{name}");
        assert!(began.elapsed() < PATIENCE, "{name}");
    }
}
