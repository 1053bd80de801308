//! Somebody with an account at the simulated Twilio. Builds requests as the official libraries do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use simulator::{Simulator, known};

use crate::wire::{Answer, Request, ask};

/// A caller with credentials and a Service.
pub(crate) struct Customer {
    pub(crate) url: String,
    pub(crate) service: String,
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Customer {
    pub(crate) fn of(twilio: &Simulator) -> Self {
        Self {
            url: twilio.url(),
            service: known::SERVICE_SID.to_owned(),
            user: known::ACCOUNT_SID.to_owned(),
            password: known::AUTH_TOKEN.to_owned(),
        }
    }

    pub(crate) fn with_service(mut self, sid: &str) -> Self {
        sid.clone_into(&mut self.service);
        self
    }

    pub(crate) fn with_credentials(mut self, user: &str, password: &str) -> Self {
        (self.user, self.password) = (user.to_owned(), password.to_owned());
        self
    }

    /// A request with these credentials; `form` is sent as a form.
    pub(crate) fn request(&self, method: &'static str, path: &str, form: &[(&str, &str)]) -> Request {
        let credentials = STANDARD.encode(format!("{}:{}", self.user, self.password));
        Request {
            method,
            path: path.to_owned(),
            content_type: if method == "POST" { "application/x-www-form-urlencoded" } else { "" },
            authorization: Some(format!("Basic {credentials}")),
            body: serde_urlencoded::to_string(form).unwrap(),
        }
    }

    pub(crate) async fn send(&self, request: &Request) -> Answer {
        ask(&self.url, request).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(&self.request("POST", path, form)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(&self.request("GET", path, &[])).await
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v2/Services/{}/{rest}", self.service)
    }

    pub(crate) fn starting(&self, to: &str, channel: &str) -> Request {
        self.request("POST", &self.path("Verifications"), &[("To", to), ("Channel", channel)])
    }

    pub(crate) fn checking(&self, to: &str, code: &str) -> Request {
        self.request("POST", &self.path("VerificationCheck"), &[("To", to), ("Code", code)])
    }

    pub(crate) async fn start(&self, to: &str) -> Answer {
        self.send(&self.starting(to, "sms")).await
    }

    pub(crate) async fn check(&self, to: &str, code: &str) -> Answer {
        self.send(&self.checking(to, code)).await
    }

    pub(crate) async fn update(&self, name: &str, status: &str) -> Answer {
        self.post(&self.path(&format!("Verifications/{name}")), &[("Status", status)]).await
    }

    pub(crate) async fn fetch(&self, name: &str) -> Answer {
        self.get(&self.path(&format!("Verifications/{name}"))).await
    }
}

/// A code that is not this one.
pub(crate) fn other_than(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { char::from(digit as u8 + 1) }).collect()
}

impl Answer {
    /// Twilio's error, in its whole shape.
    pub(crate) fn is_fault(&self, status: u16, code: u32) -> &Self {
        let body = self.json();
        assert_eq!((self.status, body["code"].as_u64()), (status, Some(code.into())), "{body}");
        assert_eq!(body["status"], status);
        assert_eq!(body["more_info"], format!("https://www.twilio.com/docs/errors/{code}"));
        assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()));
        self
    }

    pub(crate) fn is(&self, status: u16, verdict: &str) -> &Self {
        let body = self.json();
        assert_eq!((self.status, &body["status"]), (status, &Value::from(verdict)), "{body}");
        assert_eq!(body["valid"], verdict == "approved");
        self
    }

    /// The channels of `send_code_attempts`, as spelled there.
    pub(crate) fn attempts(&self) -> Vec<String> {
        let body = self.json();
        let attempts = body["send_code_attempts"].as_array().unwrap();
        attempts.iter().map(|attempt| attempt["channel"].as_str().unwrap().to_owned()).collect()
    }
}
