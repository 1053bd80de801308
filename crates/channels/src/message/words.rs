//! The phrasebook: writes every message we make, in our words or an operator's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use super::direction::{is_right_to_left, of, within};
use super::fill::fill;
use super::page::{Page, escaped, large};
use super::phrases::{Theme, aloud, details, in_words, occasion, one_by_one, ours};
use super::segments::segments;
use super::templates::{Name, Part, Template, Templates};
use super::tongues::{LOCALES, Tongue};
use super::{Matter, Message, Notice, Wording};
use crate::channel::Channel;
use crate::code::Code;
use crate::locale::Locale;
use crate::purpose::Purpose;
use crate::verifier::Ask;

/// Writes messages under one brand.
#[derive(Debug, Clone)]
pub struct Words {
    brand: String,
    life: Duration,
    domain: Option<String>,
    templates: Templates,
    languages: &'static [&'static str],
}

/// Where a value is put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Our words, in this direction.
    Ours { right_to_left: bool },
    /// A template in this direction.
    Theirs { right_to_left: bool },
    /// A voice.
    Voice,
}

impl Words {
    /// Under this brand, for codes that live so long.
    pub fn new(brand: &str, life: Duration) -> Self {
        Self {
            brand: brand.to_owned(),
            life,
            domain: None,
            templates: Templates::default(),
            languages: &LOCALES,
        }
    }

    /// With text messages that end in the line by which a browser knows where their code belongs (origin-bound one-time
    /// codes, WICG).
    #[must_use]
    pub fn bound_to(self, domain: Option<String>) -> Self {
        Self { domain, ..self }
    }

    /// With an operator's words where there are some. Languages that we do not write are spoken, too, once they have a text.
    #[must_use]
    pub fn with(mut self, templates: Templates) -> Self {
        let further = templates.further_languages();
        if !further.is_empty() {
            // a provider names its languages for good; templates are read once, when the program starts
            let further = further.into_iter().map(|tag| &*Box::leak(tag.into_boxed_str()));
            self.languages = Box::leak(LOCALES.into_iter().chain(further).collect());
        }
        self.templates = templates;
        self
    }

