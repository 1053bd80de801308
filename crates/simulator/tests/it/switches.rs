//! Both behaviours of everything no document settles.

use simulator::{
    AddressAsSid, ApiKeyReadsAccount, CheckStatus, CodeAfterCancel, FifthWrongCheck, MessagePath, Simulator,
    SixthCheck, StartAfterMaxChecks, Switches, UnknownLocale, known,
};

use crate::customer::{Customer, other_than};

const TO: &str = "+12025550123";

async fn used_up(switches: Switches) -> (Simulator, Customer, String) {
    let twilio = Simulator::start().await.unwrap();
    twilio.set(switches);
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    let code = twilio.last_code(TO).unwrap();
    for _ in 0..4 {
        customer.check(TO, &other_than(&code)).await.is(200, "pending");
    }
    (twilio, customer, code)
}

#[tokio::test]
async fn a_check_may_answer_201() {
    let twilio = Simulator::start().await.unwrap();
    twilio.set(Switches { check_status: CheckStatus::Created, ..Switches::default() });
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    customer.check(TO, "000000").await.is(201, "pending");
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is(201, "approved");
}

#[tokio::test]
async fn the_fifth_wrong_check_may_say_so() {
    let told = Switches { fifth_wrong_check: FifthWrongCheck::MaxAttemptsReached, ..Switches::default() };
    let (_twilio, customer, code) = used_up(told).await;
    customer.check(TO, &other_than(&code)).await.is(200, "max_attempts_reached");
    customer.check(TO, &code).await.is_fault(429, 60202);
}

#[tokio::test]
async fn the_sixth_check_may_be_404() {
    let gone = Switches { sixth_check: SixthCheck::NotFound, ..Switches::default() };
    let (_twilio, customer, code) = used_up(gone).await;
    customer.check(TO, &other_than(&code)).await.is(200, "pending");
    customer.check(TO, &code).await.is_fault(404, 20404);
}

#[tokio::test]
async fn a_start_after_five_checks_may_begin_anew() {
    let fresh = Switches { start_after_max_checks: StartAfterMaxChecks::Fresh, ..Switches::default() };
    let (twilio, customer, code) = used_up(fresh).await;
    customer.check(TO, &other_than(&code)).await.is(200, "pending");
    assert_eq!(customer.start(TO).await.is(201, "pending").attempts(), ["SMS"]);
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is(200, "approved");
}

#[tokio::test]
async fn a_cancelled_code_may_stay() {
    for (switch, stays) in [(CodeAfterCancel::Changes, false), (CodeAfterCancel::Stays, true)] {
        let twilio = Simulator::start().await.unwrap();
        twilio.set(Switches { code_after_cancel: switch, ..Switches::default() });
        let customer = Customer::of(&twilio);
        // by chance two codes are alike once in a million; three pairs never are
        let mut alike = 0;
        for to in ["+12025550101", "+12025550102", "+12025550103"] {
            let sid = customer.start(to).await.text("sid");
            let before = twilio.last_code(to);
            customer.update(&sid, "canceled").await.is(200, "canceled");
            assert_ne!(customer.start(to).await.text("sid"), sid);
            alike += usize::from(twilio.last_code(to) == before);
        }
        assert_eq!(alike == 3, stays, "{switch:?}");
    }
}

#[tokio::test]
async fn the_address_may_stand_for_the_sid() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    assert_eq!(customer.fetch("%2B12025550123").await.is(200, "pending").text("to"), TO);
    customer.fetch(TO).await.is(200, "pending");
    twilio.set(Switches { address_as_sid: AddressAsSid::Refused, ..Switches::default() });
    customer.fetch(TO).await.is_fault(404, 20404);
    customer.update(TO, "canceled").await.is_fault(404, 20404);
    twilio.set(Switches::default());
    customer.update(TO, "canceled").await.is(200, "canceled");
    assert_eq!(twilio.calls().cancels(TO), 2);
}

#[tokio::test]
async fn the_message_of_a_404_has_its_path_with_or_without_version() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let said = customer.check(TO, "000000").await.text("message");
    assert!(said.contains(&format!(" /Services/{}/VerificationCheck ", known::SERVICE_SID)), "{said}");
    twilio.set(Switches { message_path: MessagePath::WithVersion, ..Switches::default() });
    let said = customer.check(TO, "000000").await.text("message");
    assert!(said.contains(&format!(" /v2/Services/{}/VerificationCheck ", known::SERVICE_SID)), "{said}");
}

#[tokio::test]
async fn an_api_key_may_or_may_not_read_the_account() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio).with_credentials(known::API_KEY_SID, known::API_KEY_SECRET);
    let account = format!("/2010-04-01/Accounts/{}", known::ACCOUNT_SID);
    for path in [format!("{account}.json"), format!("{account}/Balance.json")] {
        twilio.set(Switches::default());
        customer.get(&path).await.is_fault(401, 20003);
        let forbidden = ApiKeyReadsAccount::Forbidden;
        twilio.set(Switches { api_key_reads_account: forbidden, ..Switches::default() });
        customer.get(&path).await.is_fault(403, 20403);
        let allowed = ApiKeyReadsAccount::Allowed;
        twilio.set(Switches { api_key_reads_account: allowed, ..Switches::default() });
        assert_eq!(customer.get(&path).await.status, 200);
    }
}

#[tokio::test]
async fn for_load_tests_the_code_can_be_fixed() {
    let twilio = Simulator::start().await.unwrap();
    twilio.set(Switches { fixed_code: Some("271828".to_owned()), ..Switches::default() });
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    customer.check(TO, "271828").await.is(200, "approved");
}

#[tokio::test]
async fn a_language_nobody_speaks_is_not_found() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let speaking = |to, channel, locale| {
        let form = [("To", to), ("Channel", channel), ("Locale", locale)];
        customer.request("POST", &customer.path("Verifications"), &form)
    };
    for locale in ["en", "pt-BR", "pt-br", "zh-HK", "uk", ""] {
        customer.send(&speaking(TO, "sms", locale)).await.is(201, "pending");
        let sid = twilio.last_message(TO).unwrap().verification_sid;
        customer.update(&sid, "canceled").await.is(200, "canceled");
    }
    let unknown = speaking(TO, "call", "tlh");
    customer.send(&unknown).await.is_fault(404, 20404);
    customer.send(&speaking("a@example.com", "email", "tlh")).await.is(201, "pending");
    for (unknown_locale, code) in [(UnknownLocale::NoTranslation, 60229), (UnknownLocale::Invalid, 60200)] {
        twilio.set(Switches { unknown_locale, ..Switches::default() });
        customer.send(&unknown).await.is_fault(if code == 60229 { 404 } else { 400 }, code);
    }
    assert_eq!(twilio.last_message(TO).unwrap().locale, None, "nothing was sent in it");
    twilio.set(Switches { unknown_locale: UnknownLocale::Ignored, ..Switches::default() });
    customer.send(&unknown).await.is(201, "pending");
}
