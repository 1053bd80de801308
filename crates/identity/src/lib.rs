//! Who a person is, and what a proven code lets them do: the flows and their storage.
//! Knows no HTTP status, no provider by name and no environment variable.

mod accounts;
mod activate;
mod attempts;
mod caller;
mod challenge;
mod clock;
mod code_login;
mod confirm;
mod deliveries;
mod figures;
mod holder;
mod journal;
mod keys;
mod limits;
mod login;
mod mailbox;
mod means;
mod notices;
mod operation;
mod otp;
mod owner;
mod password;
mod passwords;
mod phone;
mod prices;
mod recovery;
mod refusal;
mod register;
mod reset;
mod rules;
mod second_factor;
mod sessions;
mod store;
mod tasks;
mod tokens;
mod user;

use std::sync::Arc;

use channels::{LineState, Switchboard};

pub use accounts::Accounts;
pub use activate::{Activate, Activated, Awaited, Enrolled, Enrolment};
pub use caller::Caller;
pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use code_login::{CodeLogin, Companion};
pub use confirm::{Confirm, ConfirmationRedeemed, Confirmed, OperationAsked};
pub use deliveries::{Deliveries, DeliveryStatus, Verification, VerificationId, VerificationStatus};
pub use figures::{FIGURES, Figure, FigureKind, describe_figures};
pub use holder::Holder;
pub use keys::Keys;
pub use limits::{Allowance, Limit, Limits, Windows, WindowsFault};
pub use login::Login;
pub use mailbox::Mailbox;
pub use operation::{Action, ActionFault, Details, DetailsFault, Operation};
pub use otp::{AutoChannels, Evidence, Otp, Proof, Redeemed, Sent, Verified, admissible};
pub use password::NewPassword;
pub use passwords::{PASSWORD_MAX, Password, PasswordFault};
pub use phone::{Phone, PhoneAsk};
pub use prices::{Prices, PricesFault, UNIT};
pub use recovery::{FactorEvidence, RecoveryCode, RecoveryCodeFault};
pub use refusal::{Refusal, SecondFactorAsked, SecondFactorNeeded};
pub use register::{Register, Registration};
pub use reset::{Reset, ResetAsk};
pub use rules::Rules;
pub use second_factor::{FactorWish, SecondFactor};
pub use sessions::{Introspected, Sessions, Signed, SignedIn, TokenPair};
pub use store::{
    ChallengeLine, CodeOutcome, DatabaseFault, Dossier, FiledCode, FiledConfirmation, FiledSession, OnFile,
    Place, SessionLine, Standing, Store, StoreError, inspect, place,
};
pub use tasks::{Lost, Tasks};
pub use tokens::{Signing, SigningFault, TokenRules, VerificationToken};
pub use user::{
    CORE_ROLE, Field, FullName, FullNameFault, Identifier, Profile, ProvenPhone, Role, Username,
    UsernameFault,
};

/// Every flow, wired to one database, one switchboard and one clock. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    /// Codes for strangers.
    pub otp: Otp,
    /// What became of messages.
    pub deliveries: Deliveries,
    /// Accounts are made.
    pub register: Register,
    /// Accounts are made first, and proven later.
    pub activate: Activate,
    /// Sessions are opened with a password, and a second factor where there is one.
    pub login: Login,
    /// Sessions are opened with a code.
    pub code_login: CodeLogin,
    /// Second factors are switched on and off.
    pub second_factor: SecondFactor,
    /// Passwords are replaced.
    pub reset: Reset,
    /// Mailboxes are proven.
    pub mailbox: Mailbox,
    /// Numbers of signed-in users are proven.
    pub phone: Phone,
    /// Passwords are changed.
    pub password: NewPassword,
    /// People correct, copy and delete what is on file about them.
    pub holder: Holder,
    /// Operations are confirmed.
    pub confirm: Confirm,
    /// Sessions are asked about, renewed and ended.
    pub sessions: Sessions,
    /// The operator's door.
    pub accounts: Accounts,
    means: Arc<means::Means>,
}

/// What the flows are made of.
pub struct Parts {
    /// The database, migrated.
    pub store: Store,
    /// Who carries codes.
    pub switchboard: Arc<Switchboard>,
    /// Who tells the time.
    pub clock: Arc<dyn Clock>,
    /// Keys for everything that is digested.
    pub keys: Keys,
    /// What signs access tokens.
    pub signing: Signing,
    /// What signs them not yet or no longer, and is believed.
    pub also_believed: Vec<Signing>,
    /// Who issues them, for whom, for how long.
    pub token_rules: TokenRules,
    /// The operator's figures.
    pub rules: Rules,
    /// Where work goes that must finish.
    pub tasks: Tasks,
}

impl Identity {
    /// Wires the flows.
    pub fn new(parts: Parts) -> Result<Self, SigningFault> {
        let Parts { store, switchboard, clock, keys, signing, also_believed, token_rules, rules, tasks } =
            parts;
        let tokens = Arc::new(tokens::Tokens::new(&signing, &also_believed, token_rules)?);
        let passwords = passwords::Passwords::new();
        let rule = passwords::PasswordRule::new(rules.password_min, &rules.brand);
        let attempts = attempts::Attempts::new(keys.clone(), rules.limits.clone());
        let otp = Otp::new(
            store.clone(),
            Arc::clone(&switchboard),
            Arc::clone(&clock),
            keys.clone(),
            rules.clone(),
            tasks.clone(),
        );
        let sessions = Sessions::new(store.clone(), Arc::clone(&clock), keys.clone(), Arc::clone(&tokens));
        let notices = notices::Notices {
            switchboard: Arc::clone(&switchboard),
            store: store.clone(),
            clock: Arc::clone(&clock),
            keys: keys.clone(),
            tasks: tasks.clone(),
            prices: rules.prices.clone(),
        };
        let owner = owner::Owner::new(store.clone(), Arc::clone(&clock), passwords.clone(), attempts.clone());
        let accounts = Accounts::new(store.clone(), Arc::clone(&clock));
        let means = Arc::new(means::Means {
            store,
            switchboard,
            clock,
            otp: otp.clone(),
            passwords,
            rule,
            attempts,
            recovery: recovery::Recovery::new(keys.clone(), rules.clone()),
            keys,
            rules,
            owner,
            sessions: sessions.clone(),
            notices,
            tasks,
            tokens,
        });
        Ok(Self {
            deliveries: Deliveries::new(&means),
            register: Register::new(&means),
            activate: Activate::new(&means),
            login: Login::new(&means),
            code_login: CodeLogin::new(&means),
            second_factor: SecondFactor::new(&means),
            reset: Reset::new(&means),
            mailbox: Mailbox::new(&means),
            phone: Phone::new(&means),
            password: NewPassword::new(&means),
            holder: Holder::new(&means),
            confirm: Confirm::new(&means),
            accounts,
            sessions,
            otp,
            means,
        })
    }

    /// Forgets what is over: one round, safe on several instances at once.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.means.store.sweep(self.means.rules.retention, self.means.now()).await
    }

    /// What every line to a provider is doing. Asks nobody.
    pub fn lines(&self) -> Vec<LineState> {
        self.means.switchboard.states()
    }

    /// Makes the figures begin at 0 whose first rise an alert must see. Whoever reads the figures calls it before.
    pub fn begin_figures(&self) {
        for line in self.lines() {
            journal::begins(line.provider, line.channel);
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.means.store.ping().await
    }
}
