//! The numbers of a signed-in user, one for each role. Older clients know these routes: every answer, problems included, has
//! `success` and `message`.

use channels::{Channel, ChannelWish, Code, Locale, PhoneNumber};
use identity::{Password, PhoneAsk, Role, Sent};
use poem::{Request, RequestBody};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, Object, OpenApi,
    registry::{MetaParamIn, MetaSchema, MetaSchemaRef},
    types::Example,
};

use super::{
    Answer, At, Tag,
    words::{ChannelWishWord, ChannelWord, Time},
};
use crate::{
    auth::Bearer,
    body::{Asked, Body, Fields},
    caller::By,
    desk::Desk,
    problem::{Problem, ProblemCode, Refused, family},
};

/// The operations of this file.
pub struct Phone;

#[OpenApi(tag = "Tag::Phone")]
impl Phone {
    /// Send a code to a number of mine
    ///
    /// Sends a code to a number that shall serve the signed-in user in this role; inside the resend time nothing is sent, and
    /// the answer is the same 200 with another `message`. Another number for `core`, which is the one for login and reset,
    /// needs a sign-in of the last 15 minutes, or the `password`. `role` is one of `PHONE_ROLES`.
    #[oai(path = "/api/:role/send-otp", method = "post", operation_id = "sendPhoneOtp")]
    async fn send(
        &self,
        /// What the number is for.
        role: Path,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Numbering>,
    ) -> Result<Answer<PhoneOtpSent>, Refused<family::SendingToMine>> {
        let (ask, typed) = body.0.in_role(role.0);
        let sent = at.identity.phone.send(&signed.0, ask, &by.0).await?;
        Ok(Answer(PhoneOtpSent::new(&sent, &typed)))
    }

    /// Prove a number of mine
    ///
    /// Checks the code that went to the latest number of this role, and makes that number the user's. The number before, if
    /// there was one, serves until then. A number that somebody else has proven lately stays theirs, and the code usable.
    #[oai(path = "/api/:role/verify-otp", method = "post", operation_id = "verifyPhoneOtp")]
    async fn verify(
        &self,
        /// What the number is for.
        role: Path,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Answering>,
    ) -> Result<Answer<PhoneVerified>, Refused<family::ProvingMine>> {
        at.identity.phone.verify(&signed.0, &role.0, &body.0.0, &by.0).await?;
        Ok(Answer(PhoneVerified::new()))
    }
}

/// The role in the path; a name that this server does not have is nowhere, whoever asks. The framework hands a parameter of
/// the path under its own name only to a type that is called so.
pub struct Path(Role);

impl<'a> ApiExtractor<'a> for Path {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    const PARAM_IS_REQUIRED: bool = true;

    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Path)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        let example = Some(serde_json::json!("core"));
        Some(MetaSchemaRef::Inline(Box::new(MetaSchema { example, ..MetaSchema::new("string") })))
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        named: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        let phone = &Desk::of(request)?.identity.phone;
        let role = request.raw_path_param(named.name).and_then(|name| phone.role(name));
        Ok(Self(role.ok_or_else(|| Problem::new(ProblemCode::NotFound))?))
    }
}

/// A number of the signed-in user.
#[derive(Object)]
#[oai(example)]
pub struct SendPhoneOtpRequest {
    /// The number, with its country code or as dialled in the default region.
    pub phone_number: String,
    /// How the code travels: `sms` by default, `whatsapp` or `call`.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// BCP 47 tag of the language the message is written in; the account's own where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
    /// Stands for a recent sign-in, where one is needed.
    #[oai(skip_serializing_if_is_none)]
    pub password: Option<String>,
}

impl Example for SendPhoneOtpRequest {
    fn example() -> Self {
        Self { phone_number: "+12025550124".to_owned(), channel: None, locale: None, password: None }
    }
}

/// A number of the signed-in user, understood.
pub struct Numbering {
    number: PhoneNumber,
    typed: String,
    channel: ChannelWish,
    locale: Option<Locale>,
    password: Option<Password>,
}

impl Numbering {
    fn in_role(self, role: Role) -> (PhoneAsk, String) {
        let Self { number, typed, channel, locale, password } = self;
        (PhoneAsk { role, number, channel, locale, password }, typed)
    }
}

impl Asked for Numbering {
    type Printed = SendPhoneOtpRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let channel = fields.channel_to_a_phone("channel").unwrap_or(Channel::Sms.into());
        // a call reaches every number; which channels do is looked at later
        let by = channel.named().unwrap_or(Channel::Call);
        let (number, password) = (fields.phone_for("phone_number", by), fields.password_if_given("password"));
        let locale = fields.locale("locale");
        let (number, typed) = number?;
        Some(Self { number, typed, channel, locale, password })
    }
}

/// A code is on its way to a number of the signed-in user.
#[derive(Object)]
#[oai(example)]
pub struct PhoneOtpSent {
    /// Always `true`.
    pub success: bool,
    /// A sentence to show, with the number as it was typed.
    pub message: String,
    /// The channel that was really used.
    pub channel: ChannelWord,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when a new send really sends.
    pub resend_at: Time,
}

impl PhoneOtpSent {
    fn new(sent: &Sent, to: &str) -> Self {
        let how = if sent.fresh { "sent" } else { "already sent" };
        Self {
            success: true,
            message: format!("OTP {how} to {to}"),
            channel: sent.channel.into(),
            expires_at: sent.expires_at.into(),
            resend_at: Time::not_before(sent.resend_at),
        }
    }
}

impl Example for PhoneOtpSent {
    fn example() -> Self {
        Self {
            success: true,
            message: "OTP sent to +12025550124".to_owned(),
            channel: ChannelWord::Sms,
            expires_at: Time::example(),
            resend_at: Time::example(),
        }
    }
}

/// The code that went to a number of the signed-in user.
#[derive(Object)]
#[oai(example)]
pub struct VerifyPhoneOtpRequest {
    /// The code, 4 to 10 digits; spaces and hyphens are ignored.
    pub otp_code: String,
}

impl Example for VerifyPhoneOtpRequest {
    fn example() -> Self {
        Self { otp_code: "123456".to_owned() }
    }
}

/// That code, understood.
pub struct Answering(Code);

impl Asked for Answering {
    type Printed = VerifyPhoneOtpRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.code("otp_code").map(Self)
    }
}

/// The number is the user's.
#[derive(Object)]
#[oai(example)]
pub struct PhoneVerified {
    /// Always `true`.
    pub success: bool,
    /// A sentence to show.
    pub message: String,
}

impl PhoneVerified {
    fn new() -> Self {
        Self { success: true, message: "Phone verified successfully!".to_owned() }
    }
}

impl Example for PhoneVerified {
    fn example() -> Self {
        Self::new()
    }
}
