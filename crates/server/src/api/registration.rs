//! Registration: the account first, the proof of its address later.

use channels::{Address, Channel, ChannelWish, Code, Locale};
use identity::{Awaited, Enrolled, Enrolment, Sent};
use poem_openapi::{Enum, Object, OpenApi, types::Example};

use super::{
    Answer, At, Tag,
    words::{ChannelWishWord, ChannelWord, Time},
};
use crate::{
    body::{Asked, Body, Fields},
    caller::By,
    problem::{FaultCode, Refused, family},
};

/// The operations of this file.
pub struct Registration;

#[OpenApi(tag = "Tag::Registration")]
impl Registration {
    /// Register first
    ///
    /// Makes an account that waits, and sends its code: to the mobile, where one is given and `channel` is not `email`.
    /// Until the code was right the account signs in nowhere; its username is kept while the code lives, and its addresses
    /// are nobody's. Whether an address has an account is not told.
    #[oai(path = "/api/v1/auth/register", method = "post", operation_id = "register")]
    async fn register(
        &self,
        at: At,
        by: By,
        body: Body<Enrolling>,
    ) -> Result<Answer<Registered, 201>, Refused<family::Enrolling>> {
        let Enrolling { enrolment, echo } = body.0;
        let enrolled = at.identity.activate.begin(enrolment, &by.0).await?;
        Ok(Answer(Registered::new(&enrolled, echo)))
    }

    /// Verify a registration
    ///
    /// Activates the account with the address its code went to. `user_id` is needed while more than one live registration
    /// names this address. A number or mailbox that somebody else has proven is told now, and leaves the code usable.
    #[oai(path = "/api/v1/auth/verify", method = "post", operation_id = "verifyRegistration")]
    async fn verify(
        &self,
        at: At,
        by: By,
        body: Body<Activating>,
    ) -> Result<Answer<Activated>, Refused<family::Activating>> {
        let Activating { which, code } = body.0;
        at.identity.activate.verify(&which, &code, &by.0).await?;
        Ok(Answer(Method::of(&which.address).into()))
    }

    /// Send the code of a registration again
    ///
    /// Reaches only what was given at registration. The answer is the same whether there is such a registration or not.
    #[oai(path = "/api/v1/auth/resend-otp", method = "post", operation_id = "resendRegistrationOtp")]
    async fn resend(
        &self,
        at: At,
        by: By,
        body: Body<Resending>,
    ) -> Result<Answer<Resent>, Refused<family::SendingUnseen>> {
        let Resending { which, channel, locale } = body.0;
        let sent = at.identity.activate.resend(&which, channel, locale, &by.0).await?;
        Ok(Answer(sent.into()))
    }
}

/// What proves an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "VerificationMethod", rename_all = "lowercase")]
pub enum Method {
    /// A code that went to the number.
    Mobile,
    /// A code that went to the mailbox.
    Email,
}

impl Method {
    fn of(address: &Address) -> Self {
        if matches!(address, Address::Email(_)) { Self::Email } else { Self::Mobile }
    }

    fn by(channel: Channel) -> Self {
        if channel == Channel::Email { Self::Email } else { Self::Mobile }
    }

    /// What a code was sent to, in a sentence.
    fn check(self) -> &'static str {
        match self {
            Self::Mobile => "Please check your mobile for verification OTP.",
            Self::Email => "Please check your email for verification OTP.",
        }
    }
}

