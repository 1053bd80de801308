//! The code in a message of one's own wording, as a person finds it: in a text, in a call that says its digits, in a mail.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::twilio::dial::Speech;

/// How long a code is.
const SHORTEST: usize = 4;
const LONGEST: usize = 10;

/// What the last line binds to a domain (`@example.com #482913`), or the first run of 4 to 10 digits.
pub(crate) fn in_text(text: &str) -> Option<String> {
    bound(text).or_else(|| first(text)).map(str::to_owned)
}

fn bound(text: &str) -> Option<&str> {
    let (domain, code) = text.trim_end().rsplit('\n').next()?.strip_prefix('@')?.split_once(" #")?;
    (is_code(code) && !domain.contains(char::is_whitespace)).then_some(code)
}

/// Digits beside letters are part of a name; other scripts write no space before a number.
fn first(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_code(word))
}

fn is_code(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// Digits that are said one by one; where all is said twice, of the first time.
pub(crate) fn in_speech(said: &[Speech]) -> Option<String> {
    let words: Vec<&str> = said.iter().map(|speech| speech.words.trim()).collect();
    let (once, again) = words.split_at(words.len() / 2);
    let words = if once == again { once } else { words.as_slice() };
    let digits: String = words.iter().copied().filter(|word| word.len() == 1).collect();
    if is_code(&digits) { Some(digits) } else { in_text(&words.join(" ")) }
}

/// Of a mail (RFC 5322), or of the first part of one that has several: the text, where there are a text and a page.
pub(crate) fn in_mail(data: &[u8]) -> Option<String> {
    let mail = String::from_utf8_lossy(data).replace("\r\n", "\n");
    in_text(&body(&mail)?)
}

fn body(mail: &str) -> Option<String> {
    let (head, body) = mail.split_once("\n\n")?;
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    let field = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    if let Some((_, boundary)) = field("content-type").and_then(|kind| kind.split_once("boundary=")) {
        let boundary = boundary.trim_start_matches('"').split(['"', ';']).next()?;
        let part = body.split(&format!("--{boundary}\n")).nth(1)?;
        return self::body(part);
    }
    let decoded = match field("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "base64" => STANDARD.decode(body.split("\n--").next()?.replace('\n', "")).ok()?,
        "quoted-printable" => unquoted(body),
        _ => return Some(body.to_owned()),
    };
    Some(String::from_utf8_lossy(&decoded).into_owned())
}

/// RFC 2045, 6.7.
fn unquoted(text: &str) -> Vec<u8> {
    let mut plain = Vec::new();
    for (n, piece) in text.replace("=\n", "").split('=').enumerate() {
        match piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if n > 0 => {
                plain.push(byte);
                plain.extend_from_slice(&piece.as_bytes()[2..]);
            }
            _ => plain.extend_from_slice(piece.as_bytes()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_as_people_find_it() {
        for (text, code) in [
            ("Your Acme verification code is: 482913. It expires in 10 minutes.", Some("482913")),
            ("Acme24: 4829 is your code to sign in.", Some("4829")),
            ("Shop2024: 4829130 is your code.", Some("4829130")),
            ("【Acme】验证码482913，10分钟内有效。", Some("482913")),
            ("Pay 20000 EUR: 482913.\n\n@example.com #482913", Some("482913")),
            ("rid 12345678901, 123, a1234", None),
            ("the password of your account was changed", None),
        ] {
            assert_eq!(in_text(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn a_call_says_its_digits_once_or_twice() {
        let say = |words: &[&str]| -> Vec<Speech> {
            let speech = |word: &&str| Speech { language: None, voice: None, words: (*word).to_owned() };
            words.iter().map(speech).collect()
        };
        let once = ["Your code is:", "1", "2", "1", "2", "Goodbye."];
        assert_eq!(in_speech(&say(&once)).as_deref(), Some("1212"));
        assert_eq!(in_speech(&say(&[once, once].concat())).as_deref(), Some("1212"));
        assert_eq!(in_speech(&say(&["Your code is 482913."])).as_deref(), Some("482913"));
        assert_eq!(in_speech(&say(&["4 & 2"])), None);
    }

    #[test]
    fn a_mail_is_read_whatever_it_is_written_in() {
        let plain = "Date: Sat, 21 Nov 2026 17:00:00 +0000\r\nSubject: Hi\r\n\r\nCode: 482913\r\n";
        assert_eq!(in_mail(plain.as_bytes()).as_deref(), Some("482913"));
        let quoted = "Content-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                      C=C3=B3digo: 48=\r\n2913=2E\r\n";
        assert_eq!(in_mail(quoted.as_bytes()).as_deref(), Some("482913"));
        let coded = STANDARD.encode("رمزك: 482913");
        let parts = format!(
            "Message-ID: <1234567@x>\r\nContent-Type: multipart/alternative;\r\n boundary=\"b2026\"\r\n\r\n--b2026\r\n\
             Content-Transfer-Encoding: base64\r\nContent-Type: text/plain\r\n\r\n{coded}\r\n--b2026\r\n\
             Content-Type: text/html\r\n\r\n<b>111111</b>\r\n--b2026--\r\n"
        );
        assert_eq!(in_mail(parts.as_bytes()).as_deref(), Some("482913"));
        assert_eq!(in_mail(b"no mail"), None);
    }
}
