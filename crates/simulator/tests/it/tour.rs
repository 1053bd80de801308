//! A tour of every route with one customer; what the answers must be, others say.

use std::time::Duration;

use simulator::{Act, CheckStatus, FifthWrongCheck, Kind, Script, Simulator, Switches, known};

use crate::customer::{Customer, other_than};
use crate::wire::Answer;

pub(crate) const SERVICES: &str = "/v2/Services";
pub(crate) const SERVICE: &str = "/v2/Services/{Sid}";
pub(crate) const VERIFICATIONS: &str = "/v2/Services/{ServiceSid}/Verifications";
pub(crate) const VERIFICATION: &str = "/v2/Services/{ServiceSid}/Verifications/{Sid}";
pub(crate) const CHECK: &str = "/v2/Services/{ServiceSid}/VerificationCheck";
pub(crate) const LIMITS: &str = "/v2/Services/{ServiceSid}/RateLimits";
pub(crate) const LIMIT: &str = "/v2/Services/{ServiceSid}/RateLimits/{Sid}";
pub(crate) const BUCKETS: &str = "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets";
const BUCKET: &str = "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}";
pub(crate) const SENDERS: &str = "/v2/Services/{ServiceSid}/MessagingConfigurations";
pub(crate) const SENDER: &str = "/v2/Services/{ServiceSid}/MessagingConfigurations/{Country}";
pub(crate) const ATTEMPTS: &str = "/v2/Attempts";
pub(crate) const ATTEMPT: &str = "/v2/Attempts/{Sid}";
pub(crate) const SUMMARY: &str = "/v2/Attempts/Summary";
pub(crate) const SAFE_NUMBERS: &str = "/v2/SafeList/Numbers";
pub(crate) const SAFE_NUMBER: &str = "/v2/SafeList/Numbers/{PhoneNumber}";
pub(crate) const TEMPLATES: &str = "/v2/Templates";
pub(crate) const TEXTS: &str = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
pub(crate) const TEXT: &str = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json";

/// An answer and the operation that gave it.
pub(crate) struct Stop {
    pub(crate) template: &'static str,
    pub(crate) method: &'static str,
    pub(crate) answer: Answer,
}

/// Walks through the routes with one customer.
struct Tour {
    customer: Customer,
    stops: Vec<Stop>,
}

impl Tour {
    async fn visit(
        &mut self,
        template: &'static str,
        method: &'static str,
        sids: &[&str],
        form: &[(&str, &str)],
    ) -> Answer {
        let mut path = template.replacen("{ServiceSid}", &self.customer.service, 1);
        path = path.replacen("{AccountSid}", &self.customer.user, 1);
        for sid in sids {
            let (from, to) = (path.find('{').unwrap(), path.find('}').unwrap());
            path.replace_range(from..=to, sid);
        }
        let answer = self.customer.send(&self.customer.request(method, &path, form)).await;
        self.stops.push(Stop { template, method, answer: answer.clone() });
        answer
    }

    async fn verifications(&mut self, twilio: &Simulator) {
        for (n, channel) in ["sms", "call", "whatsapp"].into_iter().enumerate() {
            let to = format!("+1202555010{n}");
            self.visit(VERIFICATIONS, "POST", &[], &[("To", &to), ("Channel", channel)]).await;
        }
        let mailbox = "owner@example.com";
        self.visit(VERIFICATIONS, "POST", &[], &[("To", mailbox), ("Channel", "email")]).await;
        let to = ("To", "+12025550110");
        let start = [to, ("Channel", "sms")];
        let sid = self.visit(VERIFICATIONS, "POST", &[], &start).await.text("sid");
        self.visit(VERIFICATION, "GET", &[&sid], &[]).await;
        let code = twilio.last_code(to.1).unwrap();
        self.visit(CHECK, "POST", &[], &[to, ("Code", &other_than(&code))]).await;
        for _ in 0..5 {
            self.visit(VERIFICATIONS, "POST", &[], &start).await; // the last is 429/60203
        }
        self.visit(CHECK, "POST", &[], &[to, ("Code", &code)]).await;
        self.visit(CHECK, "POST", &[], &[to, ("Code", &code)]).await; // 404
        for status in ["canceled", "approved", "merry"] {
            let sid = self.visit(VERIFICATIONS, "POST", &[], &start).await.text("sid");
            self.visit(VERIFICATION, "POST", &[&sid], &[("Status", status)]).await;
        }
        twilio.set(Switches {
            check_status: CheckStatus::Created,
            fifth_wrong_check: FifthWrongCheck::MaxAttemptsReached,
            ..Switches::default()
        });
        for _ in 0..6 {
            self.visit(CHECK, "POST", &[], &[to, ("Code", "000000")]).await; // the last is 429/60202
        }
        self.visit(CHECK, "POST", &[], &[("Code", "000000")]).await; // 60221
        self.visit(VERIFICATIONS, "POST", &[], &[to, ("Channel", "pigeon")]).await; // 60200
    }

