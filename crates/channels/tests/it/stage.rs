//! What tests of providers stand on: a provider that is built from settings, its double, and a way to read what was sent.

use channels::{
    Address, Ask, Begun, Channel, Code, ProviderError, Purpose, Receipt, Route, Settings, Switchboard,
    Verdict, providers,
};
use simulator::{Simulator, known};

use crate::settings::parts;

/// A provider, its double, and a way to read what was sent.
pub(crate) struct Stage {
    pub(crate) board: Switchboard,
    pub(crate) double: Option<Simulator>,
}

/// Whom codes go to.
pub(crate) const OWNER: &str = "+12025550123";

impl Stage {
    async fn of(provider: &str) -> Self {
        match provider {
            "sandbox" => {}
            "twilio-verify" => {
                let double = Simulator::start().await.unwrap();
                return Self { board: twilio_board(&double, &[]), double: Some(double) };
            }
            other => panic!("{other} has no stage: add one, so that the promises are tested for it too"),
        }
        let pairs = Channel::ALL.map(|channel| (channel.setting_key().to_owned(), provider.to_owned()));
        Self { board: built(pairs), double: None }
    }

    /// Stages of every provider, with their names.
    pub(crate) async fn all() -> Vec<(&'static str, Self)> {
        let mut stages = Vec::new();
        for provider in providers::ALL {
            stages.push((provider.name, Self::of(provider.name).await));
        }
        stages
    }

    /// Those that talk to somebody over the network: every one but the sandbox has a double.
    pub(crate) async fn hosted() -> Vec<(&'static str, Switchboard, Simulator)> {
        let mut stages = Vec::new();
        for (name, stage) in Self::all().await {
            match stage.double {
                Some(double) => stages.push((name, stage.board, double)),
                None => {
                    assert_eq!(name, "sandbox", "{name} needs a double, to show what it does with faults");
                }
            }
        }
        stages
    }

    /// Twilio Verify and its double.
    pub(crate) async fn twilio() -> (Self, Simulator) {
        let mut stage = Self::of("twilio-verify").await;
        let double = stage.double.take().unwrap();
        (stage, double)
    }

    /// The newest code to the owner.
    pub(crate) fn last_code(&self) -> Code {
        self.last_code_to(OWNER)
    }

    /// The newest code to an address.
    pub(crate) fn last_code_to(&self, to: &str) -> Code {
        let sent = if let Some(double) = &self.double {
            double.last_code(to).expect("a message was sent")
        } else {
            let to = Address::stored(to).unwrap();
            self.board
                .outbox()
                .unwrap()
                .last_to(&to)
                .expect("a message was sent")
                .code
                .unwrap()
                .expose()
                .to_owned()
        };
        Code::parse(&sent).unwrap()
    }

    /// As a caller does: with a draft where there is one.
    pub(crate) async fn start(&self, ask: &Ask) -> Receipt {
        let draft = self.board.drafted(ask);
        self.board.begin(ask, draft.as_ref()).await.unwrap().receipt
    }

    /// What the provider says of the owner's code.
    pub(crate) async fn check(&self, receipt: &Receipt, code: &Code) -> Verdict {
        self.board.check(&owner(Channel::Sms), receipt, code).await.unwrap()
    }
}

/// A switchboard as tests ask it: the first line of the channel.
pub(crate) trait FirstLine {
    async fn begin(&self, ask: &Ask, previous: Option<&Receipt>) -> Result<Begun, ProviderError>;
    fn first(&self, ask: &Ask) -> Option<Route>;
    fn nobody(&self, ask: &Ask) -> Option<Receipt>;
    fn drafted(&self, ask: &Ask) -> Option<Receipt>;
}

impl FirstLine for Switchboard {
    async fn begin(&self, ask: &Ask, previous: Option<&Receipt>) -> Result<Begun, ProviderError> {
        let provider = self.first(ask).map_or("none", |route| route.provider);
        self.start(ask, provider, previous).await
    }

    fn first(&self, ask: &Ask) -> Option<Route> {
        self.routes(ask).into_iter().next()
    }

    fn nobody(&self, ask: &Ask) -> Option<Receipt> {
        self.decoy(ask, self.first(ask)?.provider)
    }

    fn drafted(&self, ask: &Ask) -> Option<Receipt> {
        let Route { provider, station, draft, .. } = self.first(ask)?;
        Some(Receipt { provider: provider.to_owned(), station, reference: draft? })
    }
}

/// What Twilio knows a message by: the end of its reference.
pub(crate) fn message_of(receipt: &Receipt) -> &str {
    receipt.reference.as_str().rsplit('/').next().unwrap()
}

/// The owner asks for a code to prove their number.
pub(crate) fn owner(channel: Channel) -> Ask {
    Ask::plain(Address::stored(OWNER).unwrap(), channel, Purpose::ProveAddress)
}

/// A code that is wrong.
pub(crate) fn another(code: &Code) -> Code {
    let digits = code.expose();
    let first = if digits.starts_with('9') { "8" } else { "9" };
    Code::parse(&format!("{first}{}", &digits[1..])).unwrap()
}

/// Every channel by Twilio Verify, with other settings than usual; an empty one is not set.
pub(crate) fn twilio_board(double: &Simulator, other: &[(&str, &str)]) -> Switchboard {
    let usual = [
        ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID.to_owned()),
        ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN.to_owned()),
        ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID.to_owned()),
        ("TWILIO_VERIFY_SERVICE_SID_RESET", known::SERVICE_SID_RESET.to_owned()),
        ("TWILIO_VERIFY_BASE_URL", double.url()),
        ("TWILIO_API_BASE_URL", double.url()),
    ];
    let channels = Channel::ALL.map(|channel| (channel.setting_key(), "twilio-verify".to_owned()));
    let other = other.iter().map(|(key, value)| (*key, (*value).to_owned()));
    let pairs: std::collections::BTreeMap<_, _> = usual.into_iter().chain(channels).chain(other).collect();
    built(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)))
}

fn built(pairs: impl IntoIterator<Item = (String, String)>) -> Switchboard {
    let settings = Settings::new(pairs);
    let board = Switchboard::build(&settings, &parts(true));
    assert_eq!(settings.faults(), []);
    board
}

/// The newest code at the double.
pub(crate) fn last_code_of(double: &Simulator) -> Code {
    Code::parse(&double.last_code(OWNER).expect("a message was sent")).unwrap()
}
