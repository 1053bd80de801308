//! What tests of providers stand on: a provider that is built from settings, its double, and a way to read what was sent.

use std::sync::Arc;
use std::time::Duration;

use channels::{
    Address, Ask, Begun, Channel, Code, Codes, Failure, Incoming, Outbox, Parts, Provider, ProviderError,
    Purpose, Receipt, Route, Settings, Switchboard, Verdict, providers,
};
use simulator::{Act, Callback, Kind, MailRules, Script, Simulator, known};

use crate::aws_sns::sns_board;
use crate::mail::MailLine;
use crate::settings::parts;
use crate::smtp::mail_board;
use crate::webhook::webhook_board;

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
    /// The next request for this is answered as ever, but so late.
    fn delay(&self, deed: Deed, by: Duration);
    /// How often this was asked for about an address, whatever the answer was.
    fn asked(&self, deed: Deed, to: &str) -> usize;
    /// Whom each message was for, as it was understood there, oldest first.
    fn addressed(&self) -> Vec<String>;
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
    /// Answers that are as good as any, because nothing is expected of them.
    silent: &'static [Act],
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

    fn delay(&self, deed: Deed, by: Duration) {
        self.simulator.script(Script::on(self.kind(deed)).delay(by));
    }

    fn asked(&self, deed: Deed, to: &str) -> usize {
        let calls = self.simulator.calls();
        calls.of(self.kind(deed)).filter(|call| call.to.as_deref() == Some(to)).count()
    }

    fn addressed(&self) -> Vec<String> {
        self.simulator.calls().of(self.send).map(|call| call.to.clone().unwrap_or_default()).collect()
    }

    fn reset(&self) {
        self.simulator.reset();
    }

    fn faults(&self) -> Vec<(Act, Failure)> {
        FAULTS.into_iter().filter(|(act, _)| !self.silent.contains(act)).collect()
    }
}

/// Of an answer that names nobody, one about somebody else cannot be told from one about the owner.
const NAMELESS: &[Act] = &[Act::WrongTarget];

fn verify(simulator: Arc<Simulator>) -> Simulated {
    Simulated { simulator, send: Kind::Start, code: |simulator, to| simulator.last_code(to), silent: &[] }
}

/// A carrier of texts.
fn texts(simulator: Arc<Simulator>) -> Simulated {
    let code = |simulator: &Simulator, to: &str| code_in(&simulator.last_text(to)?.body);
    Simulated { simulator, send: Kind::Text, code, silent: &[] }
}

fn voice(simulator: Arc<Simulator>) -> Simulated {
    let code = |simulator: &Simulator, to: &str| {
        let heard: Vec<String> = simulator
            .last_dial(to)?
            .said
            .into_iter()
            .map(|say| say.words)
            .filter(|word| word.len() == 1)
            .collect();
        let (first, again) = heard.split_at(heard.len() / 2);
        assert_eq!(first, again, "all is said twice");
        Some(first.concat())
    };
    Simulated { simulator, send: Kind::Dial, code, silent: &[] }
}

/// The code in a text: six digits and no more beside each other.
pub(crate) fn code_in(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6).map(str::to_owned)
}

/// The sandbox is its own double: it has no other end, so nothing of it can fail.
struct Sandboxed(Outbox);

impl Double for Sandboxed {
    fn last_code(&self, to: &str) -> Option<String> {
        let message = self.0.last_to(&Address::stored(to).unwrap())?;
        Some(message.code.unwrap().expose().to_owned())
    }

    fn script(&self, _: Deed, _: Act) {}

    fn delay(&self, _: Deed, _: Duration) {}

    fn asked(&self, _: Deed, _: &str) -> usize {
        0
    }

    fn addressed(&self) -> Vec<String> {
        // the newest is first
        self.0.messages().iter().rev().map(|message| message.to.as_str().to_owned()).collect()
    }

    fn reset(&self) {}
}