    async fn limits(&mut self) {
        let limit =
            self.visit(LIMITS, "POST", &[], &[("UniqueName", "ip"), ("Description", "by caller")]).await;
        let limit = limit.text("sid");
        self.visit(LIMITS, "GET", &[], &[]).await;
        self.visit(LIMIT, "GET", &[&limit], &[]).await;
        self.visit(LIMIT, "POST", &[&limit], &[("Description", "changed")]).await;
        let bucket =
            self.visit(BUCKETS, "POST", &[&limit], &[("Max", "1"), ("Interval", "60")]).await.text("sid");
        self.visit(BUCKETS, "GET", &[&limit], &[]).await;
        self.visit(BUCKET, "GET", &[&limit, &bucket], &[]).await;
        let start = [("To", "+12025550120"), ("Channel", "sms"), ("RateLimits", r#"{"ip":"203.0.113.7"}"#)];
        self.visit(VERIFICATIONS, "POST", &[], &start).await;
        self.visit(VERIFICATIONS, "POST", &[], &start).await; // 429/20429
        self.visit(BUCKET, "POST", &[&limit, &bucket], &[("Max", "2")]).await;
        self.visit(BUCKET, "DELETE", &[&limit, &bucket], &[]).await;
        self.visit(LIMIT, "DELETE", &[&limit], &[]).await;
        self.visit(LIMIT, "GET", &[&limit], &[]).await; // 404
    }

    async fn services(&mut self) {
        let made = self.visit(SERVICES, "POST", &[], &[("FriendlyName", "Shop")]).await.text("sid");
        self.visit(SERVICES, "GET", &[], &[]).await;
        self.visit(SERVICE, "GET", &[&made], &[]).await;
        self.visit(SERVICE, "POST", &[&made], &[("LookupEnabled", "true"), ("Psd2Enabled", "true")]).await;
        let first = std::mem::replace(&mut self.customer.service, made.clone());
        let paid = [("Amount", "39.99"), ("Payee", "Acme")];
        let start = [("To", "+12025550130"), ("Channel", "sms"), paid[0], paid[1]];
        self.visit(VERIFICATIONS, "POST", &[], &start).await;
        self.visit(CHECK, "POST", &[], &[start[0], ("Code", "000000")]).await;
        self.customer.service = first;
        self.visit(SERVICE, "DELETE", &[&made], &[]).await;
        self.visit(SERVICE, "GET", &[&made], &[]).await; // 404
        let token = std::mem::take(&mut self.customer.password);
        self.visit(SERVICE, "GET", &[known::SERVICE_SID], &[]).await; // 401
        self.customer.password = token;
    }

    async fn settings(&mut self) {
        let sender = [("Country", "CA"), ("MessagingServiceSid", known::MESSAGING_SERVICE_SID)];
        self.visit(SENDERS, "POST", &[], &sender).await;
        self.visit(SENDERS, "GET", &[], &[]).await;
        self.visit(SENDER, "GET", &["CA"], &[]).await;
        self.visit(SENDER, "POST", &["CA"], &sender[1..]).await;
        self.visit(SENDER, "DELETE", &["CA"], &[]).await;
        let number = "+18001234567";
        self.visit(SAFE_NUMBERS, "POST", &[], &[("PhoneNumber", number)]).await;
        self.visit(SAFE_NUMBER, "GET", &[number], &[]).await;
        self.visit(SAFE_NUMBER, "DELETE", &[number], &[]).await;
        self.visit(SAFE_NUMBER, "GET", &[number], &[]).await; // 404
        self.visit(TEMPLATES, "GET", &[], &[]).await;
    }

    async fn reports(&mut self, twilio: &Simulator) {
        let sid = twilio.messages()[0].attempt_sid.clone();
        self.visit(ATTEMPTS, "GET", &[], &[]).await;
        self.visit(ATTEMPT, "GET", &[&sid], &[]).await;
        self.visit(SUMMARY, "GET", &[], &[]).await;
    }

    async fn texts(&mut self, twilio: &Simulator) {
        let form = [("To", "+12025550140"), ("From", known::FROM_NUMBER), ("Body", "Hello")];
        let sid = self.visit(TEXTS, "POST", &[], &form).await.text("sid");
        self.visit(TEXT, "GET", &[&sid], &[]).await;
        twilio.advance(Duration::from_secs(1));
        self.visit(TEXT, "GET", &[&sid], &[]).await;
        let service = ("MessagingServiceSid", known::MESSAGING_SERVICE_SID);
        self.visit(TEXTS, "POST", &[], &[form[0], service, form[2]]).await;
        twilio.script(Script::on(Kind::Text).act(Act::Undelivered { code: 30003 }));
        let sid = self.visit(TEXTS, "POST", &[], &form).await.text("sid");
        twilio.advance(Duration::from_secs(3));
        self.visit(TEXT, "GET", &[&sid], &[]).await;
        self.visit(TEXTS, "POST", &[], &[("To", "+15005550001"), form[1], form[2]]).await; // 21211
    }
}

/// All stops.
pub(crate) async fn tour() -> Vec<Stop> {
    let twilio = Simulator::start().await.unwrap();
    let mut tour = Tour { customer: Customer::of(&twilio), stops: Vec::new() };
    tour.verifications(&twilio).await;
    tour.limits().await;
    tour.services().await;
    tour.settings().await;
    tour.reports(&twilio).await;
    tour.texts(&twilio).await;
    tour.stops
}
