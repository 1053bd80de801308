//! Which server takes our mail, how it is reached, and in whose name. The URL holds a password: nothing of it is repeated.

use lettre::message::Mailbox;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::email::EmailAddress;
use crate::host::is_this_machine;
use crate::settings::Settings;

/// The server that takes our mail.
pub(super) struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<Login>,
}

/// How a connection becomes safe before anything of ours goes over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// It need not: the server is on this machine.
    Plain,
    /// By STARTTLS, or not at all (RFC 3207).
    StartTls,
    /// It is from its first byte (RFC 8314, 3.3).
    Wrapped,
}

/// Who we say we are.
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: SecretString,
}

/// How the URL looks. It names no host that somebody could take for a default.
const URL: &str = "SMTP_URL=smtp://user:password@mail.example.com:587";

/// How the sender looks.
const FROM: &str = "MAIL_FROM='Example <codes@example.com>'";

/// The server and the sender; everything wrong is noted.
pub(super) fn read(settings: &Settings) -> Option<(Relay, Mailbox)> {
    settings.required("SMTP_URL", "the server that takes mail", URL);
    settings.required("MAIL_FROM", "the sender of mail", FROM);
    let (relay, sender) = (relay(settings), sender(settings));
    Some((relay?, sender?))
}

fn relay(settings: &Settings) -> Option<Relay> {
    let url = settings.secret("SMTP_URL", URL)?;
    understood(url.expose_secret()).map_err(|fault| settings.fault("SMTP_URL", fault, URL)).ok()
}

fn understood(text: &str) -> Result<Relay, &'static str> {
    const SHAPE: &str = "must be smtp:// or smtps://, and a host; write @, :, / and % in user and password \
                         as %40, %3A, %2F and %25";
    let url = Url::parse(text).map_err(|_| SHAPE)?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
    let known = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b));
    let (security, usual) = match url.scheme() {
        "smtps" => (Security::Wrapped, 465),
        "smtp" if is_this_machine(&host) => (Security::Plain, 587),
        "smtp" => (Security::StartTls, 587),
        _ => return Err(SHAPE),
    };
    if !known || url.port() == Some(0) {
        return Err(SHAPE);
    }
    if url.query().is_some() || url.fragment().is_some() || !matches!(url.path(), "" | "/") {
        return Err(
            "must end after host and port: how the connection is encrypted follows from smtp:// (STARTTLS) \
             and smtps:// (from the first byte)",
        );
    }
    let login = match (url.username(), url.password()) {
        ("", None) => None,
        ("", Some(_)) => return Err("names a password and no user"),
        (_, None | Some("")) => return Err("names a user and no password"),
        (user, Some(password)) => {
            let fault = "holds a user or password that is not text: write % as %25";
            let (user, password) = (decoded(user).ok_or(fault)?, decoded(password).ok_or(fault)?);
            Some(Login { user, password: password.into() })
        }
    };
    Ok(Relay { host, port: url.port().unwrap_or(usual), security, login })
}

/// Percent-encoded UTF-8 (RFC 3986, 2.1), without control characters: they would end a line, or a field of AUTH PLAIN.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?].map(|b| char::from(b).to_digit(16));
                u8::try_from(digits[0]? * 16 + digits[1]?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}

fn sender(settings: &Settings) -> Option<Mailbox> {
    let text = settings.text("MAIL_FROM")?;
    let read = text.parse::<Mailbox>().ok().filter(|mailbox| {
        EmailAddress::parse(mailbox.email.as_ref()).is_ok() && !text.contains(char::is_control)
    });
    if read.is_none() {
        settings.fault("MAIL_FROM", "must be a name and a mailbox in angle brackets, or a mailbox", FROM);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay_of(text: &str) -> (String, u16, Security, Option<(String, String)>) {
        let Relay { host, port, security, login } = understood(text).unwrap();
        let login = login.map(|login| (login.user, login.password.expose_secret().to_owned()));
        (host, port, security, login)
    }

    #[test]
    fn a_password_leaves_this_machine_over_tls_only() {
        use Security::{Plain, StartTls, Wrapped};
        for (text, host, port, security) in [
            ("smtp://mail.example.com", "mail.example.com", 587, StartTls),
            ("smtp://mail.example.com:25", "mail.example.com", 25, StartTls),
            ("smtp://u:p@mail.example.com:2525/", "mail.example.com", 2525, StartTls),
            ("smtps://Mail.Example.com", "mail.example.com", 465, Wrapped),
            ("smtps://u:p@127.0.0.1:465", "127.0.0.1", 465, Wrapped),
            ("smtp://localhost:1025", "localhost", 1025, Plain),
            ("smtp://u:p@127.0.0.1:1025", "127.0.0.1", 1025, Plain),
            ("smtp://[::1]:1025", "::1", 1025, Plain),
            ("smtp://[2001:db8::1]:587", "2001:db8::1", 587, StartTls),
            ("smtp://localhost.example.com:25", "localhost.example.com", 25, StartTls),
            ("smtp://localhost:pw@example.com", "example.com", 587, StartTls),
        ] {
            let (read, at, how, _) = relay_of(text);
            assert_eq!((read.as_str(), at, how), (host, port, security), "{text}");
        }
        for bad in [
            "",
            "mail.example.com:587",
            "smtp:mail.example.com",
            "smtp://",
            "smtp://:587",
            "smtp:///mail.example.com",
            "smtp://user:password@",
            "http://mail.example.com",
            "submission://mail.example.com",
            "smtp+starttls://mail.example.com",
            "smtp://mail.example.com:0",
            "smtp://mail.example.com:70000",
            "smtp://mail.example.com:587?tls=opportunistic",
            "smtp://mail.example.com?tls=none",
            "smtp://mail.example.com/path",
            "smtp://mail.example.com#x",
            "smtp://user@mail.example.com",
            "smtp://user:@mail.example.com",
            "smtp://:password@mail.example.com",
            "smtp://user:a%0d%0ab@mail.example.com",
            "smtp://us%00er:ab@mail.example.com",
            "smtp://user:a%ffb@mail.example.com",
            "smtp://mail.exa%6dple.com",
            "smtp://mail_example!com",
        ] {
            assert!(understood(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn user_and_password_are_what_was_meant() {
        for (text, expected) in [
            ("smtp://ada:pw@h", ("ada", "pw")),
            ("smtp://codes%40example.com:p%40s%3As%2Fw%25@h", ("codes@example.com", "p@s:s/w%")),
            ("smtps://ada:a+b@h", ("ada", "a+b")),
            ("smtps://ada:%C3%BC@h", ("ada", "ü")),
            ("smtps://ada:ü@h", ("ada", "ü")),
        ] {
            let (.., login) = relay_of(text);
            let login = login.unwrap();
            assert_eq!((login.0.as_str(), login.1.as_str()), expected, "{text}");
        }
        assert!(relay_of("smtps://h").3.is_none());
    }
}
