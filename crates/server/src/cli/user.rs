//! `doorcode user`: what an operator does for one account. Addresses are masked unless `--reveal` is given.

use channels::{Address, Region};
use clap::{Args, Subcommand};
use identity::{Accounts, Dossier, Profile};

use super::{Outcome, house::House, say};
use crate::App;

/// What to do with an account.
#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Find accounts by e-mail address, phone number, username or id
    Find {
        /// What to look for; `id:100` is the id, whatever names are like it
        query: String,
        #[command(flatten)]
        shown: Shown,
    },
    /// What is proven, what is claimed, and the last codes
    Show {
        #[command(flatten)]
        one: One,
        #[command(flatten)]
        shown: Shown,
    },
    /// Refuse every sign-in, and end every session
    Disable(One),
    /// Allow sign-in again
    Enable(One),
    /// End every session
    EndSessions(One),
    /// Take a phone number from the account, so that somebody else can prove it
    ReleasePhone {
        #[command(flatten)]
        one: One,
        /// Which number: its role
        #[arg(long, default_value = "core")]
        role: String,
    },
    /// End the second factor and its recovery codes, for somebody who has lost both
    EndSecondFactor(One),
    /// Delete the account and everything that belongs to it, the codes sent to its addresses included
    Delete {
        #[command(flatten)]
        one: One,
        /// Do it: nothing brings the account back
        #[arg(long)]
        yes: bool,
    },
}

/// One account.
#[derive(Args)]
pub(super) struct One {
    /// Its id, e-mail address, phone number or username; `id:100` is the id, whatever names are like it
    who: String,
}

/// How much is shown.
#[derive(Args)]
pub(super) struct Shown {
    /// Show whole addresses
    #[arg(long)]
    reveal: bool,
}

pub(super) async fn user(house: House, command: UserCommand) -> Outcome {
    let House { config, switchboard, clock, store } = house;
    let app = App::new(&config, store, switchboard, clock).map_err(|fault| fault.to_string())?;
    let book = Book { accounts: &app.desk.identity.accounts, region: config.default_region };
    let accounts = book.accounts;
    match command {
        UserCommand::Find { query, shown } => {
            for profile in &book.find(&query).await? {
                line(profile, &shown);
            }
            Ok(())
        }
        UserCommand::Show { one, shown } => {
            let id = book.one(&one).await?;
            let dossier = accounts.show(id).await.map_err(|refusal| refusal.to_string())?;
            dossier.map(|dossier| whole(&dossier, &shown)).ok_or_else(|| NOBODY.to_owned())
        }
        UserCommand::Disable(one) => {
            let id = book.one(&one).await?;
            told(accounts.disable(id).await, id, "disabled, and every session ended")
        }
        UserCommand::Enable(one) => {
            let id = book.one(&one).await?;
            told(accounts.enable(id).await, id, "enabled")
        }
        UserCommand::EndSessions(one) => {
            let id = book.one(&one).await?;
            let ended = accounts.end_sessions(id).await.map_err(|refusal| refusal.to_string())?;
            let what = match ended {
                0 => "no session was open".to_owned(),
                1 => "its one session ended".to_owned(),
                many => format!("{many} sessions ended"),
            };
            told(Ok(true), id, &what)
        }
        UserCommand::ReleasePhone { one, role } => {
            let id = book.one(&one).await?;
            told(accounts.release_phone(id, Some(&role)).await, id, "the number was released")
        }
        UserCommand::EndSecondFactor(one) => {
            let id = book.one(&one).await?;
            told(accounts.end_second_factor(id).await, id, "signs in without a second factor")
        }
        UserCommand::Delete { one, yes } => {
            let id = book.one(&one).await?;
            if !yes {
                return Err(format!(
                    "Nothing was deleted. Nothing brings account {id} back: add --yes to delete it."
                ));
            }
            told(accounts.delete(id).await, id, "deleted")
        }
    }
}

const NOBODY: &str = "No account found.";

/// Looks accounts up as an operator names them.
struct Book<'a> {
    accounts: &'a Accounts,
    region: Option<Region>,
}

impl Book<'_> {
    /// Every account of this name; at least one.
    async fn find(&self, query: &str) -> Result<Vec<Profile>, String> {
        // An id could also be read as a phone number: ids are short.
        let address = Address::parse(query, self.region).ok();
        let query = address.as_ref().map_or(query, Address::as_str);
        let found = self.accounts.find(query).await.map_err(|refusal| refusal.to_string())?;
        if found.is_empty() { Err(NOBODY.to_owned()) } else { Ok(found) }
    }

    /// The id of the one account of this name.
    async fn one(&self, one: &One) -> Result<i64, String> {
        match self.find(&one.who).await?.as_slice() {
            [only] => Ok(only.id),
            several => Err(format!(
                "{} accounts are called that: name one by its id, as in id:{}.",
                several.len(),
                several[0].id
            )),
        }
    }
}

fn told(done: Result<bool, identity::Refusal>, id: i64, what: &str) -> Outcome {
    match done {
        Ok(true) => {
            say(&format!("Account {id}: {what}."));
            Ok(())
        }
        Ok(false) => Err(format!("Nothing to do for account {id}.")),
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn line(profile: &Profile, shown: &Shown) {
    let email = profile.email.as_deref().map_or_else(|| "-".to_owned(), |email| shown.address(email));
    let phone = profile.core_phone().map_or_else(|| "-".to_owned(), |phone| shown.address(&phone.number));
    let name = profile.username.as_deref().unwrap_or("-");
    let state = match profile.waits_until {
        _ if profile.disabled => "disabled".to_owned(),
        Some(end) => format!("waits for its code, name kept until {end}"),
        None => "enabled".to_owned(),
    };
    say(&format!("{}\t{name}\t{email}\t{phone}\t{state}\tsince {}", profile.id, profile.created_at));
}

fn whole(dossier: &Dossier, shown: &Shown) {
    let profile = &dossier.profile;
    line(profile, shown);
    for phone in &profile.phones {
        say(&format!("  proven   {} {} at {}", phone.role, shown.address(&phone.number), phone.verified_at));
    }
    if let Some(email) = &profile.email {
        let how = if profile.email_verified { "proven" } else { "claimed" };
        say(&format!("  {how:<8} email {}", shown.address(email)));
    }
    if let Some(channel) = profile.second_factor {
        say(&format!("  factor   second, by {channel}"));
    }
    for session in &dossier.sessions {
        let device = session.device.as_deref().unwrap_or("-");
        say(&format!(
            "  session  {} since {}, last used {}: {device}",
            session.id, session.created_at, session.last_used_at
        ));
    }
    for code in &dossier.challenges {
        say(&format!(
            "  code     {} {} to {} by {} via {} ({} sends, {} wrong): {} {}",
            code.created_at,
            code.purpose,
            shown.address(&code.address),
            code.channel,
            code.provider,
            code.sends,
            code.attempts,
            code.outcome,
            code.reference.as_deref().unwrap_or("-"),
        ));
    }
}

impl Shown {
    /// An address, whole or masked.
    fn address(&self, stored: &str) -> String {
        if self.reveal {
            return stored.to_owned();
        }
        Address::stored(stored).map_or_else(|| "*****".to_owned(), |address| address.masked())
    }
}
