//! The languages of Twilio's messages. Pure data.

/// As <https://www.twilio.com/docs/verify/supported-languages> lists them.
const SPOKEN: &str = "af ar ca cs da de el en en-GB es et fi fr he hi hr hu id it ja kn ko lt ms mr nb nl pl pt \
    pt-BR ro ru sk sv te th tl tr uk vi zh zh-CN zh-HK";

/// Whether Twilio speaks the language of a tag, in whatever case it is written.
pub(crate) fn is_spoken(tag: &str) -> bool {
    SPOKEN.split_ascii_whitespace().any(|spoken| spoken.eq_ignore_ascii_case(tag))
}
