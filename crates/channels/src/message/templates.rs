//! Templates an operator puts in the place of our words: how a file is named, what may stand in it, which one is chosen. Opens no
//! file; what is wrong with one is told by its name and line.

use std::collections::BTreeSet;

use super::fill::{Piece, pieces};
use super::{LOCALES, Notice};
use crate::channel::Channel;
use crate::locale::Locale;
use crate::purpose::Purpose;

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Every code but that of a confirmation, which must say what it confirms.
    Code,
    /// The code of one purpose.
    Purpose(Purpose),
    /// One notice.
    Notice(Notice),
}

/// Which part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    Subject,
    Html,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) file: String,
    pub(super) name: Name,
    pub(super) channel: Option<Channel>,
    pub(super) locale: Option<Locale>,
    pub(super) part: Part,
    pub(super) pattern: String,
}

/// An operator's own words.
#[derive(Debug, Clone, Default)]
pub struct Templates(Vec<Template>);

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// The file, and the line where there is one.
    pub place: String,
    /// What is wrong, to be read after the place.
    pub fault: String,
    /// How it would be right.
    pub example: &'static str,
}

const CODE_EXAMPLE: &str = "Your {brand} code is {code}. It counts for {minutes} minutes.";
const CONFIRM_EXAMPLE: &str = "{code} confirms {action} ({details}).";
const NOTICE_EXAMPLE: &str = "{brand}: the password of your account was changed.";
const FILE_EXAMPLE: &str =
    "code.txt, code.sms.txt, reset.email.ar.html, login.pt-BR.subject.txt, password_changed.txt";

impl Templates {
    /// The bytes of a file; more is no message.
    pub const LONGEST: u64 = 65_536;

    /// Reads files by name and content. `bound` says whether there is a domain that codes are bound to. What is wrong with a
    /// file is told, and the file not used.
    pub fn read(
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
        bound: bool,
    ) -> (Self, Vec<TemplateFault>) {
        let (mut read, mut faults): (Vec<Template>, Vec<TemplateFault>) = (Vec::new(), Vec::new());
        for (file, content) in files {
            match one(&file, content, bound) {
                Err(found) => faults.extend(found),
                Ok(template) => match read.iter().find(|known| known.is_for_the_same_as(&template)) {
                    Some(known) => {
                        let fault = format!("is for the same message as {}", known.file);
                        faults.push(TemplateFault { place: file, fault, example: FILE_EXAMPLE });
                    }
                    None => read.push(template),
                },
            }
        }
        (Self(read), faults)
    }

    /// What text messages are made of.
    pub(super) fn of_text_messages(&self) -> impl Iterator<Item = &Template> {
        let of =
            |channel| move |template: &&Template| template.part == Part::Text && template.channel == channel;
        let any = self.0.iter().filter(of(None)).filter(move |template| {
            let instead = |other: &Template| other.name == template.name && other.tag() == template.tag();
            !self.0.iter().filter(of(Some(Channel::Sms))).any(instead)
        });
        any.chain(self.0.iter().filter(of(Some(Channel::Sms))))
    }

    /// The most specific that fits: one for this purpose rather than for any code, for this channel rather than for all, in
    /// this very language rather than a wider one or none.
    pub(super) fn best(
        &self,
        part: Part,
        name: Name,
        channel: Channel,
        locale: Option<&Locale>,
    ) -> Option<&Template> {
        let fitting = self.0.iter().filter(|template| template.part == part);
        let ranked = fitting.filter_map(|template| Some((template.rank(name, channel, locale)?, template)));
        ranked.max_by_key(|(rank, _)| *rank).map(|(_, template)| template)
    }

    /// Languages of the texts that are none of ours.
    pub(super) fn further_languages(&self) -> BTreeSet<String> {
        let texts = self.0.iter().filter(|template| template.part == Part::Text);
        let locales = texts.filter_map(|template| template.locale.as_ref());
        let further = locales.filter(|locale| !locale.is_among(&LOCALES));
        further.map(|locale| locale.as_str().to_owned()).collect()
    }
}

