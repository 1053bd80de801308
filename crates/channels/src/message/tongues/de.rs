//! German, with Sie.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "de",
    minutes,
    verification: Occasion {
        subject: "Ihr Bestätigungscode für {brand}",
        short: "Ihr Bestätigungscode für {brand} lautet: {code}. Er gilt {life}. Geben Sie ihn nie \
                weiter; wir fragen nie danach.",
        intro: "Ihr Bestätigungscode für {brand} lautet:",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "Ihr Anmeldecode für {brand}",
        short: "{brand}: {code} ist Ihr Code zum Anmelden. Er gilt {life}. Geben Sie ihn nie weiter; \
                wir fragen nie danach.",
        intro: "Ihr Anmeldecode für {brand} lautet:",
        unasked: "Wenn Sie sich gerade nicht selbst anmelden, versucht es jemand anderes: Geben Sie \
                  diesen Code nicht heraus.",
    },
    reset: Occasion {
        subject: "Passwort für {brand} zurücksetzen",
        short: "{brand}: {code} ist Ihr Code für ein neues Passwort. Er gilt {life}. Geben Sie ihn \
                nie weiter; wir fragen nie danach.",
        intro: "Ihr Code für ein neues Passwort bei {brand} lautet:",
        unasked: "Wenn Sie kein neues Passwort angefordert haben, müssen Sie nichts tun: Ihr \
                  Passwort bleibt, wie es ist.",
    },
    confirm: Occasion {
        subject: "Bestätigen Sie einen Vorgang bei {brand}",
        short: "{brand}: {code} ist Ihr Code zur Bestätigung von {operation}. Er gilt {life}. Geben \
                Sie ihn nie weiter; wir fragen nie danach.",
        intro: "Ihr Code zur Bestätigung von {operation} bei {brand} lautet:",
        unasked: "Wenn Sie das nicht veranlasst haben, geben Sie den Code nicht ein und wenden Sie \
                  sich sofort an uns.",
    },
    expires: "Er gilt {life}.",
    warning: "Geben Sie ihn nie weiter; wir fragen nie danach.",
    stop: ". ",
    gap: " ",
    about: "Zu Ihrem Konto bei {brand}",
    notice: "{brand}: {what}. Falls Sie das nicht waren, wenden Sie sich sofort an uns.",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} {}", if n == 1 { "Minute" } else { "Minuten" })
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "Das Passwort Ihres Kontos wurde geändert",
        Notice::NumberChanged => "Die Telefonnummer Ihres Kontos wurde geändert",
        Notice::NumberMoved => {
            "Jemand anderes hat nachgewiesen, dass diese Telefonnummer ihm gehört; sie wurde aus \
             Ihrem Konto entfernt"
        }
        Notice::MailboxChanged => "Die E-Mail-Adresse Ihres Kontos wurde geändert",
        Notice::SecondFactorOn => {
            "Für Ihr Konto wurde ein zweiter Faktor mit neuen Wiederherstellungscodes eingerichtet"
        }
        Notice::SecondFactorOff => "Der zweite Faktor Ihres Kontos wurde ausgeschaltet",
    }
}
