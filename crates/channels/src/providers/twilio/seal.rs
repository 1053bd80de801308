//! The signature of whatever Twilio calls us with (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>): nothing
//! in a request is read before it was found right.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::account::Account;
use crate::finding::Finding;
use crate::host::{is_inner, is_this_machine};
use crate::report::{Incoming, ReportFault};

/// Where an account's reports come to, and what it signs them with.
pub(in crate::providers) struct Seal {
    token: SecretString,
    url: String,
}

/// What findings about reports are about.
pub(in crate::providers) const REPORTS: &str = "delivery reports";

/// A request that Twilio signed.
pub(in crate::providers) enum Opened {
    /// The fields of a form, in the order they came.
    Form(Vec<(String, String)>),
    /// Anything else.
    Json(Value),
}

impl Seal {
    /// Nothing where the world does not reach us, or where the account's token is not known: an API key does not sign.
    pub(in crate::providers) fn of(account: &Account, url: Option<String>) -> Option<Self> {
        let url = url.filter(|url| comes(account, url))?;
        Some(Self { token: account.token.clone()?, url })
    }

    /// What an operator should know where no report can come, or none can be believed.
    pub(in crate::providers) fn unheard(account: &Account, url: Option<&str>) -> Option<Finding> {
        let far = match url {
            None => Some("PUBLIC_URL is not set"),
            Some(url) if comes(account, url) => None,
            Some(_) => Some("Twilio cannot come to a PUBLIC_URL inside a private network"),
        };
        let far = far.map(|why| (why, "set PUBLIC_URL to the address of this server on the internet"));
        let unsigned = account.token.is_none().then_some((
            "TWILIO_AUTH_TOKEN is not set, and an API key signs nothing",
            "set TWILIO_AUTH_TOKEN beside the API key",
        ));
        let (why, remedies): (Vec<_>, Vec<_>) = far.into_iter().chain(unsigned).unzip();
        let says = format!("none by Twilio: {}", why.join("; "));
        let remedy = format!("where they are wanted, {}", remedies.join(", and "));
        (!why.is_empty()).then(|| Finding::note(REPORTS, says, Some(&remedy)))
    }

    /// Where reports come to.
    pub(in crate::providers) fn url(&self) -> String {
        self.url.clone()
    }

    /// What was sent, if Twilio sent it.
    pub(in crate::providers) fn opened(&self, incoming: &Incoming) -> Result<Opened, ReportFault> {
        let signature = incoming.header("x-twilio-signature");
        let signature = signature.and_then(|text| STANDARD.decode(text.trim()).ok());
        // signed with a key that the account shares with somebody: we were told of none
        let shared = incoming.header("x-twilio-webhooks-signature-settings").is_some();
        let signature = signature.filter(|_| !shared).ok_or(ReportFault::Forged)?;
        let query = incoming.query.as_deref().filter(|query| !query.is_empty());
        let digest = query.and_then(digest_in);
        let fields = match digest {
            // of any other body than a form only the URL is signed, and the URL says what the body is
            Some(digest) => is_digest(digest, &incoming.body).then(Vec::new),
            None => form(incoming),
        };
        let fields = fields.ok_or(ReportFault::Forged)?;
        let tail = query.map(|query| format!("?{query}")).unwrap_or_default();
        let signed = |url: &String| self.signs(&format!("{url}{tail}"), &fields, &signature);
        // Twilio's own validators try it with and without the port: what is signed is not always what was called
        if !both_ports(&self.url).iter().any(signed) {
            return Err(ReportFault::Forged);
        }
        match digest {
            Some(_) => {
                serde_json::from_slice(&incoming.body).map(Opened::Json).map_err(|_| ReportFault::Unreadable)
            }
            None => Ok(Opened::Form(fields)),
        }
    }