impl Template {
    fn is_for_the_same_as(&self, other: &Self) -> bool {
        (self.name, self.channel, self.part) == (other.name, other.channel, other.part)
            && self.tag() == other.tag()
    }

    fn tag(&self) -> Option<String> {
        self.locale.as_ref().map(|locale| locale.as_str().to_ascii_lowercase())
    }

    /// Nothing where it does not fit.
    fn rank(&self, name: Name, channel: Channel, locale: Option<&Locale>) -> Option<(bool, bool, u8)> {
        let any_code =
            self.name == Name::Code && matches!(name, Name::Purpose(purpose) if purpose != Purpose::Confirm);
        let names = if self.name == name { Some(name != Name::Code) } else { any_code.then_some(false) };
        let channels = match self.channel {
            None => Some(false),
            Some(one) => (one == channel).then_some(true),
        };
        let locales = match (&self.locale, locale) {
            (None, _) => Some(0),
            // where nobody says a language, we write English
            (Some(own), None) => own.as_str().eq_ignore_ascii_case("en").then_some(1),
            (Some(own), Some(asked)) if own.as_str().eq_ignore_ascii_case(asked.as_str()) => Some(2),
            (Some(own), Some(asked)) => own.as_str().eq_ignore_ascii_case(&asked.language()).then_some(1),
        };
        Some((names?, channels?, locales?))
    }
}

