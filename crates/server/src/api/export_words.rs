//! Everything on file about one person, as they get it.

use channels::Purpose;
use identity::{CodeOutcome, FiledCode, FiledConfirmation, FiledSession, OnFile, Timestamp};
use poem_openapi::{Enum, Object, types::Example};

use super::words::{ChannelWishWord, ChannelWord, Time, User};

/// Everything on file about one person.
#[derive(Object)]
#[oai(example)]
pub struct Export {
    /// When this copy was made.
    pub exported_at: Time,
    /// The account, with its proven numbers and when each was proven last.
    pub user: User,
    /// When the mailbox was proven last; absent while it is merely claimed.
    #[oai(skip_serializing_if_is_none)]
    pub email_verified_at: Option<Time>,
    /// When the account was changed last.
    pub updated_at: Time,
    /// The channel of the second factor; absent where none is asked for.
    #[oai(skip_serializing_if_is_none)]
    pub second_factor: Option<ChannelWord>,
    /// The sessions, those included that are over and not forgotten yet; newest first.
    pub sessions: Vec<ExportedSession>,
    /// The codes that were asked for this account or sent to its addresses; newest first.
    pub codes: Vec<ExportedCode>,
    /// The operations the person was asked to confirm; newest first.
    pub confirmations: Vec<ExportedConfirmation>,
}

/// One session on file.
#[derive(Object)]
pub struct ExportedSession {
    /// Its id, as in `GET /sessions`.
    pub id: i64,
    /// The device as it described itself.
    #[oai(skip_serializing_if_is_none)]
    pub device: Option<String>,
    /// The network address it came from; of an IPv6 address the /64.
    pub address: String,
    /// How somebody signed in, in the words of RFC 8176.
    pub methods: Vec<String>,
    /// When it began.
    pub created_at: Time,
    /// When its tokens were renewed last, or made.
    pub last_used_at: Time,
    /// When it is over by itself.
    pub expires_at: Time,
    /// When it was ended.
    #[oai(skip_serializing_if_is_none)]
    pub ended_at: Option<Time>,
    /// Whether it is the session of this request.
    pub current: bool,
}

/// One code on file.
#[derive(Object)]
pub struct ExportedCode {
    /// What it was for.
    pub purpose: PurposeWord,
    /// How it travelled.
    pub channel: ChannelWord,
    /// Where to; masked where the address is not the account's, or not any more.
    pub to: String,
    /// Who carried it.
    pub provider: String,
    /// When it was asked for.
    pub created_at: Time,
    /// Until when it could be checked.
    pub expires_at: Time,
    /// When it was right.
    #[oai(skip_serializing_if_is_none)]
    pub approved_at: Option<Time>,
    /// What became of it.
    pub outcome: CodeOutcomeWord,
}

/// One operation on file.
#[derive(Object)]
pub struct ExportedConfirmation {
    /// What was to be done.
    pub action: String,
    /// The channel that was asked for.
    pub channel: ChannelWishWord,
    /// When it was asked for.
    pub created_at: Time,
    /// When the code was right.
    #[oai(skip_serializing_if_is_none)]
    pub confirmed_at: Option<Time>,
    /// When a back end took it.
    #[oai(skip_serializing_if_is_none)]
    pub redeemed_at: Option<Time>,
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "Purpose", rename_all = "snake_case")]
pub enum PurposeWord {
    /// Show that an address is theirs.
    ProveAddress,
    /// Sign in without a password.
    Login,
    /// Sign in with a second factor.
    SecondFactor,
    /// Set a new password.
    Reset,
    /// Add or change a number.
    Phone,
    /// Finish a registration.
    Activate,
    /// Confirm an operation.
    Confirm,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "CodeOutcome", rename_all = "snake_case")]
pub enum CodeOutcomeWord {
    /// It can still be typed.
    Pending,
    /// It was right.
    Approved,
    /// It was right, and what it was for was done.
    Used,
    /// Nobody typed it in time.
    Expired,
    /// It was not sent.
    NotSent,
    /// It was ended: by wrong guesses, another code or a new password.
    Ended,
}