    fn signs(&self, url: &str, fields: &[(String, String)], signature: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(self.token.expose_secret().as_bytes()) else {
            return false;
        };
        mac.update(url.as_bytes());
        let mut sorted: Vec<&(String, String)> = fields.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        for (name, value) in sorted {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        // compares in constant time
        mac.verify_slice(signature).is_ok()
    }
}

impl Opened {
    /// A field of a form, if it is there and not empty.
    pub(in crate::providers) fn field(&self, name: &str) -> Option<&str> {
        let Self::Form(fields) = self else { return None };
        let found = fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether it speaks of no other account. It need not name one: whose it is, the signature has proven.
    pub(in crate::providers) fn is_of(&self, account: &Account) -> bool {
        self.field("AccountSid").is_none_or(|told| told == account.sid)
    }
}

/// Whether whoever has the account can come to a URL. Twilio refuses a message whose reports it could not bring (21609); a
/// double on this machine comes everywhere that we do.
fn comes(account: &Account, url: &str) -> bool {
    let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    !is_inner(&host(url).unwrap_or_default()) || is_this_machine(&host(&account.api_url).unwrap_or_default())
}

fn digest_in(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256="))
}

fn is_digest(digest: &str, body: &[u8]) -> bool {
    use std::fmt::Write;
    let made = Sha256::digest(body).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").ok();
        hex
    });
    made.as_bytes().ct_eq(digest.as_bytes()).into()
}

