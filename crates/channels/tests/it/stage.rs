//! What tests of providers stand on: a provider that is built from settings, its double, and a way to read what was sent.

use std::sync::Arc;

use channels::{
    Address, Ask, Begun, Channel, Code, Codes, Failure, Outbox, Provider, ProviderError, Purpose, Receipt,
    Route, Settings, Switchboard, Verdict, providers,
};
use simulator::{Act, Kind, Script, Simulator, known};

use crate::settings::parts;

/// A provider, its double, and a way to read what was sent.
pub(crate) struct Stage {
    pub(crate) provider: &'static Provider,
    pub(crate) board: Switchboard,
    pub(crate) double: Box<dyn Double>,
}

/// Whom codes go to.
pub(crate) const OWNER: &str = "+12025550123";

/// Whom codes by e-mail go to.
pub(crate) const OWNERS_MAILBOX: &str = "owner@example.com";

/// What a provider is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// To send.
    Send,
    /// To check a code.
    Check,
    /// To end a verification.
    Cancel,
}

/// The other end: what a test tells it, and asks it.
pub(crate) trait Double: Send + Sync {
    /// The code of the newest message to an address.
    fn last_code(&self, to: &str) -> Option<String>;
    /// The next request for this is answered so.
    fn script(&self, deed: Deed, act: Act);
    /// How often this was asked for about an address, whatever the answer was.
    fn asked(&self, deed: Deed, to: &str) -> usize;
    /// Forgets everything.
    fn reset(&self);
    /// How a send fails, and what that means.
    fn faults(&self) -> Vec<(Act, Failure)> {
        FAULTS.to_vec()
    }
}

/// How whoever speaks HTTP fails, and what that means of a send.
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

/// A vendor in the simulator.
struct Simulated {
    simulator: Arc<Simulator>,
    /// Its request to send.
    send: Kind,
    /// Reads the newest code to an address.
    code: fn(&Simulator, &str) -> Option<String>,
}

impl Simulated {
    const fn kind(&self, deed: Deed) -> Kind {
        match deed {
            Deed::Send => self.send,
            Deed::Check => Kind::Check,
            Deed::Cancel => Kind::Cancel,
        }
    }
}

impl Double for Simulated {
    fn last_code(&self, to: &str) -> Option<String> {
        (self.code)(&self.simulator, to)
    }

    fn script(&self, deed: Deed, act: Act) {
        self.simulator.script(Script::on(self.kind(deed)).act(act));
    }

    fn asked(&self, deed: Deed, to: &str) -> usize {
        let calls = self.simulator.calls();
        calls.of(self.kind(deed)).filter(|call| call.to.as_deref() == Some(to)).count()
    }

    fn reset(&self) {
        self.simulator.reset();
    }
}

fn verify(simulator: Arc<Simulator>) -> Simulated {
    Simulated { simulator, send: Kind::Start, code: |simulator, to| simulator.last_code(to) }
}

/// The sandbox is its own double: it has no other end, so nothing of it can fail.
struct Sandboxed(Outbox);

impl Double for Sandboxed {
    fn last_code(&self, to: &str) -> Option<String> {
        let message = self.0.last_to(&Address::stored(to).unwrap())?;
        Some(message.code.unwrap().expose().to_owned())
    }

    fn script(&self, _: Deed, _: Act) {}

    fn asked(&self, _: Deed, _: &str) -> usize {
        0
    }

    fn reset(&self) {}
}

impl Stage {
    /// Of one provider, with whoever stands at its other end.
    pub(crate) async fn of(provider: &'static Provider) -> Self {
        let (board, double): (Switchboard, Box<dyn Double>) = match provider.name {
            "sandbox" => {
                let named = provider.channels.iter().map(|channel| channel.setting_key());
                let board = built(named.map(|key| (key.to_owned(), provider.name.to_owned())));
                let outbox = board.outbox().unwrap();
                (board, Box::new(Sandboxed(outbox)))
            }
            "twilio-verify" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = twilio_board(&simulator, &[]);
                (board, Box::new(verify(simulator)))
            }
            other => panic!("{other} has no stage: add one, so that the promises are tested for it too"),
        };
        Self { provider, board, double }
    }

    /// Stages of every provider, with their names.
    pub(crate) async fn all() -> Vec<(&'static str, Self)> {
        Self::those(|_| true).await
    }

    /// Those that talk to somebody: every one but the sandbox.
    pub(crate) async fn networked() -> Vec<(&'static str, Self)> {
        Self::those(|provider| provider.name != "sandbox").await
    }

    /// Those that make and check codes themselves.
    pub(crate) async fn hosted() -> Vec<(&'static str, Self)> {
        Self::those(|provider| provider.codes == Codes::Hosted).await
    }

    async fn those(wanted: impl Fn(&Provider) -> bool) -> Vec<(&'static str, Self)> {
        let mut stages = Vec::new();
        for provider in providers::ALL.iter().filter(|provider| wanted(provider)) {
            stages.push((provider.name, Self::of(provider).await));
        }
        stages
    }

    /// Twilio Verify and its double.
    pub(crate) async fn twilio() -> (Self, Arc<Simulator>) {
        let simulator = Arc::new(Simulator::start().await.unwrap());
        let provider = providers::ALL.iter().find(|provider| provider.name == "twilio-verify").unwrap();
        let (board, double) = (twilio_board(&simulator, &[]), Box::new(verify(Arc::clone(&simulator))));
        (Self { provider, board, double }, simulator)
    }

    /// The owner asks for a code by the first channel of the provider.
    pub(crate) fn owner(&self) -> Ask {
        self.owner_by(self.provider.channels[0])
    }

    /// The owner asks for a code by this channel.
    pub(crate) fn owner_by(&self, channel: Channel) -> Ask {
        assert!(self.provider.channels.contains(&channel), "{} {channel}", self.provider.name);
        if channel == Channel::Email {
            Ask { to: Address::stored(OWNERS_MAILBOX).unwrap(), ..owner(channel) }
        } else {
            owner(channel)
        }
    }

    /// Somebody else asks for a code by the first channel of the provider.
    pub(crate) fn stranger(&self) -> Ask {
        let owner = self.owner();
        let to = if owner.channel == Channel::Email { "stranger@example.com" } else { "+12025550124" };
        Ask { to: Address::stored(to).unwrap(), ..owner }
    }

    /// The newest code to whoever asked.
    pub(crate) fn last_code(&self, ask: &Ask) -> Code {
        Code::parse(&self.double.last_code(ask.to.as_str()).expect("a message was sent")).unwrap()
    }

    /// As a caller does: with a draft where there is one.
    pub(crate) async fn start(&self, ask: &Ask) -> Receipt {
        let draft = self.board.drafted(ask);
        self.board.begin(ask, draft.as_ref()).await.unwrap().receipt
    }

    /// What the provider says of the owner's code.
    pub(crate) async fn check(&self, receipt: &Receipt, code: &Code) -> Verdict {
        self.board.check(&self.owner(), receipt, code).await.unwrap()
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