impl From<Purpose> for PurposeWord {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::ProveAddress => Self::ProveAddress,
            Purpose::Login => Self::Login,
            Purpose::SecondFactor => Self::SecondFactor,
            Purpose::Reset => Self::Reset,
            Purpose::Phone => Self::Phone,
            Purpose::Activate => Self::Activate,
            Purpose::Confirm => Self::Confirm,
        }
    }
}

impl From<CodeOutcome> for CodeOutcomeWord {
    fn from(outcome: CodeOutcome) -> Self {
        match outcome {
            CodeOutcome::Pending => Self::Pending,
            CodeOutcome::Approved => Self::Approved,
            CodeOutcome::Used => Self::Used,
            CodeOutcome::Expired => Self::Expired,
            CodeOutcome::NotSent => Self::NotSent,
            CodeOutcome::Ended => Self::Ended,
        }
    }
}

fn moment(at: Option<Timestamp>) -> Option<Time> {
    at.map(Time::from)
}

impl Export {
    /// The copy for the holder of the session `current`.
    pub fn new(filed: OnFile, current: i64) -> Self {
        let session = |filed: FiledSession| ExportedSession {
            id: filed.id,
            device: filed.device,
            address: filed.caller,
            methods: filed.methods,
            created_at: filed.created_at.into(),
            last_used_at: filed.last_used_at.into(),
            expires_at: filed.expires_at.into(),
            ended_at: moment(filed.ended_at),
            current: filed.id == current,
        };
        Self {
            exported_at: filed.read_at.into(),
            email_verified_at: moment(filed.email_verified_at),
            updated_at: filed.updated_at.into(),
            second_factor: filed.profile.second_factor.map(ChannelWord::from),
            user: filed.profile.into(),
            sessions: filed.sessions.into_iter().map(session).collect(),
            codes: filed.codes.into_iter().map(ExportedCode::from).collect(),
            confirmations: filed.confirmations.into_iter().map(ExportedConfirmation::from).collect(),
        }
    }
}

impl From<FiledCode> for ExportedCode {
    fn from(filed: FiledCode) -> Self {
        Self {
            purpose: filed.purpose.into(),
            channel: filed.channel.into(),
            to: filed.to,
            provider: filed.provider,
            created_at: filed.created_at.into(),
            expires_at: filed.expires_at.into(),
            approved_at: moment(filed.approved_at),
            outcome: filed.outcome.into(),
        }
    }
}

impl From<FiledConfirmation> for ExportedConfirmation {
    fn from(filed: FiledConfirmation) -> Self {
        Self {
            action: filed.action,
            channel: filed.channel.into(),
            created_at: filed.created_at.into(),
            confirmed_at: moment(filed.confirmed_at),
            redeemed_at: moment(filed.redeemed_at),
        }
    }
}

impl Example for Export {
    fn example() -> Self {
        let session = ExportedSession {
            id: 7,
            device: Some("curl/8.14.1".to_owned()),
            address: "192.0.2.7".to_owned(),
            methods: vec!["pwd".to_owned()],
            created_at: Time::example(),
            last_used_at: Time::example(),
            expires_at: Time::example(),
            ended_at: None,
            current: true,
        };
        let code = ExportedCode {
            purpose: PurposeWord::ProveAddress,
            channel: ChannelWord::Sms,
            to: "+12025550123".to_owned(),
            provider: "twilio-verify".to_owned(),
            created_at: Time::example(),
            expires_at: Time::example(),
            approved_at: Some(Time::example()),
            outcome: CodeOutcomeWord::Used,
        };
        Self {
            exported_at: Time::example(),
            user: User::example(),
            email_verified_at: None,
            updated_at: Time::example(),
            second_factor: None,
            sessions: vec![session],
            codes: vec![code],
            confirmations: vec![],
        }
    }
}