impl Stage {
    /// Of one provider, with whoever stands at its other end.
    pub(crate) async fn of(provider: &'static Provider) -> Self {
        let (board, double): (Switchboard, Box<dyn Double>) = match provider.name {
            "sandbox" => {
                let named = provider.channels.iter().map(|channel| channel.setting_key());
                let pairs = named.map(|key| (key.to_owned(), provider.name.to_owned()));
                let board = board_of(&Settings::new(pairs));
                let outbox = board.outbox().unwrap();
                (board, Box::new(Sandboxed(outbox)))
            }
            "aws-sns" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = sns_board(&simulator, &[]);
                // its answers name no address
                (board, Box::new(Simulated { silent: NAMELESS, ..texts(simulator) }))
            }
            "webhook" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = webhook_board(&simulator, &[]);
                // and here a success may be answered with anything
                let silent = &[Act::WrongTarget, Act::Garbage];
                (board, Box::new(Simulated { silent, ..texts(simulator) }))
            }
            "smtp" => {
                let line = MailLine::start(MailRules::default()).await;
                (mail_board(&line), Box::new(line))
            }
            "twilio-verify" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = twilio_board(&simulator, &[]);
                (board, Box::new(verify(simulator)))
            }
            "twilio-messaging" | "twilio-voice" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = carrier_board(&simulator, provider.name, &[], &parts(true));
                (
                    board,
                    Box::new(if provider.name == "twilio-voice" {
                        voice(simulator)
                    } else {
                        texts(simulator)
                    }),
                )
            }
            "vonage-verify" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = vonage_board(&simulator, provider.name, &[]);
                (board, Box::new(Simulated { silent: NAMELESS, ..verify(simulator) }))
            }
            "vonage-messages" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = vonage_board(&simulator, provider.name, &[]);
                (board, Box::new(Simulated { silent: NAMELESS, ..texts(simulator) }))
            }
            "plivo-verify" => {
                let simulator = Arc::new(Simulator::start().await.unwrap());
                let board = plivo_board(&simulator, &[]);
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

    /// Those that can end a verification. Plivo cannot: what follows from that is in `plivo_verify`.
    pub(crate) async fn cancellable() -> Vec<(&'static str, Self)> {
        Self::those(|provider| provider.codes == Codes::Hosted && provider.name != "plivo-verify").await
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

    /// As a caller does: with a draft where there is one; what was there before is ended and started over.
    pub(crate) async fn start(&self, ask: &Ask) -> Receipt {
        self.try_start(ask).await.expect("a verification of its own")
    }

    /// The same; nothing where what was there before cannot be ended.
    pub(crate) async fn try_start(&self, ask: &Ask) -> Option<Receipt> {
        let draft = self.board.drafted(ask);
        let met = match self.board.begin(ask, draft.as_ref()).await {
            Ok(begun) if begun.repeated => begun.receipt,
            Ok(begun) => return Some(begun.receipt),
            Err(error) => self.board.met(ask, error),
        };
        self.board.cancel(ask, &met).await.unwrap();
        let begun = self.board.begin(ask, None).await.unwrap();
        (!begun.repeated).then_some(begun.receipt)
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
    /// What runs there, where that is why nothing was begun.
    fn met(&self, ask: &Ask, why: ProviderError) -> Receipt;
}

impl FirstLine for Switchboard {
    fn met(&self, ask: &Ask, why: ProviderError) -> Receipt {
        let reference = why.running.clone().unwrap_or_else(|| panic!("{why:?}"));
        let station = self.first(ask).unwrap().station;
        Receipt { provider: why.provider, station, reference }
    }

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

/// Where the world reaches a server.
pub(crate) fn reached() -> Parts {
    Parts { public_url: Some("https://door.example".to_owned()), ..parts(true) }
}

/// A report of the double as the server hands it on.
pub(crate) fn incoming(callback: &Callback) -> Incoming {
    let query = callback.url.split_once('?').map(|(_, query)| query.to_owned());
    Incoming { query, headers: callback.headers.clone(), body: callback.body.clone().into_bytes() }
}

/// The channels of a carrier of Twilio's, with other settings than usual; an empty one is not set.
pub(crate) fn carrier_board(
    double: &Simulator,
    provider: &str,
    other: &[(&str, &str)],
    parts: &Parts,
) -> Switchboard {
    let carrier = providers::ALL.iter().find(|one| one.name == provider).unwrap();
    let usual = [
        ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID.to_owned()),
        ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN.to_owned()),
        ("TWILIO_PHONE_NUMBER", known::FROM_NUMBER.to_owned()),
        ("TWILIO_API_BASE_URL", double.url()),
        ("TWILIO_MESSAGING_BASE_URL", double.url()),
    ];
    let channels = Channel::ALL.map(|channel| {
        let serves = carrier.channels.contains(&channel);
        (channel.setting_key(), if serves { provider } else { "off" }.to_owned())
    });
    let other = other.iter().map(|(key, value)| (*key, (*value).to_owned()));
    let pairs: std::collections::BTreeMap<_, _> = usual.into_iter().chain(channels).chain(other).collect();
    let settings = Settings::new(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
    let board = Switchboard::build(&settings, parts);
    assert_eq!(settings.faults(), []);
    board
}

/// Every channel by Twilio Verify, with other settings than usual; an empty one is not set.
pub(crate) fn twilio_board(double: &Simulator, other: &[(&str, &str)]) -> Switchboard {
    board_of(&twilio_settings(double, other))
}

/// The settings of [`twilio_board`].
pub(crate) fn twilio_settings(double: &Simulator, other: &[(&str, &str)]) -> Settings {
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
    Settings::new(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)))
}

