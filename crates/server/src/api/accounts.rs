//! Accounts: register with a code, sign in with a password, reset it with a code.

use identity::{Identifier, Refusal, Registration, ResetAsk};
use poem_openapi::OpenApi;

use super::{
    Answer, At, Tag,
    account_words::SignedInAnswer,
    reset_words::{ResetAnswer, Step},
};
pub use super::{
    account_words::{Registering, SigningIn},
    forgot_words::Forgetting,
    reset_words::Resetting,
};
use crate::{
    body::Body,
    caller::By,
    problem::{Refused, family},
};

/// The operations of this file.
pub struct Accounts;

#[OpenApi(tag = "Tag::Accounts")]
impl Accounts {
    /// Register with a code
    ///
    /// Makes an account for a proven phone number and signs it in. Spends the proof: the `otp_code` that `/send-otp`
    /// sent, checked before or not, or the `verification_token` of `/verify-otp`. A weak password or a taken identifier
    /// leaves the code usable.
    #[oai(path = "/register-with-otp", method = "post", operation_id = "registerWithOtp")]
    async fn register(
        &self,
        at: At,
        by: By,
        body: Body<Registering>,
    ) -> Result<Answer<SignedInAnswer, 201>, Refused<family::Registering>> {
        let registration: Registration = body.0.into();
        let signed_in = at.identity.register.register(registration, &by.0).await?;
        Ok(Answer(SignedInAnswer::new("Registration successful", &signed_in.tokens, signed_in.user)))
    }

    /// Sign in with a password
    ///
    /// Name the account by exactly one of `email`, `phone` and `username`. Unknown accounts and wrong passwords get the
    /// same answer. Where the account has a second factor, the right password gets 403 with a token, and a code is sent.
    #[oai(path = "/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        at: At,
        by: By,
        body: Body<SigningIn>,
    ) -> Result<Answer<SignedInAnswer>, Refused<family::SigningIn>> {
        let (identifier, password): (Identifier, _) = body.0.into();
        let signed_in = at.identity.login.with_password(identifier, password, &by.0).await?;
        Ok(Answer(SignedInAnswer::new("Login successful", &signed_in.tokens, signed_in.user)))
    }

    /// Reset a forgotten password
    ///
    /// Step 1, with one of `email` (and `phone` if you like), `username` and `phone`: sends a code to the proven number on
    /// file, or with `"channel": "email"` to the proven mailbox, if there is one; the answer does not tell. Then either check the code first (add `otp_code`), or finish at once: add `new_password` and one of
    /// `otp_code` and `verification_token`. A finished reset ends every session of the account.
    #[oai(path = "/forgot-password-otp", method = "post", operation_id = "forgotPasswordOtp")]
    async fn reset(
        &self,
        at: At,
        by: By,
        body: Body<Resetting>,
    ) -> Result<Answer<ResetAnswer>, Refused<family::Resetting>> {
        Ok(Answer(go_on(&at, body.0.into(), &by).await?))
    }

    /// Reset a forgotten password by e-mail
    ///
    /// For clients older than `/forgot-password-otp`, which is its successor: the same flow with `"channel": "email"`, in two
    /// steps. Step 1, with `email`: sends a code to the mailbox, if it is proven. Step 2: add `otp_code` and
    /// `new_password`. Answers carry `Deprecation` and `Link`; `LEGACY_FORGOT_PASSWORD=off` removes it.
    #[oai(path = "/forgot-password", method = "post", operation_id = "forgotPassword", deprecated = true)]
    async fn forgot(
        &self,
        at: At,
        by: By,
        body: Body<Forgetting>,
    ) -> Result<Answer<ResetAnswer>, Refused<family::ResettingAsBefore>> {
        Ok(Answer(go_on(&at, body.0.into(), &by).await?))
    }
}

/// Takes the step of a reset that was asked for.
async fn go_on(at: &At, (ask, step): (ResetAsk, Step), by: &By) -> Result<ResetAnswer, Refusal> {
    let reset = &at.identity.reset;
    Ok(match step {
        Step::Begin => reset.begin(&ask, &by.0).await?.into(),
        Step::Check(code, recovery) => reset.check(&ask, &code, recovery.as_ref(), &by.0).await?.into(),
        Step::Finish(evidence, password, recovery) => {
            reset.finish(&ask, &evidence, password, recovery.as_ref(), &by.0).await?;
            ResetAnswer::done()
        }
    })
}
