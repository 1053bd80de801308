//! French, with vous. The text messages keep to letters of the GSM alphabet: à, é and è are in it, ç and ê are not.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "fr",
    minutes,
    verification: Occasion {
        subject: "Votre code de vérification {brand}",
        short: "Votre code de vérification {brand} est : {code}. Il expire dans {life}. Ne le \
                communiquez à personne ; nous ne le demandons jamais.",
        intro: "Votre code de vérification {brand} est :",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "Votre code de connexion à {brand}",
        short: "{brand} : {code} est votre code de connexion. Il expire dans {life}. Ne le \
                communiquez à personne ; nous ne le demandons jamais.",
        intro: "Votre code de connexion à {brand} est :",
        unasked: "Si vous n’êtes pas en train de vous connecter, quelqu’un d’autre essaie de le \
                  faire : ne lui donnez pas ce code.",
    },
    reset: Occasion {
        subject: "Réinitialisez votre mot de passe {brand}",
        short: "{brand} : {code} est votre code pour changer de mot de passe. Il expire dans {life}. \
                Ne le communiquez à personne ; nous ne le demandons jamais.",
        intro: "Votre code pour définir un nouveau mot de passe {brand} est :",
        unasked: "Si vous n’avez pas demandé de nouveau mot de passe, ne faites rien : le vôtre \
                  reste inchangé.",
    },
    confirm: Occasion {
        subject: "Confirmez une opération sur {brand}",
        short: "{brand} : {code} est votre code pour confirmer {operation}. Il expire dans {life}. \
                Ne le communiquez à personne ; nous ne le demandons jamais.",
        intro: "Votre code pour confirmer {operation} sur {brand} est :",
        unasked: "Si vous n’êtes pas à l’origine de cette demande, ne saisissez pas le code et \
                  contactez-nous immédiatement.",
    },
    expires: "Il expire dans {life}.",
    warning: "Ne le communiquez à personne ; nous ne le demandons jamais.",
    stop: ". ",
    gap: " ",
    about: "À propos de votre compte {brand}",
    notice: "{brand} : {what}. Si ce n'était pas vous, contactez-nous immédiatement.",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} {}", if n < 2 { "minute" } else { "minutes" })
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "le mot de passe de votre compte a été modifié",
        Notice::NumberChanged => "le numéro de téléphone de votre compte a été modifié",
        Notice::NumberMoved => {
            "une autre personne a prouvé que ce numéro de téléphone est le sien ; il a été retiré de \
             votre compte"
        }
        Notice::MailboxChanged => "l'adresse e-mail de votre compte a été modifiée",
        Notice::SecondFactorOn => {
            "un second facteur a été configuré pour votre compte, avec de nouveaux codes de \
             récupération"
        }
        Notice::SecondFactorOff => "le second facteur de votre compte a été désactivé",
    }
}
