//! What every provider promises, run for every entry of `providers::ALL`. One without a stage here does not pass.

use std::time::{Duration, SystemTime};

use channels::{
    Address, Ask, Channel, Code, Failure, Found, Purpose, Receipt, Reference, Settings, Switchboard, Verdict,
    providers,
};
use simulator::{Act, AddressAsSid, CodeAfterCancel, Kind, Script, Simulator, SixthCheck, Switches, known};

use crate::settings::parts;

/// A provider, its double, and a way to read what was sent.
struct Stage {
    board: Switchboard,
    double: Option<Simulator>,
}

const OWNER: &str = "+12025550123";

impl Stage {
    async fn of(provider: &str) -> Self {
        let (double, pairs) = match provider {
            "sandbox" => {
                (None, vec![("CHANNEL_SMS", "sandbox".to_owned()), ("CHANNEL_CALL", "sandbox".to_owned())])
            }
            "twilio-verify" => {
                let double = Simulator::start().await.unwrap();
                let pairs = vec![
                    ("CHANNEL_SMS", provider.to_owned()),
                    ("CHANNEL_CALL", provider.to_owned()),
                    ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID.to_owned()),
                    ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN.to_owned()),
                    ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID.to_owned()),
                    ("TWILIO_VERIFY_SERVICE_SID_RESET", known::SERVICE_SID_RESET.to_owned()),
                    ("TWILIO_VERIFY_BASE_URL", double.url()),
                    ("TWILIO_API_BASE_URL", double.url()),
                ];
                (Some(double), pairs)
            }
            other => panic!("{other} has no stage: add one, so that the promises are tested for it too"),
        };
        let settings = Settings::new(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
        let board = Switchboard::build(&settings, &parts(true));
        assert_eq!(settings.faults(), []);
        Self { board, double }
    }

    /// Stages of every provider, with their names.
    async fn all() -> Vec<(&'static str, Self)> {
        let mut stages = Vec::new();
        for provider in providers::ALL {
            stages.push((provider.name, Self::of(provider.name).await));
        }
        stages
    }

    async fn twilio() -> (Self, Simulator) {
        let mut stage = Self::of("twilio-verify").await;
        let double = stage.double.take().unwrap();
        (stage, double)
    }

    fn last_code(&self) -> Code {
        let sent = if let Some(double) = &self.double {
            double.last_code(OWNER).expect("a message was sent")
        } else {
            let to = owner(Channel::Sms).to;
            self.board.outbox().unwrap().last_to(&to).expect("a message was sent").code.expose().to_owned()
        };
        Code::parse(&sent).unwrap()
    }

    async fn start(&self, ask: &Ask) -> Receipt {
        let draft = self.board.draft(ask);
        self.board.start(ask, draft.as_ref()).await.unwrap().receipt
    }

    async fn check(&self, receipt: &Receipt, code: &Code) -> Verdict {
        self.board.check(&owner(Channel::Sms), receipt, code).await.unwrap()
    }
}

fn owner(channel: Channel) -> Ask {
    Ask { to: Address::stored(OWNER).unwrap(), channel, purpose: Purpose::ProveAddress, locale: None }
}

