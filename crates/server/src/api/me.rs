//! The account itself, for whoever is signed in: seen, described, copied, deleted; its mailbox and its password.

use poem_openapi::OpenApi;

use super::{Answer, Answered, At, Attachment, Empty, Tag, export_words::Export, words::User};
pub use super::{
    account_words::Changing,
    me_words::{Describing, Leaving, NewPassword},
};
use crate::{
    auth::Bearer,
    body::Body,
    caller::By,
    problem::{Refused, family},
};

/// The operations of this file.
pub struct Me;

#[OpenApi(tag = "Tag::Accounts")]
impl Me {
    /// The signed-in account
    ///
    /// Whose token this is.
    #[oai(path = "/me", method = "get", operation_id = "me")]
    #[expect(clippy::unused_async, reason = "the framework awaits every operation")]
    async fn me(&self, signed: Bearer) -> Result<Answer<User>, Refused<family::Reading>> {
        Ok(Answer(signed.0.user.into()))
    }

    /// Change name or language
    ///
    /// Sets what is given, and leaves the rest as it is.
    #[oai(path = "/me", method = "patch", operation_id = "updateMe")]
    async fn update(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Describing>,
    ) -> Result<Answer<User>, Refused<family::Describing>> {
        let Describing { full_name, locale } = body.0;
        let profile = at.identity.holder.describe(&signed.0, full_name, locale, &by.0).await?;
        Ok(Answer(profile.into()))
    }

    /// Delete the account
    ///
    /// Ends every session and deletes what is on file about the person; nothing of it comes back. Needs a sign-in of the
    /// last 15 minutes, or the `password`.
    #[oai(path = "/me", method = "delete", operation_id = "deleteMe")]
    async fn delete(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Leaving>,
    ) -> Result<Empty, Refused<family::Deleting>> {
        at.identity.holder.leave(&signed.0, body.0.password, &by.0).await?;
        Ok(Empty)
    }

    /// A copy of everything on file
    ///
    /// The account, its proofs, its sessions, the codes that were sent for it or to it, and the operations it was asked to
    /// confirm: of each at most the newest 1,000. Codes and passwords are not in it; they are not kept in a form that could be
    /// told.
    #[oai(path = "/me/export", method = "get", operation_id = "exportMe")]
    async fn export(
        &self,
        signed: Bearer,
        at: At,
        by: By,
    ) -> Result<Attachment<Export>, Refused<family::Reading>> {
        let on_file = at.identity.holder.copy(&signed.0, &by.0).await?;
        Ok(Attachment(Export::new(on_file, signed.0.session)))
    }

    /// Prove or change the mailbox
    ///
    /// Spends the proof of a mailbox (`/send-otp` and `/verify-otp` with channel email). Proves the mailbox named at
    /// registration, or replaces it. Needs a sign-in of the last 15 minutes, or the `password`.
    #[oai(path = "/me/email", method = "put", operation_id = "setEmail")]
    async fn set_email(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<Changing>,
    ) -> Result<Answer<User>, Refused<family::Changing>> {
        let Changing { email, token, password } = body.0;
        let profile = at.identity.mailbox.set(&signed.0, &email, &token, password, &by.0).await?;
        Ok(Answer(profile.into()))
    }

    /// Change the password
    ///
    /// For whoever knows the current one. This session goes on; every other one ends, and so do codes on their way.
    #[oai(path = "/change-password", method = "post", operation_id = "changePassword")]
    async fn change_password(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        body: Body<NewPassword>,
    ) -> Result<Answer<Answered>, Refused<family::ChangingPassword>> {
        let NewPassword { current, new } = body.0;
        at.identity.password.set(&signed.0, current, new, &by.0).await?;
        Ok(Answer(Answered::new("Password changed successfully")))
    }
}
