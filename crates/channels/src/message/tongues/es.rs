//! Spanish, with usted. Text messages say `clave`: the ó of `código` is not in the GSM alphabet, and would leave 70 characters.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "es",
    minutes,
    verification: Occasion {
        subject: "Su código de verificación de {brand}",
        short: "Su clave de un solo uso para {brand} es: {code}. Vence en {life}. No la comparta; \
                nunca se la pediremos.",
        intro: "Su código de verificación de {brand} es:",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "Su código de acceso a {brand}",
        short: "{brand}: {code} es su clave de un solo uso para acceder a su cuenta. Vence en \
                {life}. No la comparta; nunca se la pediremos.",
        intro: "Su código para iniciar sesión en {brand} es:",
        unasked: "Si no es usted quien está iniciando sesión, otra persona lo está intentando: no le \
                  dé este código.",
    },
    reset: Occasion {
        subject: "Restablezca su contraseña de {brand}",
        short: "{brand}: {code} es su clave de un solo uso para cambiar la contraseña. Vence en \
                {life}. No la comparta; nunca se la pediremos.",
        intro: "Su código para establecer una contraseña nueva en {brand} es:",
        unasked: "Si no ha pedido una contraseña nueva, no haga nada: la suya no cambiará.",
    },
    confirm: Occasion {
        subject: "Confirme una operación en {brand}",
        short: "{brand}: {code} es su clave de un solo uso para confirmar {operation}. Vence en \
                {life}. No la comparta; nunca se la pediremos.",
        intro: "Su código para confirmar {operation} en {brand} es:",
        unasked: "Si usted no lo ha pedido, no introduzca el código y contacte con nosotros de \
                  inmediato.",
    },
    expires: "Vence en {life}.",
    warning: "No lo comparta con nadie; nunca se lo pediremos.",
    stop: ". ",
    gap: " ",
    about: "Acerca de su cuenta de {brand}",
    notice: "{brand}: {what}. Si no ha sido usted, contacte con nosotros de inmediato.",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} {}", if n == 1 { "minuto" } else { "minutos" })
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "se ha cambiado la contraseña de su cuenta",
        Notice::NumberChanged => "se ha cambiado el número de teléfono de su cuenta",
        Notice::NumberMoved => {
            "otra persona ha demostrado ser titular de este número de teléfono, que se ha retirado \
             de su cuenta"
        }
        Notice::MailboxChanged => "se ha cambiado la dirección de correo electrónico de su cuenta",
        Notice::SecondFactorOn => {
            "se ha configurado un segundo factor para su cuenta, con nuevos códigos de recuperación"
        }
        Notice::SecondFactorOff => "se ha desactivado el segundo factor de su cuenta",
    }
}