/// A new account; `mobile_number`, `email` or both.
#[derive(Object)]
#[oai(example)]
pub struct EnrolRequest {
    /// A name to sign in with: 3 to 32 letters, digits, dots, hyphens or underscores.
    pub username: String,
    /// At least 8 characters by default, at most 128.
    pub password: String,
    /// The number; a claim until its code was right.
    #[oai(skip_serializing_if_is_none)]
    pub mobile_number: Option<String>,
    /// The mailbox; a claim until its code was right.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// How the code travels, to an address given here; `sms` by default, and `email` for a mailbox alone.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// The person's name.
    #[oai(skip_serializing_if_is_none)]
    pub full_name: Option<String>,
    /// The person's language, for example `en` or `pt-BR`.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

impl Example for EnrolRequest {
    fn example() -> Self {
        Self {
            username: "bob".to_owned(),
            password: "correct horse battery".to_owned(),
            mobile_number: Some(MOBILE.to_owned()),
            email: Some("bob@example.com".to_owned()),
            channel: None,
            full_name: Some("Bob Example".to_owned()),
            locale: None,
        }
    }
}

/// The number of the examples.
const MOBILE: &str = "+12025550124";

/// A new account, understood.
pub struct Enrolling {
    enrolment: Enrolment,
    echo: Echo,
}

/// The addresses as they were typed.
struct Echo {
    mobile: Option<String>,
    email: Option<String>,
}

impl Asked for Enrolling {
    type Printed = EnrolRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (username, password) = (fields.username_needed("username"), fields.password("password"));
        let channel = fields.channel_wish("channel");
        let by_mail = channel == Some(ChannelWish::Named(Channel::Email));
        let mobile = match channel {
            None => fields.phone_for_if_given("mobile_number", Channel::Sms),
            Some(ChannelWish::Named(channel)) if !by_mail => {
                fields.phone_for_if_given("mobile_number", channel)
            }
            Some(_) => fields.phone_if_given("mobile_number"),
        };
        let email = fields.email_if_given("email");
        let (full_name, locale) = (fields.full_name("full_name"), fields.locale("locale"));
        let reached = if by_mail { "email" } else { "mobile_number" };
        if !fields.has("mobile_number") && !fields.has("email") {
            fields.fault::<()>(
                "mobile_number",
                FaultCode::AtLeastOneOf,
                "Give mobile_number, email or both.",
            )?;
        } else if channel.is_some_and(|wish| wish != ChannelWish::Auto) && !fields.has(reached) {
            let says = format!("This channel needs {reached}.");
            fields.fault::<()>("channel", FaultCode::InvalidChannel, says)?;
        }
        let echo = Echo { mobile: fields.typed("mobile_number"), email: fields.typed("email") };
        let (username, password) = (username?, password?);
        let enrolment = Enrolment { username, password, full_name, locale, mobile, email, channel };
        Some(Self { enrolment, echo })
    }
}

/// The account waits for its code.
#[derive(Object)]
#[oai(example)]
pub struct Registered {
    /// A sentence to show.
    pub message: String,
    /// The account's id: names this registration at `/api/v1/auth/verify`.
    pub user_id: i64,
    /// `mobile`: the number, as it was typed.
    #[oai(skip_serializing_if_is_none)]
    pub mobile_number: Option<String>,
    /// `email`: the mailbox, as it was typed.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// Where the code went.
    pub verification_method: Method,
    /// The channel that was really used.
    pub channel: ChannelWord,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when on a code can be sent again.
    pub resend_at: Time,
}

impl Registered {
    fn new(enrolled: &Enrolled, echo: Echo) -> Self {
        let method = Method::by(enrolled.sent.channel);
        let (mobile_number, email) = match method {
            Method::Mobile => (echo.mobile, None),
            Method::Email => (None, echo.email),
        };
        Self {
            message: format!("User registered successfully. {}", method.check()),
            user_id: enrolled.user,
            mobile_number,
            email,
            verification_method: method,
            channel: enrolled.sent.channel.into(),
            expires_at: enrolled.sent.expires_at.into(),
            resend_at: Time::not_before(enrolled.sent.resend_at),
        }
    }
}

impl Example for Registered {
    fn example() -> Self {
        Self {
            message: format!("User registered successfully. {}", Method::Mobile.check()),
            user_id: 2,
            mobile_number: Some(MOBILE.to_owned()),
            email: None,
            verification_method: Method::Mobile,
            channel: ChannelWord::Sms,
            expires_at: Time::example(),
            resend_at: Time::example(),
        }
    }
}

