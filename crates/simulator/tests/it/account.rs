//! What a configuration check reads: the account, its balance, the Service; and what a trial or a suspended account
//! may do.

use simulator::{AccountStatus, AccountType, Simulator, known};

use crate::customer::Customer;

const TO: &str = "+12025550123";

#[tokio::test]
async fn the_account_and_its_balance_can_be_read() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let account = format!("/2010-04-01/Accounts/{}", known::ACCOUNT_SID);
    let read = customer.get(&format!("{account}.json")).await.json();
    assert_eq!(
        (&read["sid"], &read["status"], &read["type"]),
        (&known::ACCOUNT_SID.into(), &"active".into(), &"Full".into())
    );
    assert!(twilio.change_account(known::ACCOUNT_SID, |account| {
        account.status = AccountStatus::Suspended;
        account.kind = AccountType::Trial;
        "0.00".clone_into(&mut account.balance);
    }));
    let read = customer.get(&format!("{account}.json")).await.json();
    assert_eq!((&read["status"], &read["type"]), (&"suspended".into(), &"Trial".into()));
    let balance = customer.get(&format!("{account}/Balance.json")).await.json();
    assert_eq!((&balance["balance"], &balance["currency"]), (&"0.00".into(), &"USD".into()));
    customer
        .get(&format!("/2010-04-01/Accounts/{}.json", known::OTHER_ACCOUNT_SID))
        .await
        .is_fault(404, 20404);
}

#[tokio::test]
async fn a_suspended_account_sends_nothing() {
    let twilio = Simulator::start().await.unwrap();
    assert!(twilio.change_account(known::ACCOUNT_SID, |account| account.status = AccountStatus::Suspended));
    Customer::of(&twilio).start(TO).await.is_fault(401, 20005);
    assert!(twilio.messages().is_empty());
}

#[tokio::test]
async fn a_trial_account_sends_to_verified_numbers_only() {
    let twilio = Simulator::start().await.unwrap();
    assert!(twilio.change_account(known::ACCOUNT_SID, |account| {
        account.kind = AccountType::Trial;
        account.verified_numbers = vec![TO.to_owned()];
    }));
    let customer = Customer::of(&twilio);
    customer.start("+12025550124").await.is_fault(400, 21608);
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn a_service_can_be_made_read_changed_and_deleted() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let read = customer.get(&format!("/v2/Services/{}", known::SERVICE_SID)).await.json();
    assert_eq!((&read["code_length"], &read["account_sid"]), (&6.into(), &known::ACCOUNT_SID.into()));
    customer.post("/v2/Services", &[]).await.is_fault(400, 60200);
    customer.post("/v2/Services", &[("FriendlyName", &"x".repeat(31))]).await.is_fault(400, 60200);
    let made = customer.post("/v2/Services", &[("FriendlyName", "Shop"), ("CodeLength", "8")]).await;
    assert_eq!(made.status, 201);
    let path = format!("/v2/Services/{}", made.text("sid"));
    customer.post(&path, &[("CodeLength", "11")]).await.is_fault(400, 60200);
    assert_eq!(customer.post(&path, &[("FriendlyName", "Store")]).await.text("friendly_name"), "Store");
    assert_eq!(customer.get(&path).await.json()["code_length"], 8);
    let listed = customer.get("/v2/Services").await.json();
    let sids: Vec<_> = listed["services"].as_array().unwrap().iter().map(|row| row["sid"].clone()).collect();
    assert!(sids.contains(&made.json()["sid"]) && !sids.contains(&known::OTHER_SERVICE_SID.into()));
    let second = customer.get("/v2/Services?PageSize=1&Page=1").await.json();
    assert_eq!((&second["services"].as_array().unwrap().len(), &second["meta"]["page"]), (&1, &1.into()));
    let shop = Customer::of(&twilio).with_service(&made.text("sid"));
    shop.start(TO).await.is(201, "pending");
    let message = twilio.last_message(TO).unwrap();
    assert!(message.code.len() == 8 && message.body.contains("Store"));
    assert_eq!(customer.send(&customer.request("DELETE", &path, &[])).await.status, 204);
    shop.start(TO).await.is_fault(404, 20404);
}

#[tokio::test]
async fn what_is_set_at_a_service_can_be_read_back() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let path = format!("/v2/Services/{}", known::SERVICE_SID);
    let flags = [
        ("SkipSmsToLandlines", "skip_sms_to_landlines"),
        ("DtmfInputRequired", "dtmf_input_required"),
        ("DoNotShareWarningEnabled", "do_not_share_warning_enabled"),
        ("VerifyEventSubscriptionEnabled", "verify_event_subscription_enabled"),
    ];
    for (parameter, property) in flags {
        assert_eq!(customer.get(&path).await.json()[property], false);
        customer.post(&path, &[(parameter, "merry")]).await.is_fault(400, 60200);
        assert_eq!(customer.post(&path, &[(parameter, "true")]).await.json()[property], true);
    }
    let sender = format!("MG{}", "0a".repeat(16));
    let texts = [("TtsName", "Shop"), ("Whatsapp.MsgServiceSid", sender.as_str())];
    assert_eq!(customer.post(&path, &texts).await.status, 200);
    let read = customer.get(&path).await.json();
    assert_eq!((&read["tts_name"], &read["whatsapp"]["msg_service_sid"]), (&"Shop".into(), &sender.into()));
    assert!(flags.iter().all(|(_, property)| read[property] == true));
}
