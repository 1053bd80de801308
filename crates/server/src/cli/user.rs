//! `doorcode user`: what an operator does for one account. Addresses are masked unless `--reveal` is given.

use clap::{Args, Subcommand};
use identity::{Dossier, Profile};

use super::{Outcome, house::House, say};
use crate::App;

/// What to do with an account.
#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Find accounts by e-mail address, phone number, username or id
    Find {
        /// What to look for
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
    /// Delete the account
    Delete {
        #[command(flatten)]
        one: One,
        /// Without this, nothing is deleted
        #[arg(long)]
        yes: bool,
    },
}

/// One account.
#[derive(Args)]
pub(super) struct One {
    /// The account's id
    id: i64,
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
    let accounts = &app.desk.identity.accounts;
    let unknown = |id: i64| format!("There is no account {id}.");
    match command {
        UserCommand::Find { query, shown } => {
            let found = accounts.find(&query).await.map_err(|fault| fault.to_string())?;
            if found.is_empty() {
                return Err("No account found.".to_owned());
            }
            for profile in &found {
                line(profile, &shown);
            }
            Ok(())
        }
        UserCommand::Show { one, shown } => {
            let dossier = accounts.show(one.id).await.map_err(|fault| fault.to_string())?;
            dossier.map(|dossier| whole(&dossier, &shown)).ok_or_else(|| unknown(one.id))
        }
        UserCommand::Disable(one) => {
            told(accounts.disable(one.id).await, one.id, "disabled, and every session ended")
        }
        UserCommand::Enable(one) => told(accounts.enable(one.id).await, one.id, "enabled"),
        UserCommand::EndSessions(one) => {
            told(accounts.end_sessions(one.id).await, one.id, "every session ended")
        }
        UserCommand::ReleasePhone { one, role } => {
            told(accounts.release_phone(one.id, &role).await, one.id, "the number was released")
        }
        UserCommand::Delete { one, yes: false } => {
            Err(format!("Nothing was deleted. To delete account {}, repeat with --yes.", one.id))
        }
        UserCommand::Delete { one, yes: true } => told(accounts.delete(one.id).await, one.id, "deleted"),
    }
}

fn told(done: Result<bool, identity::Refusal>, id: i64, what: &str) -> Outcome {
    match done {
        Ok(true) => {
            say(&format!("Account {id}: {what}."));
            Ok(())
        }
        Ok(false) => Err(format!("There is no account {id}, or nothing to do for it.")),
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn line(profile: &Profile, shown: &Shown) {
    let email = profile.email.as_deref().map_or_else(|| "-".to_owned(), |email| shown.address(email));
    let phone = profile.core_phone().map_or_else(|| "-".to_owned(), |phone| shown.address(&phone.number));
    let state = if profile.disabled { "disabled" } else { "enabled" };
    say(&format!("{}\t{email}\t{phone}\t{state}\tsince {}", profile.id, profile.created_at));
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
    say(&format!("  sessions {}", dossier.sessions));
    for code in &dossier.challenges {
        say(&format!(
            "  code     {} {} by {} via {} ({} sends, {} tries): {} {}",
            code.created_at,
            code.purpose,
            code.channel,
            code.provider.as_deref().unwrap_or("-"),
            code.sends,
            code.attempts,
            code.outcome,
            code.message_id.as_deref().unwrap_or("-"),
        ));
    }
}

impl Shown {
    /// An address, whole or masked.
    fn address(&self, stored: &str) -> String {
        if self.reveal {
            return stored.to_owned();
        }
        channels::Address::stored(stored).map_or_else(|| "*****".to_owned(), |address| address.masked())
    }
}
