//! Reading a request field by field: every field becomes its type or a fault, and all faults are collected. The
//! sentences a person reads about a field come from the types below; what one field has to do with another is here.

use std::collections::BTreeMap;

use channels::{Address, Channel, ChannelWish, Code, EmailAddress, Locale, PhoneNumber, Region};
use identity::{Action, Details, Evidence, FullName, Password, RecoveryCode, Username, VerificationToken};

use super::json::{Held, Members};
use crate::problem::{FaultCode, FieldFault};

/// Tokens are shorter than this; a confirmation of a long action is the longest.
const LONGEST_TOKEN: usize = 1024;

/// The fields of one request, and the faults found so far.
pub struct Fields<'a> {
    members: Members<'a>,
    region: Option<Region>,
    faults: Vec<FieldFault>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(members: Members<'a>, region: Option<Region>) -> Self {
        Self { members, region, faults: Vec::new() }
    }

    pub(super) fn into_faults(self) -> Vec<FieldFault> {
        self.faults
    }

    /// Notes a fault; always `None`, so that it can stand where a value should.
    pub fn fault<T>(&mut self, field: &'static str, code: FaultCode, says: impl Into<String>) -> Option<T> {
        self.faults.push(FieldFault::new(field, code, says));
        None
    }

    /// Whether the field was sent with anything but `null`.
    pub fn has(&self, field: &str) -> bool {
        self.members.get(field).is_some_and(|held| *held != Held::Null)
    }

    /// A text as it was sent; absent is no fault.
    fn raw(&mut self, field: &'static str) -> Option<&str> {
        let held = self.members.get(field);
        let wrong = !matches!(held, None | Some(Held::Null | Held::Text(_)));
        if wrong {
            return self.fault(field, FaultCode::WrongType, format!("{field} must be a string."));
        }
        match self.members.get(field) {
            Some(Held::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Reads a field that must be there, with its own parser.
    fn required<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&str) -> Result<T, (FaultCode, String)>,
    ) -> Option<T> {
        let missing = match self.members.get(field) {
            None | Some(Held::Null) => true,
            Some(Held::Text(text)) => text.is_empty(),
            Some(_) => false,
        };
        if missing {
            return self.fault(field, FaultCode::Required, format!("{field} is required."));
        }
        self.optional(field, read)
    }

    /// Reads a field that may be absent, with its own parser.
    fn optional<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&str) -> Result<T, (FaultCode, String)>,
    ) -> Option<T> {
        let outcome = self.raw(field).map(read)?;
        match outcome {
            Ok(value) => Some(value),
            Err((code, says)) => self.fault(field, code, says),
        }
    }

    /// `true` or `false`, which must be there.
    pub fn flag(&mut self, field: &'static str) -> Option<bool> {
        match self.members.get(field) {
            Some(Held::Flag(flag)) => Some(*flag),
            None | Some(Held::Null) => {
                self.fault(field, FaultCode::Required, format!("{field} is required."))
            }
            Some(_) => self.fault(field, FaultCode::WrongType, format!("{field} must be true or false.")),
        }
    }

    /// A recovery code that may be absent.
    pub fn recovery_code_if_given(&mut self, field: &'static str) -> Option<RecoveryCode> {
        self.optional(field, |typed| {
            RecoveryCode::parse(typed).map_err(|fault| (FaultCode::MalformedCode, fault.to_string()))
        })
    }

    /// An id that may be absent: a whole number.
    pub fn id_if_given(&mut self, field: &'static str) -> Option<i64> {
        match self.members.get(field) {
            Some(Held::Whole(id)) => Some(*id),
            None | Some(Held::Null) => None,
            Some(_) => self.fault(field, FaultCode::WrongType, format!("{field} must be a whole number.")),
        }
    }

    /// An action that must be there.
    pub fn action(&mut self, field: &'static str) -> Option<Action> {
        self.required(field, |typed| {
            Action::parse(typed).map_err(|fault| (FaultCode::InvalidAction, fault.to_string()))
        })
    }

    /// Details that may be absent: a flat object of strings.
    pub fn details(&mut self, field: &'static str) -> Option<Details> {
        let texts: Option<BTreeMap<String, String>> = match self.members.get(field) {
            None | Some(Held::Null) => return Some(Details::default()),
            Some(Held::Object(members)) => members
                .iter()
                .map(|(name, held)| match held {
                    Held::Text(text) => Some((name.to_owned(), text.as_ref().to_owned())),
                    _ => None,
                })
                .collect(),
            Some(_) => None,
        };
        let Some(texts) = texts else {
            return self.fault(
                field,
                FaultCode::WrongType,
                format!("{field} must be a flat object of strings."),
            );
        };
        match Details::parse(texts) {
            Ok(details) => Some(details),
            Err(fault) => self.fault(field, FaultCode::InvalidDetails, fault.to_string()),
        }
    }

    /// A phone number that must be there.
    pub fn phone(&mut self, field: &'static str) -> Option<PhoneNumber> {
        let region = self.region;
        self.required(field, |typed| phone(typed, region))
    }

    /// A phone number that may be absent.
    pub fn phone_if_given(&mut self, field: &'static str) -> Option<PhoneNumber> {
        let region = self.region;
        self.optional(field, |typed| phone(typed, region))
    }

    /// A phone number that may be absent, which this channel reaches.
    pub fn phone_for_if_given(&mut self, field: &'static str, channel: Channel) -> Option<PhoneNumber> {
        let region = self.region;
        self.optional(field, |typed| phone(typed, region).and_then(|number| rings(number, channel)))
    }

    /// A text as it was sent, for the echo; what is wrong with it is told by whoever reads it.
    pub fn typed(&self, field: &str) -> Option<String> {
        match self.members.get(field) {
            Some(Held::Text(text)) => Some(text.as_ref().to_owned()),
            _ => None,
        }
    }

    /// A mailbox that may be absent.
    pub fn email_if_given(&mut self, field: &'static str) -> Option<EmailAddress> {
        self.optional(field, email)
    }

    /// A mailbox that must be there.
    pub fn email(&mut self, field: &'static str) -> Option<EmailAddress> {
        self.required(field, email)
    }

    /// A phone number or a mailbox, told apart by the `@` and reached by its usual channel; with what was typed.
    pub fn address_of_any_kind(&mut self, field: &'static str) -> Option<(Address, String)> {
        let mailbox = matches!(self.members.get(field), Some(Held::Text(text)) if text.contains('@'));
        self.address_for(field, if mailbox { Channel::Email } else { Channel::Sms })
    }

    /// A phone number or a mailbox, told apart by the `@`; with what was typed, for the echo.
    pub fn address(&mut self, field: &'static str) -> Option<(Address, String)> {
        let region = self.region;
        self.required(field, |typed| {
            let address = if typed.contains('@') {
                email(typed).map(Address::from)
            } else {
                phone(typed, region).map(Address::from)
            };
            address.map(|address| (address, typed.to_owned()))
        })
    }

    /// An address that `channel` carries; with what was typed, for the echo.
    pub fn address_for(&mut self, field: &'static str, channel: Channel) -> Option<(Address, String)> {
        let region = self.region;
        self.required(field, |typed| {
            let address = match channel {
                Channel::Email => email(typed).map(Address::from),
                _ => phone(typed, region).and_then(|number| rings(number, channel)).map(Address::from),
            };
            address.map(|address| (address, typed.to_owned()))
        })
    }

    /// A number that `channel` rings; with what was typed, for the echo.
    pub fn phone_for(&mut self, field: &'static str, channel: Channel) -> Option<(PhoneNumber, String)> {
        let region = self.region;
        self.required(field, |typed| {
            let number = phone(typed, region).and_then(|number| rings(number, channel));
            number.map(|number| (number, typed.to_owned()))
        })
    }

    /// A channel to a number, which may be absent or left to the operator's order.
    pub fn channel_to_a_phone(&mut self, field: &'static str) -> Option<ChannelWish> {
        match self.channel_wish(field) {
            Some(ChannelWish::Named(Channel::Email)) => {
                let says = "channel must be one of auto, sms, whatsapp and call.";
                self.fault(field, FaultCode::InvalidChannel, says)
            }
            channel => channel,
        }
    }

    /// A channel that may be absent, or left to the operator's order.
    pub fn channel_wish(&mut self, field: &'static str) -> Option<ChannelWish> {
        self.optional(field, |typed| {
            typed.parse().map_err(|_| {
                (
                    FaultCode::InvalidChannel,
                    "channel must be one of auto, sms, whatsapp, call and email.".to_owned(),
                )
            })
        })
    }

    /// An address that the channel reaches; any, where none is named.
    pub fn address_for_wish(&mut self, field: &'static str, wish: ChannelWish) -> Option<(Address, String)> {
        match wish {
            ChannelWish::Auto => self.address(field),
            ChannelWish::Named(channel) => self.address_for(field, channel),
        }
    }

    /// A channel that may be absent.
    pub fn channel(&mut self, field: &'static str) -> Option<Channel> {
        self.optional(field, |typed| {
            typed.parse().map_err(|_| {
                (
                    FaultCode::InvalidChannel,
                    "channel must be one of sms, whatsapp, call and email.".to_owned(),
                )
            })
        })
    }

    /// A language tag that may be absent.
    pub fn locale(&mut self, field: &'static str) -> Option<Locale> {
        self.optional(field, |typed| {
            Locale::parse(typed).map_err(|_| {
                (FaultCode::InvalidLocale, format!("{field} must be a language tag such as en or pt-BR."))
            })
        })
    }

    /// A code that must be there.
    pub fn code(&mut self, field: &'static str) -> Option<Code> {
        self.required(field, |typed| code(field, typed))
    }

    /// A code that may be absent.
    pub fn code_if_given(&mut self, field: &'static str) -> Option<Code> {
        self.optional(field, |typed| code(field, typed))
    }

    /// A password that must be there, exactly as it was typed.
    pub fn password(&mut self, field: &'static str) -> Option<Password> {
        self.required(field, |typed| Ok(Password::new(typed)))
    }

    /// A password that may be absent, exactly as it was typed.
    pub fn password_if_given(&mut self, field: &'static str) -> Option<Password> {
        self.optional(field, |typed| Ok(Password::new(typed)))
    }

    /// A verification token that must be there.
    pub fn token(&mut self, field: &'static str) -> Option<VerificationToken> {
        self.required(field, |typed| token(field, typed))
    }

    /// A verification token that may be absent.
    pub fn token_if_given(&mut self, field: &'static str) -> Option<VerificationToken> {
        self.optional(field, |typed| token(field, typed))
    }

    /// Some other opaque token that must be there.
    pub fn opaque(&mut self, field: &'static str) -> Option<String> {
        self.required(field, |typed| opaque(field, typed))
    }

    /// A text that must be there, whatever it is.
    pub fn anything(&mut self, field: &'static str) -> Option<String> {
        self.required(field, |typed| Ok(typed.to_owned()))
    }

    /// Some other opaque token that may be absent.
    pub fn opaque_if_given(&mut self, field: &'static str) -> Option<String> {
        self.optional(field, |typed| opaque(field, typed))
    }

    /// A username that must be there.
    pub fn username_needed(&mut self, field: &'static str) -> Option<Username> {
        self.required(field, username)
    }

    /// A username that may be absent.
    pub fn username(&mut self, field: &'static str) -> Option<Username> {
        self.optional(field, username)
    }

    /// A person's name that may be absent.
    pub fn full_name(&mut self, field: &'static str) -> Option<FullName> {
        self.optional(field, |typed| {
            FullName::parse(typed).map_err(|fault| (FaultCode::InvalidFullName, fault.to_string()))
        })
    }

    /// Exactly one of `otp_code` and `verification_token`.
    pub fn evidence(&mut self) -> Option<Evidence> {
        match self.exactly_one(&["otp_code", "verification_token"])? {
            "otp_code" => self.code("otp_code").map(Evidence::Code),
            _ => self.token("verification_token").map(Evidence::Token),
        }
    }

    /// The one field of a group that was sent; a fault when there is none, or more than one.
    pub fn exactly_one(&mut self, group: &[&'static str]) -> Option<&'static str> {
        let sent: Vec<_> = group.iter().copied().filter(|field| self.has(field)).collect();
        let named = match sent.as_slice() {
            [only] => return Some(only),
            [] => group.first(),
            [_, second, ..] => Some(second),
        };
        for field in &sent {
            self.raw(field);
        }
        let (last, others) = group.split_last().map_or(("", group), |(last, others)| (*last, others));
        let says = format!("Give exactly one of {} and {last}.", others.join(", "));
        self.fault(named.copied().unwrap_or_default(), FaultCode::ExactlyOneOf, says)
    }
}

type Parsed<T> = Result<T, (FaultCode, String)>;

fn phone(typed: &str, region: Option<Region>) -> Parsed<PhoneNumber> {
    PhoneNumber::parse(typed, region).map_err(|fault| (FaultCode::InvalidPhone, fault.to_string()))
}

fn email(typed: &str) -> Parsed<EmailAddress> {
    EmailAddress::parse(typed).map_err(|fault| (FaultCode::InvalidEmail, fault.to_string()))
}

fn username(typed: &str) -> Parsed<Username> {
    Username::parse(typed).map_err(|fault| (FaultCode::InvalidUsername, fault.to_string()))
}

/// A fixed line can only be called.
fn rings(number: PhoneNumber, channel: Channel) -> Parsed<PhoneNumber> {
    if number.is_fixed_line() && channel != Channel::Call {
        let says = "This is a fixed line, which can only be called: choose the channel call.";
        return Err((FaultCode::InvalidPhone, says.to_owned()));
    }
    Ok(number)
}

fn code(field: &'static str, typed: &str) -> Parsed<Code> {
    Code::parse(typed).map_err(|_| (FaultCode::MalformedCode, format!("{field} must be 4 to 10 digits.")))
}

fn token(field: &'static str, typed: &str) -> Parsed<VerificationToken> {
    opaque(field, typed).map(|typed| VerificationToken::parse(&typed))
}

fn opaque(field: &'static str, typed: &str) -> Parsed<String> {
    if typed.len() > LONGEST_TOKEN || !typed.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err((FaultCode::MalformedToken, format!("{field} is not a token of this server.")));
    }
    Ok(typed.to_owned())
}