/// Reads one file; everything wrong with it at once.
fn one(file: &str, content: Vec<u8>, bound: bool) -> Result<Template, Vec<TemplateFault>> {
    let fault = |fault: &str, example| {
        vec![TemplateFault { place: file.to_owned(), fault: fault.to_owned(), example }]
    };
    let (name, channel, locale, part) = named(file).map_err(|says| fault(says, FILE_EXAMPLE))?;
    if content.len() as u64 > Templates::LONGEST {
        return Err(fault("is longer than 64 KiB", FILE_EXAMPLE));
    }
    let text = String::from_utf8(content).map_err(|_| fault("is not UTF-8", "a text file in UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
    let pattern = text.strip_suffix('\n').unwrap_or(&text).to_owned();
    let template = Template { file: file.to_owned(), name, channel, locale, part, pattern };
    let faults = template.faults(bound);
    if faults.is_empty() { Ok(template) } else { Err(faults) }
}

type Named = (Name, Option<Channel>, Option<Locale>, Part);

/// `<name>[.<channel>][.<locale>]`, and what part of the message it is.
fn named(file: &str) -> Result<Named, &'static str> {
    let (stem, part) = if let Some(stem) = file.strip_suffix(".subject.txt") {
        (stem, Part::Subject)
    } else if let Some(stem) = file.strip_suffix(".txt") {
        (stem, Part::Text)
    } else if let Some(stem) = file.strip_suffix(".html") {
        (stem, Part::Html)
    } else {
        return Err("is no name of a template: it must end in .txt, .subject.txt or .html");
    };
    let mut words = stem.split('.');
    let name = words.next().and_then(name).ok_or("names no code, purpose or notice")?;
    let rest: Vec<&str> = words.collect();
    let (channel, rest) = match rest.split_first() {
        Some((first, rest)) if first.parse::<Channel>().is_ok() => (first.parse().ok(), rest),
        _ => (None, rest.as_slice()),
    };
    let locale = match rest {
        [] => None,
        [tag] => Some(
            Locale::parse(tag)
                .ok()
                .filter(Locale::is_known)
                .ok_or("names neither a channel nor a language there is")?,
        ),
        _ => return Err("has more in its name than what, channel and language"),
    };
    if part != Part::Text && channel.is_some_and(|channel| channel != Channel::Email) {
        return Err("has no place: only an e-mail has a subject and a page");
    }
    if channel == Some(Channel::Call) && matches!(name, Name::Notice(_)) {
        return Err("has no place: nobody is called with a notice");
    }
    Ok((name, channel, locale, part))
}

fn name(text: &str) -> Option<Name> {
    let notice = || Notice::ALL.into_iter().find(|notice| notice.as_str() == text).map(Name::Notice);
    if text == "code" { Some(Name::Code) } else { text.parse().ok().map(Name::Purpose).or_else(notice) }
}

impl Template {
    fn faults(&self, bound: bool) -> Vec<TemplateFault> {
        let mut faults = Vec::new();
        let mut tell = |line: Option<usize>, fault: String| {
            let place = line.map_or_else(|| self.file.clone(), |line| format!("{}, line {line}", self.file));
            faults.push(TemplateFault { place, fault, example: self.example() });
        };
        if self.pattern.trim().is_empty() {
            tell(None, "is empty".to_owned());
            return faults;
        }
        if self.part == Part::Subject && self.pattern.contains('\n') {
            tell(Some(2), "is too much: a subject is one line".to_owned());
        }
        for (at, line) in self.pattern.split('\n').enumerate() {
            if line.chars().any(|c| c.is_control() && c != '\t') {
                tell(Some(at + 1), "holds a control character".to_owned());
            }
        }
        let mut found = BTreeSet::new();
        for (line, piece) in pieces(&self.pattern) {
            match piece {
                Piece::Text(_) => {}
                Piece::Value(name) => {
                    found.insert(name);
                    if let Some(fault) = self.misplaced(name, bound) {
                        tell(Some(line), fault);
                    }
                }
                Piece::Stray => {
                    tell(Some(line), "has a brace alone: write {{ or }} for the brace itself".to_owned());
                }
            }
        }
        for name in self.needs().iter().filter(|name| !found.contains(**name)) {
            tell(None, format!("holds no {{{name}}}"));
        }
        faults
    }

    /// What must stand in it.
    fn needs(&self) -> &'static [&'static str] {
        match (self.part, self.name) {
            (Part::Subject, _) | (_, Name::Notice(_)) => &[],
            // a code that is typed without reading confirms what a thief wants
            (_, Name::Purpose(Purpose::Confirm)) => &["code", "action", "details"],
            (_, Name::Code | Name::Purpose(_)) => &["code"],
        }
    }

    /// What may stand in it.
    fn knows(&self) -> &'static [&'static str] {
        match (self.part, self.name) {
            (_, Name::Notice(_)) => &["brand", "domain"],
            (Part::Subject, _) => &["brand", "minutes", "seconds", "domain"],
            (_, Name::Purpose(Purpose::Confirm)) => {
                &["code", "brand", "minutes", "seconds", "action", "details", "domain"]
            }
            (_, Name::Code | Name::Purpose(_)) => &["code", "brand", "minutes", "seconds", "domain"],
        }
    }

    fn misplaced(&self, name: &str, bound: bool) -> Option<String> {
        if !self.knows().contains(&name) {
            let why = match (name, self.name, self.part) {
                ("code", Name::Notice(_), _) => "a notice has no code".to_owned(),
                ("code", _, Part::Subject) => {
                    "a subject is read by everybody, on a locked screen, too".to_owned()
                }
                _ => {
                    let known: Vec<_> = self.knows().iter().map(|known| format!("{{{known}}}")).collect();
                    format!("use {}", known.join(", "))
                }
            };
            return Some(format!("{{{name}}} has no place here: {why}"));
        }
        (name == "domain" && !bound).then(|| "{domain} stands for nothing: set WEBOTP_DOMAIN".to_owned())
    }

    fn example(&self) -> &'static str {
        match self.name {
            Name::Notice(_) => NOTICE_EXAMPLE,
            Name::Code | Name::Purpose(_) if self.part == Part::Subject => "Your {brand} code",
            Name::Purpose(Purpose::Confirm) => CONFIRM_EXAMPLE,
            Name::Code | Name::Purpose(_) => CODE_EXAMPLE,
        }
    }
}
