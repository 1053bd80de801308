//! Mailboxes: the syntax of RFC 5321 as mail is really sent, lower case throughout so that one mailbox is one key.

use std::fmt;

use email_address::{EmailAddress as Parsed, Options};

/// A mailbox. `Debug` masks it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// Not a mailbox we send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Invalid email address: write it like name@example.com")]
pub struct EmailFault;

impl EmailAddress {
    /// Reads what a person typed. Refused: display names, quoted local parts, domain literals, domains without a dot,
    /// anything over 254 bytes (RFC 5321 4.5.3.1.3), white space, control and invisible characters.
    pub fn parse(typed: &str) -> Result<Self, EmailFault> {
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let plain =
            typed.len() <= 254 && typed.is_ascii() && !typed.contains(['"', ' ', '%', '\\', '<', '>', '(']);
        if !plain || Parsed::parse_with_options(typed, options).is_err() {
            return Err(EmailFault);
        }
        let folded = typed.to_ascii_lowercase();
        let (_, domain) = folded.rsplit_once('@').ok_or(EmailFault)?;
        let top = domain.rsplit('.').next().unwrap_or_default();
        // an address of digits alone is an IP address in disguise
        if top.bytes().all(|b| b.is_ascii_digit()) {
            return Err(EmailFault);
        }
        Ok(Self(folded))
    }

    /// A mailbox that nobody can have (RFC 2606, 2): for asking about nobody.
    pub fn nobodys() -> Self {
        Self("nobody@doorcode.invalid".to_owned())
    }

    /// Lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For people to recognise: the first letter of each part.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        let first = |text: &str| text.chars().next().unwrap_or('*');
        format!("{}***@{}***.{top}", first(local), first(domain))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_mail_is_sent_to() {
        for good in ["a@example.com", "First.Last+tag@sub.example.co", "x_y-z@xn--bcher-kva.example"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in [
            "",
            "a",
            "a@",
            "@b.co",
            "a@localhost",
            "a@[127.0.0.1]",
            "\"a b\"@example.com",
            "Foo <a@b.com>",
            "a@b..com",
            "a b@example.com",
            " a@example.com",
            "a@example.com\r\nBcc: x@y.zz",
            "a@1.2.3.4",
            "ü@example.com",
            &long,
            "a@exa\u{200b}mple.com",
            "a@@b.com",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(EmailAddress::parse("Ada@Example.COM").unwrap().as_str(), "ada@example.com");
        assert_eq!(EmailAddress::parse("ada@mail.example.com").unwrap().masked(), "a***@m***.com");
    }
}