    /// The languages that messages can be in.
    pub fn languages(&self) -> &'static [&'static str] {
        self.languages
    }

    /// A message that carries a code.
    pub fn code(&self, ask: &Ask, code: &Code) -> Message {
        let operation = ask.wording.as_ref();
        let name = match (operation, ask.purpose) {
            (Some(_), _) => Name::Purpose(Purpose::Confirm),
            (None, Purpose::Confirm) => Name::Code,
            (None, purpose) => Name::Purpose(purpose),
        };
        let (channel, locale) = (ask.channel, ask.locale.as_ref());
        let (purpose, life) = (ask.purpose, ask.life.map_or(self.life, whole_seconds));
        let matter = Matter::Code { purpose, life, operation: operation.cloned() };
        let theme = Theme { name, channel, locale, code: Some(code), operation, notice: None, life };
        self.write(&theme, matter)
    }

    /// A message that tells what happened to an account.
    pub fn notice(&self, notice: Notice, channel: Channel, locale: Option<&Locale>) -> Message {
        let (name, told) = (Name::Notice(notice), Some(notice));
        let theme =
            Theme { name, channel, locale, code: None, operation: None, notice: told, life: self.life };
        self.write(&theme, Matter::Notice(notice))
    }

    /// What an operator should know of the length of text messages, with codes of so many digits: more than one segment, and
    /// each is paid for. `carried` says whether ours are sent at all.
    pub fn warnings(&self, digits: u8, carried: bool) -> Vec<String> {
        let Ok(code) = Code::parse(&"0".repeat(usize::from(digits.clamp(4, 10)))) else { return Vec::new() };
        let long = |template: &Template| {
            let count = segments(&self.sample(template, &code));
            (count > 1).then(|| format!("{}: a text message of it takes {count} segments", template.file))
        };
        let mut warnings: Vec<String> = self.templates.of_text_messages().filter_map(long).collect();
        let ours = LOCALES.map(|tag| (tag, self.longest(tag, &code)));
        let long: Vec<String> = ours
            .iter()
            .filter(|(_, count)| *count > 1)
            .map(|(tag, count)| format!("{tag} {count}"))
            .collect();
        if !long.is_empty() && (carried || self.domain.is_some()) {
            let with = if self.domain.is_some() { "with the line of WEBOTP_DOMAIN, " } else { "" };
            let long = long.join(", ");
            warnings.push(format!("{with}our own text messages take more than one segment: {long}"));
        }
        warnings
    }

    /// The segments of the longest of our own code messages in this language; what is confirmed has no bounds, and is left out.
    fn longest(&self, tag: &str, code: &Code) -> usize {
        let locale = Locale::parse(tag).ok();
        let ours =
            [Purpose::ProveAddress, Purpose::Login, Purpose::Reset].into_iter().filter_map(|purpose| {
                let (name, channel, locale) = (Name::Purpose(purpose), Channel::Sms, locale.as_ref());
                let (code, life) = (Some(code), self.life);
                let theme = Theme { name, channel, locale, code, operation: None, notice: None, life };
                let theirs = self.templates.best(Part::Text, name, channel, locale).is_some();
                let matter = Matter::Code { purpose, life: self.life, operation: None };
                (!theirs).then(|| self.write(&theme, matter).segments())
            });
        ours.max().unwrap_or_default()
    }

    /// A text message as somebody would get it; what is confirmed is as short as can be.
    fn sample(&self, template: &Template, code: &Code) -> String {
        let (name, locale) = (template.name, template.locale.as_ref());
        let operation = Wording { action: "pay".to_owned(), details: BTreeMap::new() };
        let (code, notice) = match name {
            Name::Notice(notice) => (None, Some(notice)),
            Name::Code | Name::Purpose(_) => (Some(code), None),
        };
        let (channel, operation, life) = (Channel::Sms, Some(&operation), self.life);
        let theme = Theme { name, channel, locale, code, operation, notice, life };
        let (tongue, place) = (Tongue::of(locale), theirs(&template.pattern));
        let mut text = fill(&template.pattern, |name| self.value(name, tongue, &theme, place));
        self.bind(&mut text, &theme);
        text
    }

    fn write(&self, theme: &Theme<'_>, matter: Matter) -> Message {
        let tongue = Tongue::of(theme.locale);
        let chosen = |part| self.templates.best(part, theme.name, theme.channel, theme.locale);
        let text = chosen(Part::Text);
        let pattern = text.map_or_else(|| ours(tongue, theme), |template| Cow::Borrowed(&*template.pattern));
        let subject = self.subject(tongue, theme, chosen(Part::Subject));
        let (spoken, by_them) = match (theme.channel, text) {
            (Channel::Call, Some(template)) if template.channel == Some(Channel::Call) => {
                (self.spoken(&template.pattern, tongue, theme), true)
            }
            (Channel::Call, _) => (self.spoken(&aloud(tongue, theme), tongue, theme), false),
            _ => (Vec::new(), text.is_some()),
        };
        let html = (theme.channel == Channel::Email).then(|| match chosen(Part::Html) {
            Some(template) => self.page(template, tongue, theme),
            None => self.plain_page(&pattern, text, tongue, theme, &subject),
        });
        let place = if text.is_some() { theirs(&pattern) } else { ours_in(tongue) };
        let mut text = fill(&pattern, |name| self.value(name, tongue, theme, place));
        self.bind(&mut text, theme);
        let language = if by_them { self.tag(theme.locale) } else { tongue.tag };
        Message { subject, text, html, spoken, language, code: theme.code.cloned(), matter }
    }

    fn subject(&self, tongue: &Tongue, theme: &Theme<'_>, template: Option<&Template>) -> String {
        let usual = || occasion(tongue, theme).map_or(tongue.about, |occasion| occasion.subject);
        let (pattern, place) = match template {
            Some(template) => (&*template.pattern, theirs(&template.pattern)),
            None => (usual(), ours_in(tongue)),
        };
        fill(pattern, |name| self.value(name, tongue, theme, place))
    }

    /// Each line a sentence.
    fn spoken(&self, pattern: &str, tongue: &Tongue, theme: &Theme<'_>) -> Vec<String> {
        let said = fill(pattern, |name| self.value(name, tongue, theme, Place::Voice));
        said.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// A page of an operator's: values are escaped, the rest is theirs.
    fn page(&self, template: &Template, tongue: &Tongue, theme: &Theme<'_>) -> String {
        let place = theirs(&template.pattern);
        fill(&template.pattern, |name| escaped(&self.value(name, tongue, theme, place)).into_owned())
    }

    /// The words of the text part, as a page.
    fn plain_page(
        &self,
        pattern: &str,
        text: Option<&Template>,
        tongue: &Tongue,
        theme: &Theme<'_>,
        subject: &str,
    ) -> String {
        let place = if text.is_some() { theirs(pattern) } else { ours_in(tongue) };
        let body = fill(&escaped(pattern), |name| {
            let value = self.value(name, tongue, theme, place);
            if name == "code" { large(&value) } else { escaped(&value).into_owned() }
        });
        let language = match text {
            None => Some(tongue.tag),
            Some(template) => template.locale.as_ref().map(Locale::as_str),
        };
        let right_to_left = language.is_some_and(is_right_to_left);
        Page { language, right_to_left, title: &escaped(subject), text: &body }.render()
    }

    /// The last line of a text message says where its code belongs, and nothing follows it.
    fn bind(&self, text: &mut String, theme: &Theme<'_>) {
        let (Some(domain), Some(code), Channel::Sms) = (&self.domain, theme.code, theme.channel) else {
            return;
        };
        let line = format!("@{domain} #{}", code.expose());
        if text.rsplit('\n').next() != Some(&*line) {
            text.push_str("\n\n");
            text.push_str(&line);
        }
    }

    fn value(&self, name: &str, tongue: &Tongue, theme: &Theme<'_>, place: Place) -> String {
        let minutes = full_minutes(theme.life);
        let apart = |value: String| match place {
            Place::Ours { right_to_left } | Place::Theirs { right_to_left } => {
                within(right_to_left, &value).into_owned()
            }
            Place::Voice => value,
        };
        let digits = theme.code.map(Code::expose).unwrap_or_default();
        match name {
            "code" if place == Place::Voice => one_by_one(digits),
            "code" => digits.to_owned(),
            // a template says its brand as it likes
            "brand" if matches!(place, Place::Ours { .. }) => apart(self.brand.clone()),
            "brand" => self.brand.clone(),
            "minutes" => minutes.to_string(),
            "seconds" => theme.life.as_secs().to_string(),
            "life" => (tongue.minutes)(minutes),
            "domain" => self.domain.clone().unwrap_or_default(),
            "action" => theme.operation.map(|operation| apart(operation.action.clone())).unwrap_or_default(),
            "details" => theme.operation.map(|operation| apart(details(operation))).unwrap_or_default(),
            "operation" => theme.operation.map(|operation| apart(in_words(operation))).unwrap_or_default(),
            "what" => theme.notice.map(|notice| (tongue.says)(notice).to_owned()).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The tag of the language asked for.
    fn tag(&self, locale: Option<&Locale>) -> &'static str {
        let Some(locale) = locale else { return LOCALES[0] };
        let exact = self.languages.iter().find(|tag| tag.eq_ignore_ascii_case(locale.as_str()));
        let language = locale.language();
        let wider = || self.languages.iter().find(|tag| **tag == language);
        exact.or_else(wider).unwrap_or(&LOCALES[0])
    }
}

fn ours_in(tongue: &Tongue) -> Place {
    Place::Ours { right_to_left: is_right_to_left(tongue.tag) }
}

fn theirs(pattern: &str) -> Place {
    Place::Theirs { right_to_left: of(pattern) }
}

/// What is left is never a round number: the moment since it began is given back.
fn whole_seconds(life: Duration) -> Duration {
    Duration::from_secs(u64::try_from(life.as_millis().div_ceil(1000)).unwrap_or(u64::MAX))
}

/// What can be counted on, and never none; a send that had to wait its turn says what one at once says.
fn full_minutes(life: Duration) -> u64 {
    ((life.as_secs() + 10) / 60).max(1)
}
