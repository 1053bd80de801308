//! Signing in without a password, and with a second factor after it.

use poem_openapi::OpenApi;

use super::{
    Answer, At, Tag,
    account_words::SignedInAnswer,
    sign_in_words::{ByCode, CodeLoginAnswer, CodeSent, CodeStep, Finishing, Resending},
};
use crate::{
    body::Body,
    caller::By,
    problem::{Refused, family},
};

/// The operations of this file.
pub struct SignIn;

#[OpenApi(tag = "Tag::Accounts")]
impl SignIn {
    /// Sign in with a code
    ///
    /// Step 1, with `to` alone: sends a code, if an account has proven that number or mailbox; the answer does not tell.
    /// Step 2, with `otp_code`: signs in. An account with a second factor wants its `password` or a `recovery_code` besides.
    /// A number that was last proven long ago (`PHONE_PROOF_DAYS`) signs nobody in.
    #[oai(path = "/login-with-otp", method = "post", operation_id = "loginWithOtp")]
    async fn login_with_otp(
        &self,
        at: At,
        by: By,
        body: Body<ByCode>,
    ) -> Result<Answer<CodeLoginAnswer>, Refused<family::SigningInByCode>> {
        let (login, ByCode { to, step }) = (&at.identity.code_login, body.0);
        Ok(Answer(match step {
            CodeStep::Begin(channel, locale) => login.begin(to, channel, locale, &by.0).await?.into(),
            CodeStep::Finish(code, companion) => login.finish(&to, &code, companion, &by.0).await?.into(),
        }))
    }

    /// Finish a sign-in with the second factor
    ///
    /// The `token` is that of `second_factor` in the 403 of `/login`. It works once, within ten minutes, together with the
    /// code that was sent or one of the recovery codes.
    #[oai(path = "/login/verify", method = "post", operation_id = "loginVerify")]
    async fn verify(
        &self,
        at: At,
        by: By,
        body: Body<Finishing>,
    ) -> Result<Answer<SignedInAnswer>, Refused<family::Finishing>> {
        let Finishing { token, step } = body.0;
        let signed_in = at.identity.login.verify(&token, step, &by.0).await?;
        Ok(Answer(SignedInAnswer::new("Login successful", &signed_in.tokens, signed_in.user)))
    }

    /// Send the code of the second factor again
    ///
    /// Before `resend_at` nothing is sent. Another `channel` must reach the same number or mailbox.
    #[oai(path = "/login/resend", method = "post", operation_id = "loginResend")]
    async fn resend(
        &self,
        at: At,
        by: By,
        body: Body<Resending>,
    ) -> Result<Answer<CodeSent>, Refused<family::Resending>> {
        let Resending { token, channel, locale } = body.0;
        let (sent, masked_to) = at.identity.login.resend(&token, channel, locale, &by.0).await?;
        Ok(Answer(CodeSent::new(&sent, masked_to)))
    }
}
