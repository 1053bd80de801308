//! English.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "en",
    minutes,
    verification: Occasion {
        subject: "Your {brand} verification code",
        short: "Your {brand} verification code is: {code}. It expires in {life}. Never share it; we \
                never ask for it.",
        intro: "Your {brand} verification code is:",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "Your {brand} sign-in code",
        short: "{brand}: {code} is your code to sign in. It expires in {life}. Never share it; we \
                never ask for it.",
        intro: "Your code to sign in to {brand} is:",
        unasked: "If you are not signing in, somebody else is trying to: do not give them this code.",
    },
    reset: Occasion {
        subject: "Reset your {brand} password",
        short: "{brand}: {code} is your code to set a new password. It expires in {life}. Never \
                share it; we never ask for it.",
        intro: "Your code to set a new password at {brand} is:",
        unasked: "If you did not ask for a new password, do nothing: yours stays as it is.",
    },
    confirm: Occasion {
        subject: "Confirm an operation at {brand}",
        short: "{brand}: {code} is your code to confirm {operation}. It expires in {life}. Never \
                share it; we never ask for it.",
        intro: "Your code to confirm {operation} at {brand} is:",
        unasked: "If you did not ask for this, do not enter the code, and contact us at once.",
    },
    expires: "It expires in {life}.",
    warning: "Never share it; we never ask for it.",
    stop: ". ",
    gap: " ",
    about: "About your {brand} account",
    notice: "{brand}: {what}. If this was not you, contact us at once.",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} {}", if n == 1 { "minute" } else { "minutes" })
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "the password of your account was changed",
        Notice::NumberChanged => "the phone number of your account was changed",
        Notice::NumberMoved => {
            "somebody else proved that this phone number is theirs, and it left your account"
        }
        Notice::MailboxChanged => "the e-mail address of your account was changed",
        Notice::SecondFactorOn => "a second factor was set for your account, with new recovery codes",
        Notice::SecondFactorOff => "the second factor of your account was switched off",
    }
}