/// Exactly one of `mobile_number` and `email`, as at registration, and the code that went there.
#[derive(Object)]
#[oai(example)]
pub struct VerifyRegistrationRequest {
    /// The number the code was sent to.
    #[oai(skip_serializing_if_is_none)]
    pub mobile_number: Option<String>,
    /// The mailbox the code was sent to.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// The code, 4 to 10 digits; spaces and hyphens are ignored.
    pub otp: String,
    /// The `user_id` of the registration; needed while more than one names this address.
    #[oai(skip_serializing_if_is_none)]
    pub user_id: Option<i64>,
}

impl Example for VerifyRegistrationRequest {
    fn example() -> Self {
        let mobile_number = Some(MOBILE.to_owned());
        Self { mobile_number, email: None, otp: "123456".to_owned(), user_id: None }
    }
}

/// The code of a registration, understood.
pub struct Activating {
    which: Awaited,
    code: Code,
}

impl Asked for Activating {
    type Printed = VerifyRegistrationRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (which, code) = (awaited(fields), fields.code("otp"));
        Some(Self { which: which?, code: code? })
    }
}

/// Which registration is meant.
fn awaited(fields: &mut Fields<'_>) -> Option<Awaited> {
    let address = match fields.exactly_one(&["mobile_number", "email"]) {
        Some("email") => fields.email("email").map(Address::from),
        Some(_) => fields.phone("mobile_number").map(Address::from),
        None => None,
    };
    let user = fields.id_if_given("user_id");
    Some(Awaited { address: address?, user })
}

/// The account is active.
#[derive(Object)]
#[oai(example)]
pub struct Activated {
    /// A sentence to show.
    pub message: String,
    /// Always `true`.
    pub verified: bool,
    /// What was proven.
    pub verification_method: Method,
}

impl From<Method> for Activated {
    fn from(method: Method) -> Self {
        let what = match method {
            Method::Mobile => "Mobile",
            Method::Email => "Email",
        };
        let message = format!("{what} verified successfully. You can now log in.");
        Self { message, verified: true, verification_method: method }
    }
}

impl Example for Activated {
    fn example() -> Self {
        Method::Mobile.into()
    }
}

/// Exactly one of `mobile_number` and `email`, as at registration.
#[derive(Object)]
#[oai(example)]
pub struct ResendRegistrationRequest {
    /// The number named at registration.
    #[oai(skip_serializing_if_is_none)]
    pub mobile_number: Option<String>,
    /// The mailbox named at registration.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// How the code travels; by text message to the number, or by e-mail to the mailbox, where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// BCP 47 tag of the language the message is written in; that of the registration where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
    /// The `user_id` of the registration; needed while more than one names this address.
    #[oai(skip_serializing_if_is_none)]
    pub user_id: Option<i64>,
}

impl Example for ResendRegistrationRequest {
    fn example() -> Self {
        Self {
            mobile_number: Some(MOBILE.to_owned()),
            email: None,
            channel: None,
            locale: None,
            user_id: None,
        }
    }
}

/// Which code is sent again, understood.
pub struct Resending {
    which: Awaited,
    channel: Option<ChannelWish>,
    locale: Option<Locale>,
}

impl Asked for Resending {
    type Printed = ResendRegistrationRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (which, channel) = (awaited(fields), fields.channel_wish("channel"));
        let locale = fields.locale("locale");
        Some(Self { which: which?, channel, locale })
    }
}

/// A code is on its way, if there is such a registration.
#[derive(Object)]
#[oai(example)]
pub struct Resent {
    /// A sentence to show.
    pub message: String,
    /// The channel that was asked for.
    pub channel: ChannelWishWord,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when on a code can be sent again.
    pub resend_at: Time,
}

impl From<Sent> for Resent {
    fn from(sent: Sent) -> Self {
        Self {
            message: format!("OTP sent. {}", Method::by(sent.channel).check()),
            channel: sent.told.into(),
            expires_at: sent.expires_at.into(),
            resend_at: Time::not_before(sent.resend_at),
        }
    }
}

impl Example for Resent {
    fn example() -> Self {
        let message = format!("OTP sent. {}", Method::Mobile.check());
        let channel = ChannelWishWord::Sms;
        Self { message, channel, expires_at: Time::example(), resend_at: Time::example() }
    }
}
