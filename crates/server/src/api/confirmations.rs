//! Confirmations: a signed-in user confirms one sensitive operation with a code, and a back end redeems that once.

use std::collections::BTreeMap;

use channels::{ChannelWish, Code, Locale};
use identity::{ConfirmationRedeemed, Operation, OperationAsked};
use poem_openapi::{Object, OpenApi, param::Path, types::Example};
use secrecy::ExposeSecret;

use super::{
    Answer, At, Tag,
    words::{ChannelWishWord, ChannelWord, Time},
};
use crate::{
    auth::{Bearer, Client},
    body::{Asked, Body, Fields},
    caller::By,
    problem::{Refused, family},
};

/// The operations of this file.
pub struct Confirmations;

#[OpenApi(tag = "Tag::Confirmations")]
impl Confirmations {
    /// Ask to confirm an operation
    ///
    /// Sends a code to the proven number of the signed-in user, or to the proven mailbox. Where the message is worded here it
    /// shows the action and its details; a hosted service such as Twilio Verify sends its own words. The same request again,
    /// while the code is awaited, is the resend.
    #[oai(path = "/confirmations", method = "post", operation_id = "askConfirmation")]
    async fn ask(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Confirming>,
    ) -> Result<Answer<ConfirmationAsked, 201>, Refused<family::Confirming>> {
        let (confirm, Confirming { what, channel, locale }) = (&at.identity.confirm, body.0);
        let asked = confirm.begin(&signed.0, &what, channel, locale, &by.0).await?;
        Ok(Answer(asked.into()))
    }

    /// Confirm an operation
    ///
    /// Answers a right code with a token of 5 minutes for the back end that carries the operation out. May be repeated until
    /// that token is redeemed.
    #[oai(path = "/confirmations/:id", method = "post", operation_id = "confirm")]
    async fn confirm(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        /// The `id` of the answer to `/confirmations`.
        id: Path<i64>,
        body: Body<Answering>,
    ) -> Result<Answer<Confirmed>, Refused<family::Answering>> {
        let confirmed = at.identity.confirm.answer(&signed.0, id.0, &body.0.0, &by.0).await?;
        Ok(Answer(confirmed.into()))
    }

    /// Redeem a confirmation
    ///
    /// For the back end that carries the operation out: says once that this user confirmed this very action with these very
    /// details. Authorise with HTTP Basic, as one of `API_CLIENTS`. With asymmetric keys the token can also be checked
    /// offline, by `/.well-known/jwks.json`; it is not spent then.
    #[oai(path = "/confirmations/redeem", method = "post", operation_id = "redeemConfirmation")]
    async fn redeem(
        &self,
        _client: Client,
        at: At,
        by: By,
        body: Body<Carrying>,
    ) -> Result<Answer<OperationConfirmed>, Refused<family::Carrying>> {
        let Carrying { token, what } = body.0;
        let redeemed = at.identity.confirm.redeem(&token, &what, &by.0).await?;
        Ok(Answer(OperationConfirmed::new(redeemed, &what)))
    }
}

/// What is to be confirmed.
#[derive(Object)]
#[oai(example)]
pub struct ConfirmationRequest {
    /// A short identifier of what is done: 1 to 64 of `a-z A-Z 0-9 . _ : -`, beginning with a letter.
    pub action: String,
    /// What else there is to know: at most 10 members, named like actions, each a text of 1 to 200 characters.
    #[oai(skip_serializing_if_is_none)]
    pub details: Option<BTreeMap<String, String>>,
    /// How the code travels; by text message to the proven number, or else to the proven mailbox, where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// BCP 47 tag of the language the message is written in; the account's own where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

fn details() -> BTreeMap<String, String> {
    let member = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    [("amount", "100 USD"), ("payee", "Bob Example")].map(member).into()
}

impl Example for ConfirmationRequest {
    fn example() -> Self {
        Self { action: "transfer".to_owned(), details: Some(details()), channel: None, locale: None }
    }
}

/// What is to be confirmed, understood.
pub struct Confirming {
    what: Operation,
    channel: Option<ChannelWish>,
    locale: Option<Locale>,
}

impl Asked for Confirming {
    type Printed = ConfirmationRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (what, channel) = (operation(fields), fields.channel_wish("channel"));
        let locale = fields.locale("locale");
        Some(Self { what: what?, channel, locale })
    }
}