fn form(incoming: &Incoming) -> Option<Vec<(String, String)>> {
    let media = incoming.header("content-type").and_then(|value| value.split(';').next())?;
    if !media.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return None;
    }
    let mut reader = Url::parse("http://localhost/").ok()?;
    reader.set_query(Some(std::str::from_utf8(&incoming.body).ok()?));
    Some(reader.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

/// The URL without a port, and with the one it has or its scheme's.
fn both_ports(url: &str) -> [String; 2] {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let colon = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    let (host, port) = match colon {
        Some(at) => (&authority[..at], &authority[at + 1..]),
        None => (authority, if scheme == "http" { "80" } else { "443" }),
    };
    [format!("{scheme}://{host}{path}"), format!("{scheme}://{host}:{port}{path}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str =
        "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
    const JSON: &str = r#"{"property": "value", "boolean": true}"#;
    const DIGEST: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

    fn seal(url: &str) -> Seal {
        Seal { token: "12345".to_owned().into(), url: url.to_owned() }
    }

    fn incoming(query: &str, media: &str, signature: &str, body: &str) -> Incoming {
        Incoming {
            query: Some(query.to_owned()),
            headers: vec![
                ("content-type".to_owned(), media.to_owned()),
                ("x-twilio-signature".to_owned(), signature.to_owned()),
            ],
            body: body.as_bytes().to_vec(),
        }
    }

    fn form_of(signature: &str, body: &str) -> Incoming {
        incoming("foo=1&bar=2", "application/x-www-form-urlencoded; charset=UTF-8", signature, body)
    }

    const RIGHT: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    #[test]
    fn twilios_own_example_opens_and_nothing_near_it_does() {
        let ours = seal("https://mycompany.com/myapp.php");
        let opened = ours.opened(&form_of(RIGHT, FORM)).ok().unwrap();
        assert_eq!((opened.field("Digits"), opened.field("digits")), (Some("1234"), None));
        // fields in another order, and one told twice
        let shuffled = FORM.split('&').rev().chain(["Digits=1234"]).collect::<Vec<_>>().join("&");
        assert!(ours.opened(&form_of(RIGHT, &shuffled)).is_ok());
        let mut shared = form_of("033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=", FORM);
        shared.headers.push((
            "x-twilio-webhooks-signature-settings".to_owned(),
            "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256".to_owned(),
        ));
        let mut both = form_of(RIGHT, FORM);
        both.headers
            .push(("x-twilio-webhooks-signature-settings".to_owned(), "algorithm=HMAC_SHA1".to_owned()));
        let mut unsigned = form_of(RIGHT, FORM);
        unsigned.headers.retain(|(name, _)| name != "x-twilio-signature");
        let mut no_query = form_of(RIGHT, FORM);
        no_query.query = None;
        for (why, wrong) in [
            ("another signature", form_of("SSOYDt4T1cUTdK1PDd93/VVr8B8=", FORM)),
            ("half of it", form_of("RSOYDt4T1cUTdK1P", FORM)),
            ("an empty one", form_of("", FORM)),
            ("no base64", form_of("RSOYDt4T1cUTdK1PDd93/VVr8B8", FORM)),
            ("another value", form_of(RIGHT, &FORM.replace("1234&", "1235&"))),
            ("a field more", form_of(RIGHT, &format!("{FORM}&X=1"))),
            ("a field less", form_of(RIGHT, FORM.split_once('&').unwrap().1)),
            ("another query", incoming("foo=1&bar=3", "application/x-www-form-urlencoded", RIGHT, FORM)),
            ("no query", no_query),
            ("no form", incoming("foo=1&bar=2", "text/plain", RIGHT, FORM)),
            ("no signature", unsigned),
            ("a shared key", shared),
            ("settings we do not know", both),
        ] {
            assert_eq!(ours.opened(&wrong).err(), Some(ReportFault::Forged), "{why}");
        }
        let elsewhere = seal("https://mycompany.com/other.php");
        assert_eq!(elsewhere.opened(&form_of(RIGHT, FORM)).err(), Some(ReportFault::Forged));
        let other = Seal { token: "12346".to_owned().into(), ..seal("https://mycompany.com/myapp.php") };
        assert_eq!(other.opened(&form_of(RIGHT, FORM)).err(), Some(ReportFault::Forged));
    }

    #[test]
    fn a_body_of_json_is_held_to_its_digest() {
        let seal = seal("https://mycompany.com/myapp.php");
        let query = format!("foo=1&bar=2&bodySHA256={DIGEST}");
        let signature = "a9nBmqA0ju/hNViExpshrM61xv4=";
        let json = |query: &str, body: &str| incoming(query, "application/json", signature, body);
        let Ok(Opened::Json(read)) = seal.opened(&json(&query, JSON)) else { panic!("not opened") };
        assert_eq!(read["property"], "value");
        for (why, wrong) in [
            ("another body", json(&query, r#"{"property": "value", "boolean": false}"#)),
            ("another digest", json(&query.replace("0a1f", "0a1e"), JSON)),
            ("no digest", json("foo=1&bar=2", JSON)),
            ("half a digest", json(&query[..query.len() - 1], JSON)),
        ] {
            assert_eq!(seal.opened(&wrong).err(), Some(ReportFault::Forged), "{why}");
        }
    }

    #[test]
    fn reports_are_not_to_be_brought_where_twilio_cannot_come() {
        let (twilio, double) = ("https://api.twilio.com", "http://127.0.0.1:4020");
        for (url, far) in [
            ("http://localhost:8000/x", true),
            ("http://127.0.0.1:8000", true),
            ("http://[::1]:8000/x", true),
            ("https://192.168.1.20/x", true),
            ("https://[fd12::1]:8443/x", true),
            ("https://otp.corp.internal/x", true),
            ("https://otp.local/x", true),
            ("https://otp:8443/x", true),
            ("https://door.example/x", false),
            ("https://localhost.example/x", false),
        ] {
            let told = |at| Seal::unheard(&account(at), Some(url)).is_some();
            let sealed = |at| Seal::of(&account(at), Some(url.to_owned())).is_some();
            assert_eq!((told(twilio), sealed(twilio)), (far, !far), "{url}");
            assert_eq!((told(double), sealed(double)), (false, true), "{url}");
        }
        assert!(Seal::unheard(&account(double), None).is_some());
    }

    fn account(at: &str) -> Account {
        let sid = "AC0123456789abcdef0123456789abcdef";
        let pairs = [
            ("TWILIO_ACCOUNT_SID", sid),
            ("TWILIO_AUTH_TOKEN", "0123456789abcdef0123456789abcdef"),
            ("TWILIO_API_BASE_URL", at),
        ];
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        crate::providers::twilio::account::read(&crate::settings::Settings::new(pairs)).unwrap()
    }

    #[test]
    fn the_url_is_tried_with_and_without_its_port() {
        for (url, expected) in [
            ("https://a.example/x", ["https://a.example/x", "https://a.example:443/x"]),
            ("http://a.example/x", ["http://a.example/x", "http://a.example:80/x"]),
            ("https://a.example:8443/x", ["https://a.example/x", "https://a.example:8443/x"]),
            ("https://[2001:db8::1]/x", ["https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x"]),
            ("https://[2001:db8::1]:1/x", ["https://[2001:db8::1]/x", "https://[2001:db8::1]:1/x"]),
        ] {
            assert_eq!(both_ports(url), expected, "{url}");
        }
        for url in ["https://mycompany.com:443/myapp.php", "https://mycompany.com:8443/myapp.php"] {
            assert!(seal(url).opened(&form_of(RIGHT, FORM)).is_ok(), "{url}");
        }
    }
}
