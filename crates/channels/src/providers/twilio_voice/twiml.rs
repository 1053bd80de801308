//! What a call says, in Twilio's markup (<https://www.twilio.com/docs/voice/twiml/say>): each sentence, the digits one by one
//! with a pause after each, and all of it twice.

use std::fmt::Write;

/// The longest that Twilio takes in a request, in characters.
const LONGEST: usize = 4000;

/// By language: as Twilio names it, and a voice that speaks it.
const VOICES: [(&str, &str, &str); 8] = [
    ("en", "en-US", "Polly.Joanna"),
    ("ar", "arb", "Polly.Zeina"),
    ("es", "es-US", "Polly.Lupe"),
    ("fr", "fr-FR", "Polly.Lea"),
    ("de", "de-DE", "Polly.Vicki"),
    ("hi", "hi-IN", "Polly.Aditi"),
    ("pt", "pt-BR", "Polly.Camila"),
    ("zh", "cmn-CN", "Polly.Zhiyu"),
];

/// These sentences, in this language (BCP 47); nothing where they are too long to be said even once.
pub(super) fn of(sentences: &[String], language: &str) -> Option<String> {
    let primary = language.split('-').next().unwrap_or_default();
    let voice = VOICES.iter().find(|(known, ..)| *known == primary).unwrap_or(&VOICES[0]);
    let once: String = sentences.iter().map(|sentence| said(sentence, voice)).collect();
    // time to bring the telephone to the ear
    let whole = |said: &str| {
        format!(r#"<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/>{said}</Response>"#)
    };
    let fits = |twiml: &String| twiml.chars().count() <= LONGEST;
    Some(whole(&format!("{once}{once}"))).filter(fits).or_else(|| Some(whole(&once)).filter(fits))
}

fn said(sentence: &str, voice: &(&str, &str, &str)) -> String {
    let only_digits = sentence.contains(|c: char| c.is_ascii_digit())
        && !sentence.contains(|c: char| c.is_alphanumeric() && !c.is_ascii_digit());
    let pieces: Vec<String> = if only_digits {
        sentence.chars().filter(char::is_ascii_digit).map(String::from).collect()
    } else {
        vec![escaped(sentence)]
    };
    let (_, language, name) = voice;
    pieces.into_iter().fold(String::new(), |mut said, piece| {
        write!(said, r#"<Say language="{language}" voice="{name}">{piece}</Say><Pause length="1"/>"#).ok();
        said
    })
}

/// As text of XML 1.0, which knows no control characters.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            _ => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twiml(sentences: &[&str], language: &str) -> Option<String> {
        of(&sentences.iter().map(|sentence| (*sentence).to_owned()).collect::<Vec<_>>(), language)
    }

    #[test]
    fn every_language_has_a_voice_and_all_is_said_twice() {
        for (language, name, voice) in [
            ("en", "en-US", "Polly.Joanna"),
            ("en-GB", "en-US", "Polly.Joanna"),
            ("ar", "arb", "Polly.Zeina"),
            ("es", "es-US", "Polly.Lupe"),
            ("fr", "fr-FR", "Polly.Lea"),
            ("de", "de-DE", "Polly.Vicki"),
            ("hi", "hi-IN", "Polly.Aditi"),
            ("pt", "pt-BR", "Polly.Camila"),
            ("zh", "cmn-CN", "Polly.Zhiyu"),
            ("tlh", "en-US", "Polly.Joanna"),
        ] {
            let say = |text: &str| {
                format!(r#"<Say language="{name}" voice="{voice}">{text}</Say><Pause length="1"/>"#)
            };
            let once = format!("{}{}{}{}", say("Code:"), say("4"), say("0"), say("7"));
            let expected = format!(
                r#"<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/>{once}{once}</Response>"#
            );
            assert_eq!(twiml(&["Code:", "4, 0. 7"], language), Some(expected), "{language}");
        }
    }

    #[test]
    fn what_is_said_stays_text() {
        let twiml = twiml(&["<Hangup/> & \"A's\"\u{0}", "رمزك هو 4"], "ar").unwrap();
        assert!(twiml.contains(">&lt;Hangup/&gt; &amp; &quot;A&apos;s&quot; </Say>"), "{twiml}");
        assert!(twiml.contains(">رمزك هو 4</Say>"), "a digit among words is left to the voice: {twiml}");
        roxmltree::Document::parse(&twiml).unwrap();
    }

    #[test]
    fn what_is_too_long_is_said_once_and_what_is_longer_not_at_all() {
        let say_of = |length: usize| twiml(&["ä".repeat(length).as_str(), "1234567890"], "en");
        let count = |twiml: &str| twiml.matches(">1</Say>").count();
        assert_eq!(say_of(1000).map(|twiml| count(&twiml)), Some(2));
        assert_eq!(say_of(2500).map(|twiml| count(&twiml)), Some(1));
        assert_eq!(say_of(4000), None);
    }
}