fn another(code: &Code) -> Code {
    let digits = code.expose();
    let first = if digits.starts_with('9') { "8" } else { "9" };
    Code::parse(&format!("{first}{}", &digits[1..])).unwrap()
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
async fn a_resend_repeats_the_code_whatever_the_channel() {
    for (name, stage) in Stage::all().await {
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let first = stage.last_code();
        let again = stage.board.start(&owner(Channel::Call), Some(&receipt)).await.unwrap();
        assert!(first.same(&stage.last_code()), "{name}");
        assert_eq!((again.receipt, again.channel, again.repeated), (receipt, Channel::Call, false), "{name}");
    }
}

#[tokio::test]
async fn a_code_is_worth_nothing_for_another_reference() {
    for (name, stage) in Stage::all().await {
        stage.start(&owner(Channel::Sms)).await;
        let code = stage.last_code();
        let nobody = stage.board.decoy(&owner(Channel::Sms)).unwrap();
        assert_ne!(stage.check(&nobody, &code).await, Verdict::Right, "{name}");
        let forgotten = Receipt { provider: "closed-down".to_owned(), ..nobody };
        assert_eq!(stage.check(&forgotten, &code).await, Verdict::Gone, "{name}");
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
            stage.board.start(&owner(Channel::Sms), stage.board.draft(&owner(Channel::Sms)).as_ref()).await;
        assert!(!fresh.unwrap().repeated, "{name}");
    }
}

#[tokio::test]
async fn every_fault_of_a_start_has_its_failure_within_the_deadline() {
    let (stage, double) = Stage::twilio().await;
    for (act, expected) in [
        (Act::Hang, Failure::Unknown),
        (Act::Stall, Failure::Unknown),
        (Act::Cut, Failure::Unknown),
        (Act::Lost, Failure::Unknown),
        (Act::Truncated, Failure::Unknown),
        (Act::Garbage, Failure::Unknown),
        (Act::Oversize, Failure::Unknown),
        (Act::WrongTarget, Failure::Unknown),
        (Act::Status { status: 500, code: 0 }, Failure::Unknown),
        (Act::Status { status: 503, code: 20500 }, Failure::Unknown),
        (Act::Status { status: 429, code: 20429 }, Failure::Busy),
        (Act::Status { status: 401, code: 20003 }, Failure::Denied),
        (Act::Status { status: 403, code: 60410 }, Failure::Blocked),
        (Act::Status { status: 400, code: 60223 }, Failure::NotOffered),
        (Act::Status { status: 429, code: 60203 }, Failure::Exhausted),
    ] {
        double.script(Script::on(Kind::Start).act(act.clone()));
        let began = tokio::time::Instant::now();
        let error = stage.board.start(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!(error.failure, expected, "{act:?}");
        assert!(began.elapsed() < Duration::from_secs(3), "{act:?}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("555"), "an address shows in {shown}");
    }
}

#[tokio::test]
async fn a_send_is_not_repeated_once_bytes_may_have_left() {
    let (stage, double) = Stage::twilio().await;
    for act in [Act::Hang, Act::Cut, Act::Lost, Act::Status { status: 503, code: 0 }] {
        let before = double.calls().starts(OWNER);
        double.script(Script::on(Kind::Start).act(act.clone()));
        stage.board.start(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!(double.calls().starts(OWNER), before + 1, "{act:?}");
    }
}

#[tokio::test]
async fn nobody_listening_means_nothing_left() {
    let (stage, double) = Stage::twilio().await;
    drop(double);
    let error = stage.board.start(&owner(Channel::Sms), None).await.unwrap_err();
    assert_eq!(error.failure, Failure::Unreachable);
}

#[tokio::test]
async fn security_08_only_approved_about_ours_is_approved() {
    let (stage, double) = Stage::twilio().await;
    for act in [Act::WrongTarget, Act::WrongVerification, Act::Garbage, Act::Oversize, Act::Hang] {
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let code = last_code_of(&double);
        double.script(Script::on(Kind::Check).act(act.clone()));
        let answer = stage.board.check(&owner(Channel::Sms), &receipt, &another(&code)).await;
        assert_eq!(answer.unwrap_err().failure, Failure::Unknown, "{act:?}");
        stage.board.cancel(&owner(Channel::Sms), &receipt).await.unwrap();
    }
}

#[tokio::test]
async fn used_up_and_forgotten_verifications_are_gone_in_both_dialects() {
    let (stage, double) = Stage::twilio().await;
    for sixth_check in [SixthCheck::TooMany, SixthCheck::NotFound] {
        double.reset();
        double.set(Switches { sixth_check, ..Switches::default() });
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let code = last_code_of(&double);
        for _ in 0..5 {
            assert_eq!(stage.check(&receipt, &another(&code)).await, Verdict::Wrong, "{sixth_check:?}");
        }
        assert_eq!(stage.check(&receipt, &code).await, Verdict::Gone, "{sixth_check:?}");
    }
}

#[tokio::test]
async fn the_code_of_a_lost_start_counts_and_an_older_one_does_not() {
    let (stage, double) = Stage::twilio().await;
    for address_as_sid in [AddressAsSid::Allowed, AddressAsSid::Refused] {
        double.reset();
        double.set(Switches { address_as_sid, ..Switches::default() });
        let (ask, since) = (owner(Channel::Sms), real_now());
        let route = stage.board.route(&ask).unwrap();
        double.script(Script::on(Kind::Start).act(Act::Lost));
        stage.board.start(&ask, None).await.unwrap_err();
        let code = last_code_of(&double);
        let later = since + Duration::from_secs(60);
        assert_eq!(stage.board.check_lost(&ask, &route, since, &another(&code)).await.unwrap(), Found::Wrong);
        let found = stage.board.check_lost(&ask, &route, since, &code).await.unwrap();
        assert!(matches!(found, Found::Right(_)), "{found:?}");
        stage.start(&ask).await;
        let code = last_code_of(&double);
        assert_eq!(stage.board.check_lost(&ask, &route, later, &code).await.unwrap(), Found::Gone);
    }
}

#[tokio::test]
async fn a_verification_that_was_there_before_is_told() {
    let (stage, double) = Stage::twilio().await;
    double.set(Switches { code_after_cancel: CodeAfterCancel::Stays, ..Switches::default() });
    let first = stage.start(&owner(Channel::Sms)).await;
    let second = stage.board.start(&owner(Channel::Sms), None).await.unwrap();
    assert!(second.repeated && second.receipt == first);
}

#[tokio::test]
async fn purposes_with_a_service_of_their_own_are_apart() {
    let (stage, _double) = Stage::twilio().await;
    let reset = Ask { purpose: Purpose::Reset, ..owner(Channel::Sms) };
    let (a, b) = (stage.start(&owner(Channel::Sms)).await, stage.start(&reset).await);
    assert_ne!(a.station, b.station);
    assert_ne!(a.reference, b.reference);
    assert!(b.reference.message_id().starts_with("VE"));
}

#[test]
fn a_reference_is_short_and_plain() {
    assert!(Reference::new("VA0/VE1").is_some());
    for bad in ["", "a b", "x\n", "ä", &"a".repeat(121)] {
        assert!(Reference::new(bad).is_none(), "{bad:?}");
    }
}

fn last_code_of(double: &Simulator) -> Code {
    Code::parse(&double.last_code(OWNER).expect("a message was sent")).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "compared with the double's own clock")]
fn real_now() -> SystemTime {
    SystemTime::now()
}