fn operation(fields: &mut Fields<'_>) -> Option<Operation> {
    let (action, details) = (fields.action("action"), fields.details("details"));
    Some(Operation { action: action?, details: details? })
}

/// A code to confirm with is on its way.
#[derive(Object)]
#[oai(example)]
pub struct ConfirmationAsked {
    /// Names the confirmation.
    pub id: i64,
    /// The channel that was really used.
    pub channel: ChannelWord,
    /// Where the code went, for its owner to recognise.
    pub masked_to: String,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when on the same request sends again.
    pub resend_at: Time,
}

impl From<OperationAsked> for ConfirmationAsked {
    fn from(asked: OperationAsked) -> Self {
        let OperationAsked { id, channel, masked_to, expires_at, resend_at } = asked;
        let (expires_at, resend_at) = (expires_at.into(), Time::not_before(resend_at));
        Self { id, channel: channel.into(), masked_to, expires_at, resend_at }
    }
}

impl Example for ConfirmationAsked {
    fn example() -> Self {
        let (expires_at, resend_at) = (Time::example(), Time::example());
        Self { id: 1, channel: ChannelWord::Sms, masked_to: "+1********23".to_owned(), expires_at, resend_at }
    }
}

/// The code a person typed.
#[derive(Object)]
#[oai(example)]
pub struct ConfirmRequest {
    /// The code, 4 to 10 digits; spaces and hyphens are ignored.
    pub otp_code: String,
}

impl Example for ConfirmRequest {
    fn example() -> Self {
        Self { otp_code: "123456".to_owned() }
    }
}

/// The code a person typed, understood.
pub struct Answering(Code);

impl Asked for Answering {
    type Printed = ConfirmRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.code("otp_code").map(Self)
    }
}

/// The operation was confirmed.
#[derive(Object)]
#[oai(example)]
pub struct Confirmed {
    /// A JWT with `sub`, `jti`, `action` and `details_hash`, for the back end that carries the operation out.
    pub confirmation_token: String,
    /// When the token ends.
    pub expires_at: Time,
}

impl From<identity::Confirmed> for Confirmed {
    fn from(confirmed: identity::Confirmed) -> Self {
        let confirmation_token = confirmed.token.expose_secret().to_owned();
        Self { confirmation_token, expires_at: confirmed.expires_at.into() }
    }
}

impl Example for Confirmed {
    fn example() -> Self {
        Self { confirmation_token: "eyJ…".to_owned(), expires_at: Time::example() }
    }
}

/// A token a back end was handed, and the operation it is about to carry out.
#[derive(Object)]
#[oai(example)]
pub struct RedeemConfirmationRequest {
    /// The token of `/confirmations/{id}`.
    pub confirmation_token: String,
    /// What is about to be done.
    pub action: String,
    /// All that was confirmed with it.
    #[oai(skip_serializing_if_is_none)]
    pub details: Option<BTreeMap<String, String>>,
}

impl Example for RedeemConfirmationRequest {
    fn example() -> Self {
        let confirmation_token = "eyJ".to_owned();
        Self { confirmation_token, action: "transfer".to_owned(), details: Some(details()) }
    }
}

/// A token a back end was handed, understood.
pub struct Carrying {
    token: String,
    what: Operation,
}

impl Asked for Carrying {
    type Printed = RedeemConfirmationRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (token, what) = (fields.anything("confirmation_token"), operation(fields));
        Some(Self { token: token?, what: what? })
    }
}

/// This user confirmed this operation.
#[derive(Object)]
#[oai(example)]
pub struct OperationConfirmed {
    /// The user's id, as in tokens.
    pub sub: String,
    /// What was confirmed.
    pub action: String,
    /// When the code was right.
    pub confirmed_at: Time,
}

impl OperationConfirmed {
    fn new(redeemed: ConfirmationRedeemed, what: &Operation) -> Self {
        Self {
            sub: redeemed.user.to_string(),
            action: what.action.as_str().to_owned(),
            confirmed_at: redeemed.confirmed_at.into(),
        }
    }
}

impl Example for OperationConfirmed {
    fn example() -> Self {
        Self { sub: "1".to_owned(), action: "transfer".to_owned(), confirmed_at: Time::example() }
    }
}
