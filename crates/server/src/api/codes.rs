//! One-time codes: send one, check it, and redeem the proof for another back end.

use channels::{Address, Ask, Channel, ChannelWish, Code, Purpose};
use identity::{Redeemed, Sent, VerificationId, VerificationToken, Verified};
use poem_openapi::{Object, OpenApi, param::Path, types::Example};

use super::{
    Answer, At, Tag,
    verification_words::VerificationSeen,
    words::{ChannelWishWord, ChannelWord, CodeStatus, Time},
};
use crate::{
    auth::Client,
    body::{Asked, Body, Fields},
    caller::By,
    problem::{Refused, family},
};

/// The operations of this file.
pub struct Codes;

#[OpenApi(tag = "Tag::Codes")]
impl Codes {
    /// Send a one-time code
    ///
    /// Sends a code to a phone number or mailbox. Sending again **is** the resend: before `resend_at` nothing is sent and
    /// nothing is charged, and the answer is the same 200 with another `message`. A number without a country code is
    /// read in the region of `/config`.
    #[oai(path = "/send-otp", method = "post", operation_id = "sendOtp")]
    async fn send_otp(
        &self,
        at: At,
        by: By,
        body: Body<Send>,
    ) -> Result<Answer<OtpSent>, Refused<family::Sending>> {
        let Send { ask, wish, typed } = body.0;
        let sent = match wish {
            ChannelWish::Auto => at.identity.otp.send_by_any(ask, &by.0).await?,
            ChannelWish::Named(_) => at.identity.otp.send(ask, &by.0).await?,
        };
        Ok(Answer(OtpSent::new(&sent, at.identity.deliveries.id_of(&sent), typed)))
    }

    /// What became of a code that was sent
    ///
    /// For whoever asked for it with `/send-otp`: how far the verification has come, and whether the message arrived, where
    /// the provider reports that. Made to be asked again every few seconds while a person waits; it tells no address, and
    /// counts against no limit. An id is known for as long as codes are kept on file.
    #[oai(path = "/verifications/:id", method = "get", operation_id = "verificationStatus")]
    async fn verification(
        &self,
        at: At,
        /// The `id` of the answer to `/send-otp`.
        id: Path<String>,
    ) -> Result<Answer<VerificationSeen>, Refused<family::Looking>> {
        let seen = at.identity.deliveries.look(VerificationId::parse(&id.0)).await?;
        Ok(Answer(seen.into()))
    }

    /// Check a one-time code
    ///
    /// Checks the code that was sent to `to`. May be repeated, with the same answer, until the proof is spent: by
    /// registration (with the same `otp_code` or with the `verification_token`), by `/me/email`, or by
    /// `/verification-tokens/redeem`.
    #[oai(path = "/verify-otp", method = "post", operation_id = "verifyOtp")]
    async fn verify_otp(
        &self,
        at: At,
        by: By,
        body: Body<Verify>,
    ) -> Result<Answer<OtpVerified>, Refused<family::Checking>> {
        let Verify { to, code } = body.0;
        let verified = at.identity.otp.verify(Purpose::ProveAddress, &to, &code, &by.0).await?;
        Ok(Answer(verified.into()))
    }

    /// Redeem a verification token
    ///
    /// For a team whose own back end must not trust the browser's `valid: true`: send the token the browser got from
    /// `/verify-otp`, and learn whether `to` was really proven. Works once. Authorise with HTTP Basic, as one of
    /// `API_CLIENTS`.
    #[oai(path = "/verification-tokens/redeem", method = "post", operation_id = "redeemVerificationToken")]
    async fn redeem(
        &self,
        _client: Client,
        at: At,
        by: By,
        body: Body<Redeem>,
    ) -> Result<Answer<AddressProven>, Refused<family::Redeeming>> {
        let Redeem { token, to, typed } = body.0;
        let redeemed = at.identity.otp.redeem_for_client(&token, &to, &by.0).await?;
        Ok(Answer(AddressProven::new(&redeemed, typed)))
    }
}

/// Where a code goes.
#[derive(Object)]
#[oai(example)]
pub struct SendOtpRequest {
    /// A phone number, with its country code or as dialled in the default region; or a mailbox.
    pub to: String,
    /// How the code travels; `sms` by default, and `email` for a mailbox. `auto` is the operator's order: the first channel at
    /// once, and the next one on each resend.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// The language of the message, for example `en` or `pt-BR`.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

impl Example for SendOtpRequest {
    fn example() -> Self {
        Self { to: "+12025550123".to_owned(), channel: Some(ChannelWishWord::Sms), locale: None }
    }
}

/// Where a code goes, understood.
pub struct Send {
    ask: Ask,
    wish: ChannelWish,
    typed: String,
}

impl Asked for Send {
    type Printed = SendOtpRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let wish = fields.channel_wish("channel");
        let locale = fields.locale("locale");
        let to = match wish {
            Some(wish) => fields.address_for_wish("to", wish),
            None => fields.address_of_any_kind("to"),
        };
        let (to, typed) = to?;
        let usual = if matches!(to, Address::Email(_)) { Channel::Email } else { Channel::Sms };
        let wish = wish.unwrap_or(ChannelWish::Named(usual));
        let ask = Ask { locale, ..Ask::plain(to, wish.named().unwrap_or(usual), Purpose::ProveAddress) };
        Some(Self { ask, wish, typed })
    }
}