/// With other settings than usual, and the real time: a signature is of now, and its double looks at the clock.
#[expect(clippy::disallowed_methods, reason = "the double lives in the real time")]
pub(crate) fn board_of_today(usual: &[(&str, String)], other: &[(&str, &str)]) -> Switchboard {
    let other = other.iter().map(|(key, value)| (*key, (*value).to_owned()));
    let pairs: std::collections::BTreeMap<_, _> = usual.iter().cloned().chain(other).collect();
    let settings = Settings::new(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
    let parts = Parts { now: Arc::new(std::time::SystemTime::now), ..parts(true) };
    let board = Switchboard::build(&settings, &parts);
    assert_eq!(settings.faults(), []);
    board
}

fn board_of(settings: &Settings) -> Switchboard {
    let board = Switchboard::build(settings, &parts(true));
    assert_eq!(settings.faults(), []);
    board
}

/// Every channel of a provider at Vonage, with other settings than usual; an empty one is not set.
pub(crate) fn vonage_board(double: &Simulator, name: &'static str, other: &[(&str, &str)]) -> Switchboard {
    let usual = [
        ("VONAGE_API_KEY", known::VONAGE_API_KEY.to_owned()),
        ("VONAGE_API_SECRET", known::VONAGE_API_SECRET.to_owned()),
        ("VONAGE_WHATSAPP_NUMBER", known::VONAGE_WHATSAPP_NUMBER.to_owned()),
        ("VONAGE_BASE_URL", double.url()),
        ("VONAGE_REST_BASE_URL", double.url()),
    ];
    named_board(name, &usual, other)
}

/// Every channel by Plivo Verify, likewise.
pub(crate) fn plivo_board(double: &Simulator, other: &[(&str, &str)]) -> Switchboard {
    let usual = [
        ("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID.to_owned()),
        ("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN.to_owned()),
        ("PLIVO_BASE_URL", double.url()),
    ];
    named_board("plivo-verify", &usual, other)
}

fn named_board(name: &str, usual: &[(&str, String)], other: &[(&str, &str)]) -> Switchboard {
    let provider = providers::ALL.iter().find(|provider| provider.name == name).unwrap();
    let channels = provider.channels.iter().map(|channel| (channel.setting_key(), name.to_owned()));
    let other = other.iter().map(|(key, value)| (*key, (*value).to_owned()));
    let pairs: std::collections::BTreeMap<_, _> =
        usual.iter().cloned().chain(channels).chain(other).collect();
    board_of(&Settings::new(pairs.into_iter().map(|(key, value)| (key.to_owned(), value))))
}

/// The newest code at the double.
pub(crate) fn last_code_of(double: &Simulator) -> Code {
    Code::parse(&double.last_code(OWNER).expect("a message was sent")).unwrap()
}
