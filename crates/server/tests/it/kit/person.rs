//! People who use the house: each has a number, a mailbox, a password and an address they call from.

use poem::http::Method;
use serde_json::{Value, json};

use super::{Answer, House};

/// Long, and in nobody's list.
pub(crate) const PASSWORD: &str = "trains run on tuesdays";

/// Somebody at the front door.
#[derive(Clone)]
pub(crate) struct Person<'h> {
    pub(crate) house: &'h House,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) address: String,
}

impl<'h> Person<'h> {
    /// Number, mailbox and address follow from the name.
    pub(crate) fn new(house: &'h House, name: &str) -> Self {
        let sum = name.bytes().fold(7u32, |sum, byte| (sum * 31 + u32::from(byte)) % 89);
        Self {
            house,
            phone: format!("+120255501{:02}", sum + 10),
            email: format!("{name}@example.com"),
            password: PASSWORD.to_owned(),
            address: format!("198.51.100.{}", sum + 10),
        }
    }

    /// The same person at another instance.
    pub(crate) fn at<'o>(&self, house: &'o House) -> Person<'o> {
        let Self { phone, email, password, address, .. } = self.clone();
        Person { house, phone, email, password, address }
    }

    /// The same person elsewhere in the network.
    pub(crate) fn from(&self, address: impl Into<String>) -> Self {
        Self { address: address.into(), ..self.clone() }
    }

    /// A wrong code: never the right one.
    pub(crate) fn wrong_code(&self) -> String {
        let right = self.house.code_for(&self.phone);
        let other = if right.starts_with('9') { "1" } else { "9" };
        format!("{other}{}", &right[1..])
    }

    pub(crate) async fn posts(&self, path: &str, body: Value) -> Answer {
        self.house.ask(Method::POST, path, &self.address, &[], &body).await
    }

    /// With a bearer token.
    pub(crate) async fn calls(&self, method: Method, path: &str, token: &str, body: Value) -> Answer {
        let bearer = format!("Bearer {token}");
        self.house.ask(method, path, &self.address, &[("authorization", &bearer)], &body).await
    }

    pub(crate) async fn asks_for_a_code(&self) -> Answer {
        self.posts("/send-otp", json!({"to": self.phone})).await
    }

    pub(crate) async fn asks_for_a_code_by_email(&self) -> Answer {
        self.posts("/send-otp", json!({"to": self.email})).await
    }

    pub(crate) async fn guesses(&self, code: &str) -> Answer {
        self.posts("/verify-otp", json!({"to": self.phone, "code": code})).await
    }

    /// The code of the last message.
    #[track_caller]
    pub(crate) fn reads_the_code(&self) -> String {
        self.house.code_for(&self.phone)
    }

    /// Asks, reads, checks: the token.
    pub(crate) async fn proves_the_number(&self) -> String {
        self.asks_for_a_code().await.is(200);
        let told = self.guesses(&self.reads_the_code()).await.is(200);
        told["verification_token"].as_str().unwrap().to_owned()
    }

    /// The same for the mailbox.
    pub(crate) async fn proves_the_mailbox(&self) -> String {
        self.asks_for_a_code_by_email().await.is(200);
        let code = self.house.code_for(&self.email);
        let told = self.posts("/verify-otp", json!({"to": self.email, "code": code})).await.is(200);
        told["verification_token"].as_str().unwrap().to_owned()
    }

    /// Registers with the evidence (and whatever else) in `more`.
    pub(crate) async fn registers(&self, more: Value) -> Answer {
        let mut body = json!({"email": self.email, "password": self.password, "phone": self.phone});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.posts("/register-with-otp", body).await
    }

    /// An account, from nothing: what registration answered.
    pub(crate) async fn joins(&self) -> Value {
        self.asks_for_a_code().await.is(200);
        self.registers(json!({"otp_code": self.reads_the_code()})).await.is(201)
    }

    /// An account whose mailbox is proven, too.
    pub(crate) async fn joins_with_a_proven_mailbox(&self) -> Value {
        let mailbox = self.proves_the_mailbox().await;
        self.asks_for_a_code().await.is(200);
        let evidence = json!({"otp_code": self.reads_the_code(), "email_verification_token": mailbox});
        self.registers(evidence).await.is(201)
    }

    pub(crate) async fn signs_in(&self) -> Answer {
        self.posts("/login", json!({"email": self.email, "password": self.password})).await
    }

    pub(crate) async fn looks_at_me(&self, token: &str) -> Answer {
        self.calls(Method::GET, "/me", token, Value::Null).await
    }

    /// Step 1 of a reset, with whatever else is in `more`.
    pub(crate) async fn forgot(&self, more: Value) -> Answer {
        let mut body = json!({"email": self.email});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.posts("/forgot-password-otp", body).await
    }
}

/// The token of a sign-in.
#[track_caller]
pub(crate) fn token(told: &Value) -> &str {
    told["token"].as_str().unwrap()
}