/// A code is on its way.
#[derive(Object)]
#[oai(example)]
pub struct OtpSent {
    /// Names the code at `/verifications/{id}`; the same at every repetition while it is pending.
    pub id: String,
    /// A sentence to show.
    pub message: String,
    /// Always `pending`.
    pub status: CodeStatus,
    /// The address, as it was typed.
    pub to: String,
    /// The channel that was really used.
    pub channel: ChannelWord,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when a new send really sends.
    pub resend_at: Time,
}

impl OtpSent {
    fn new(sent: &Sent, id: VerificationId, to: String) -> Self {
        let how = if sent.fresh { "sent successfully" } else { "already sent" };
        Self {
            id: id.expose(),
            message: format!("OTP {how} via {}", sent.channel),
            status: CodeStatus::Pending,
            to,
            channel: sent.channel.into(),
            expires_at: sent.expires_at.into(),
            resend_at: Time::not_before(sent.resend_at),
        }
    }
}

impl Example for OtpSent {
    fn example() -> Self {
        Self {
            id: "x6Pz1vTqkuFXw2hFvb9kD0mT3nQe8LsR".to_owned(),
            message: "OTP sent successfully via sms".to_owned(),
            status: CodeStatus::Pending,
            to: "+12025550123".to_owned(),
            channel: ChannelWord::Sms,
            expires_at: Time::example(),
            resend_at: Time::example(),
        }
    }
}

/// The code a person typed.
#[derive(Object)]
#[oai(example)]
pub struct VerifyOtpRequest {
    /// The address the code was sent to.
    pub to: String,
    /// The code, 4 to 10 digits; spaces and hyphens are ignored.
    pub code: String,
}

impl Example for VerifyOtpRequest {
    fn example() -> Self {
        Self { to: "+12025550123".to_owned(), code: "123456".to_owned() }
    }
}

/// The code a person typed, understood.
pub struct Verify {
    to: Address,
    code: Code,
}

impl Asked for Verify {
    type Printed = VerifyOtpRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (to, code) = (fields.address("to"), fields.code("code"));
        Some(Self { to: to?.0, code: code? })
    }
}

/// The code was right.
#[derive(Object)]
#[oai(example)]
pub struct OtpVerified {
    /// A sentence to show.
    pub message: String,
    /// Always `approved`.
    pub status: CodeStatus,
    /// Always `true`; what your own back end must not trust, see `/verification-tokens/redeem`.
    pub valid: bool,
    /// Stands for the code wherever a proof is spent; the same at every repetition.
    pub verification_token: String,
    /// Until when the proof can be spent.
    pub expires_at: Time,
}

impl From<Verified> for OtpVerified {
    fn from(verified: Verified) -> Self {
        Self {
            message: "OTP verified successfully".to_owned(),
            status: CodeStatus::Approved,
            valid: true,
            verification_token: verified.token.expose(),
            expires_at: verified.expires_at.into(),
        }
    }
}

impl Example for OtpVerified {
    fn example() -> Self {
        Self {
            message: "OTP verified successfully".to_owned(),
            status: CodeStatus::Approved,
            valid: true,
            verification_token: "AAAAAAAAAAE…".to_owned(),
            expires_at: Time::example(),
        }
    }
}

/// A token a browser handed to its back end.
#[derive(Object)]
#[oai(example)]
pub struct RedeemRequest {
    /// The token of `/verify-otp`.
    pub verification_token: String,
    /// The address it must stand for.
    pub to: String,
}

impl Example for RedeemRequest {
    fn example() -> Self {
        Self { verification_token: "AAAAAAAAAAEs3cr3t".to_owned(), to: "+12025550123".to_owned() }
    }
}

/// A token a browser handed to its back end, understood.
pub struct Redeem {
    token: VerificationToken,
    to: Address,
    typed: String,
}

impl Asked for Redeem {
    type Printed = RedeemRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (token, to) = (fields.token("verification_token"), fields.address("to"));
        let (to, typed) = to?;
        Some(Self { token: token?, to, typed })
    }
}

/// The address was proven.
#[derive(Object)]
#[oai(example)]
pub struct AddressProven {
    /// The address, as it was typed.
    pub to: String,
    /// How the code reached it.
    pub channel: ChannelWord,
    /// When it was proven.
    pub verified_at: Time,
}

impl AddressProven {
    fn new(redeemed: &Redeemed, to: String) -> Self {
        Self { to, channel: redeemed.channel.into(), verified_at: redeemed.verified_at.into() }
    }
}

impl Example for AddressProven {
    fn example() -> Self {
        Self { to: "+12025550123".to_owned(), channel: ChannelWord::Sms, verified_at: Time::example() }
    }
}
