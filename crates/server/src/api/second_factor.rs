//! The second factor of the signed-in user.

use channels::Channel;
use identity::{FactorEvidence, FactorWish, Password, RecoveryCode};
use poem_openapi::{Object, OpenApi, types::Example};

use super::{Answer, At, Tag, words::ChannelWord};
use crate::{
    auth::Bearer,
    body::{Asked, Body, Fields},
    caller::By,
    problem::{FaultCode, Refused, family},
};

/// The operations of this file.
pub struct SecondFactor;

#[OpenApi(tag = "Tag::Accounts")]
impl SecondFactor {
    /// Switch the second factor
    ///
    /// Needs a sign-in of the last 15 minutes, or the `password`. Switched on, with a `channel` to a proven number or mailbox,
    /// it answers with ten recovery codes, shown this once. Where it is on already, every change needs a code of the present
    /// factor or a recovery code: without either, a code is sent, and the answer is 403 `second_factor_required`.
    #[oai(path = "/me/second-factor", method = "put", operation_id = "setSecondFactor")]
    async fn set(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Switching>,
    ) -> Result<Answer<FactorAnswer>, Refused<family::Switching>> {
        let channel = body.0.wish.channel;
        let codes = at.identity.second_factor.set(&signed.0, body.0.wish, &by.0).await?;
        Ok(Answer(FactorAnswer::new(channel, &codes)))
    }
}

/// What the second factor shall be.
#[derive(Object)]
#[oai(example)]
pub struct SecondFactorRequest {
    /// Whether signing in needs one.
    pub enabled: bool,
    /// How its codes travel; `sms` by default. A proven number or mailbox must be there.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWord>,
    /// A code of the present factor, where there is one.
    #[oai(skip_serializing_if_is_none)]
    pub otp_code: Option<String>,
    /// Or one of the recovery codes.
    #[oai(skip_serializing_if_is_none)]
    pub recovery_code: Option<String>,
    /// Stands for a recent sign-in.
    #[oai(skip_serializing_if_is_none)]
    pub password: Option<String>,
}

impl Example for SecondFactorRequest {
    fn example() -> Self {
        Self {
            enabled: true,
            channel: Some(ChannelWord::Sms),
            otp_code: None,
            recovery_code: None,
            password: None,
        }
    }
}

/// What the second factor shall be, understood.
pub struct Switching {
    wish: FactorWish,
}

impl Asked for Switching {
    type Printed = SecondFactorRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (enabled, channel) = (fields.flag("enabled"), fields.channel("channel"));
        let evidence = evidence(fields);
        let password: Option<Password> = fields.password_if_given("password");
        let channel = enabled?.then(|| channel.unwrap_or(Channel::Sms));
        Some(Self { wish: FactorWish { channel, evidence, password } })
    }
}

fn evidence(fields: &mut Fields<'_>) -> Option<FactorEvidence> {
    let (code, recovery) = (fields.code_if_given("otp_code"), fields.recovery_code_if_given("recovery_code"));
    match (code, recovery) {
        (Some(_), Some(_)) => {
            let says = "Give at most one of otp_code and recovery_code.";
            fields.fault("recovery_code", FaultCode::AtMostOneOf, says)
        }
        (Some(code), None) => Some(FactorEvidence::Code(code)),
        (None, recovery) => recovery.map(FactorEvidence::Recovery),
    }
}

/// The second factor, as it is now.
#[derive(Object)]
#[oai(example)]
pub struct FactorAnswer {
    /// A sentence to show.
    pub message: String,
    /// Whether signing in needs one.
    pub enabled: bool,
    /// How its codes travel.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWord>,
    /// For the day its address is out of reach; each works once. Shown this once.
    #[oai(skip_serializing_if_is_none)]
    pub recovery_codes: Option<Vec<String>>,
}

impl FactorAnswer {
    fn new(channel: Option<Channel>, codes: &[RecoveryCode]) -> Self {
        let enabled = channel.is_some();
        Self {
            message: format!("Second factor {}", if enabled { "enabled" } else { "disabled" }),
            enabled,
            channel: channel.map(ChannelWord::from),
            recovery_codes: enabled.then(|| codes.iter().map(RecoveryCode::expose).collect()),
        }
    }
}

impl Example for FactorAnswer {
    fn example() -> Self {
        Self {
            message: "Second factor enabled".to_owned(),
            enabled: true,
            channel: Some(ChannelWord::Sms),
            recovery_codes: Some(vec!["7K3M-9PQR-XT2V-4WZ8".to_owned()]),
        }
    }
}
