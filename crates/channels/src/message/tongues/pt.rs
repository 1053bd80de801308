//! Portuguese, as written in Brazil, which is what CLDR means by `pt`. Text messages say `use` instead of `código`, and keep to the GSM
//! alphabet: ó, ã and ç are not in it.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "pt",
    minutes,
    verification: Occasion {
        subject: "Seu código de verificação de {brand}",
        short: "Use {code} para confirmar sua identidade em {brand}. Vale por {life}. Nunca o passe a \
                ninguém; nunca o pediremos.",
        intro: "Seu código de verificação de {brand} é:",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "Seu código de acesso a {brand}",
        short: "Use {code} para entrar em {brand}. Vale por {life}. Nunca o passe a ninguém; nunca o \
                pediremos.",
        intro: "Seu código para entrar em {brand} é:",
        unasked: "Se não é você quem está entrando, outra pessoa está tentando: não passe este \
                  código a ninguém.",
    },
    reset: Occasion {
        subject: "Redefina sua senha de {brand}",
        short: "Use {code} para criar uma nova senha em {brand}. Vale por {life}. Nunca o passe a \
                ninguém; nunca o pediremos.",
        intro: "Seu código para criar uma nova senha em {brand} é:",
        unasked: "Se você não pediu uma nova senha, não faça nada: a sua continua a mesma.",
    },
    confirm: Occasion {
        subject: "Confirme uma operação em {brand}",
        short: "Use {code} para confirmar {operation} em {brand}. Vale por {life}. Nunca o passe a \
                ninguém; nunca o pediremos.",
        intro: "Seu código para confirmar {operation} em {brand} é:",
        unasked: "Se você não pediu isto, não digite o código e fale conosco imediatamente.",
    },
    expires: "Vale por {life}.",
    warning: "Não o passe a ninguém; nunca o pediremos.",
    stop: ". ",
    gap: " ",
    about: "Sobre a sua conta {brand}",
    notice: "{brand}: {what}. Se não foi você, fale conosco imediatamente.",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} {}", if n < 2 { "minuto" } else { "minutos" })
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "a senha da sua conta foi alterada",
        Notice::NumberChanged => "o número de telefone da sua conta foi alterado",
        Notice::NumberMoved => {
            "outra pessoa comprovou que este número de telefone é dela, e ele foi removido da sua conta"
        }
        Notice::MailboxChanged => "o endereço de e-mail da sua conta foi alterado",
        Notice::SecondFactorOn => {
            "um segundo fator foi configurado para a sua conta, com novos códigos de recuperação"
        }
        Notice::SecondFactorOff => "o segundo fator da sua conta foi desativado",
    }
}
