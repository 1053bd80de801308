//! The operations of the contract, one file per tag. A handler understands, asks, and answers; it holds no rule.

pub mod account_words;
pub mod accounts;
mod answer;
pub mod codes;
pub mod confirmations;
pub mod export_words;
pub mod forgot_words;
pub mod introspection;
pub mod me;
pub mod me_words;
pub mod phone;
pub mod registration;
pub mod reset_words;
pub mod second_factor;
pub mod session_words;
pub mod sessions;
pub mod sign_in;
pub mod sign_in_words;
pub mod tools;
pub mod verification_words;
pub mod words;

use std::sync::Arc;

use poem::{FromRequest, Request, RequestBody};
use poem_openapi::{OpenApiService, Tags};

pub use answer::{Answer, Answered, Attachment, Empty};

use crate::desk::Desk;

/// Every operation.
pub type Operations = (
    codes::Codes,
    accounts::Accounts,
    sign_in::SignIn,
    me::Me,
    second_factor::SecondFactor,
    phone::Phone,
    registration::Registration,
    confirmations::Confirmations,
    sessions::Sessions,
    tools::Tools,
);

/// What the document groups operations by.
#[derive(Tags)]
pub enum Tag {
    /// Send a code, check it, redeem the proof.
    #[oai(rename = "One-time codes")]
    Codes,
    /// Register, sign in, reset a password, and the account itself.
    Accounts,
    /// Numbers of a signed-in user, one for each role.
    Phone,
    /// Register first, and prove the address later.
    Registration,
    /// Confirm a sensitive operation with a code.
    Confirmations,
    /// Renew, list and end sessions.
    Sessions,
    /// For clients and operators.
    Tools,
}

/// The desk, as a handler's argument.
pub struct At(Arc<Desk>);

impl std::ops::Deref for At {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl<'a> FromRequest<'a> for At {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self(Arc::clone(Desk::of(request)?)))
    }
}

/// The routes of every operation, and what the document says about them.
pub fn service() -> OpenApiService<Operations, ()> {
    let operations = (
        codes::Codes,
        accounts::Accounts,
        sign_in::SignIn,
        me::Me,
        second_factor::SecondFactor,
        phone::Phone,
        registration::Registration,
        confirmations::Confirmations,
        sessions::Sessions,
        tools::Tools,
    );
    OpenApiService::new(operations, "doorcode", env!("CARGO_PKG_VERSION"))
        .description(
            "One-time codes by SMS, WhatsApp, call and e-mail through Twilio Verify, and the accounts, sessions and \
             passwords that a proven address is worth. Every error is one schema, `Problem`; its `code` is a closed \
             list.",
        )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use poem_openapi::{
        registry::Registry,
        types::{Example, ToJSON, Type},
    };

    use crate::{
        body::{self, Asked},
        problem::FaultCode,
    };

    fn hold_together<T: Asked>()
    where
        T::Printed: Example + ToJSON,
    {
        let mut registry = Registry::new();
        T::Printed::register(&mut registry);
        let printed = &registry.schemas[T::Printed::name().as_ref()];
        let required: BTreeSet<_> = printed.required.iter().map(|name| (*name).to_owned()).collect();

        let faults =
            body::read::<T>(b"{}", None).err().and_then(|raised| raised.problem.errors).unwrap_or_default();
        let missed: BTreeSet<_> = faults
            .into_iter()
            .filter(|fault| fault.code == FaultCode::Required)
            .map(|fault| fault.field)
            .collect();
        assert_eq!(missed, required, "{}", T::Printed::name());

        let example = T::Printed::example().to_json_string();
        let read = body::read::<T>(example.as_bytes(), None);
        assert!(read.is_ok(), "the example of {} is refused: {:?}", T::Printed::name(), read.err());

        let wrong: serde_json::Map<_, _> =
            printed.properties.iter().map(|(name, _)| ((*name).to_owned(), serde_json::json!(1))).collect();
        let wrong = serde_json::to_vec(&wrong).unwrap();
        assert!(body::read::<T>(&wrong, None).is_err(), "{} reads numbers as strings", T::Printed::name());
    }

    #[test]
    fn the_printed_schema_and_the_reader_agree() {
        hold_together::<super::codes::Send>();
        hold_together::<super::codes::Verify>();
        hold_together::<super::codes::Redeem>();
        hold_together::<super::accounts::Registering>();
        hold_together::<super::accounts::SigningIn>();
        hold_together::<super::accounts::Resetting>();
        hold_together::<super::accounts::Forgetting>();
        hold_together::<super::sign_in_words::ByCode>();
        hold_together::<super::sign_in_words::Finishing>();
        hold_together::<super::sign_in_words::Resending>();
        hold_together::<super::second_factor::Switching>();
        hold_together::<super::phone::Numbering>();
        hold_together::<super::phone::Answering>();
        hold_together::<super::me::Changing>();
        hold_together::<super::me::Describing>();
        hold_together::<super::me::Leaving>();
        hold_together::<super::me::NewPassword>();
        hold_together::<super::registration::Enrolling>();
        hold_together::<super::registration::Activating>();
        hold_together::<super::registration::Resending>();
        hold_together::<super::confirmations::Confirming>();
        hold_together::<super::confirmations::Answering>();
        hold_together::<super::confirmations::Carrying>();
        hold_together::<super::sessions::Introspecting>();
        hold_together::<super::sessions::Renewing>();
        hold_together::<super::sessions::Leaving>();
    }
}
