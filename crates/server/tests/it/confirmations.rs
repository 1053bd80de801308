//! Step-up: one code confirms one operation of one user, and one back end redeems it once. And whether a token still counts.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    an_operation_is_confirmed_and_redeemed_once,
    at_twilio_an_operation_is_confirmed_and_redeemed,
    the_message_shows_the_action_and_its_details,
    the_code_goes_to_the_number_or_else_to_the_mailbox_and_to_nothing_unproven,
    a_double_click_sends_once_and_two_operations_twice,
    fifty_requests_at_once_send_one_code,
    security_03_a_code_confirms_its_own_operation_alone,
    security_03_two_purposes_at_once_stay_apart,
    security_09_wrong_codes_count_down_and_end_the_confirmation,
    a_confirmation_is_nobody_elses,
    a_repeated_answer_is_the_same_until_it_is_over,
    a_number_that_left_the_account_confirms_nothing,
    security_02_fifty_redemptions_of_one_confirmation_have_one_winner,
    security_02_fifty_answers_with_one_code_make_one_confirmation,
    a_confirmation_of_another_operation_is_not_redeemed_and_stays,
    security_22_a_reset_ends_what_was_confirmed,
    security_20_what_a_disabled_account_confirmed_is_not_redeemed,
    security_25_a_confirmation_is_no_access_token_and_the_reverse,
    security_25_a_confirmation_is_checked_offline_with_the_public_key,
    faults_of_a_confirmation_are_told_by_field,
    a_back_end_asks_whether_a_token_counts,
    confirmations_are_swept_after_a_day,
    security_10_a_refused_confirmation_leaves_no_row,
];

/// shop:c9Lm4vZk8NyPd3sGf6Ja
const SHOP: &str = "Basic c2hvcDpjOUxtNHZaazhOeVBkM3NHZjZKYQ==";

fn transfer() -> Value {
    json!({"action": "transfer", "details": {"payee": "Bob", "amount": "100 USD"}})
}

impl House {
    /// A back end asks.
    async fn as_shop(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, "192.0.2.50", &[("authorization", SHOP)], &body).await
    }

    async fn redeems(&self, token: &Value, what: &Value) -> Answer {
        let mut body = what.clone();
        body["confirmation_token"] = token.clone();
        self.as_shop("/confirmations/redeem", body).await
    }
}

impl Person<'_> {
    async fn confirms(&self, access: &str, what: Value) -> Answer {
        self.calls(Method::POST, "/confirmations", access, what).await
    }

    async fn answers(&self, access: &str, id: &Value, code: &str) -> Answer {
        self.calls(Method::POST, &format!("/confirmations/{id}"), access, json!({"otp_code": code})).await
    }

    /// Asks, reads, answers: the token of the confirmation.
    async fn confirmed(&self, access: &str, what: Value) -> Value {
        let asked = self.confirms(access, what).await.is(201);
        let told = self.answers(access, &asked["id"], &self.reads_the_code()).await.is(200);
        told["confirmation_token"].clone()
    }
}

/// An account whose registration is a while ago.
async fn settled<'h>(house: &'h House, name: &str) -> (Person<'h>, String) {
    let ada = house.person(name);
    ada.joins().await;
    house.wait(700);
    let access = token(&ada.signs_in().await.is(200)).to_owned();
    (ada, access)
}

fn part(token: &str, place: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(place).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

async fn an_operation_is_confirmed_and_redeemed_once(stage: Stage) {
    main_path(&stage.house().await).await;
}

async fn at_twilio_an_operation_is_confirmed_and_redeemed(stage: Stage) {
    main_path(&stage.house_at_twilio().await).await;
}

async fn main_path(house: &House) {
    let (ada, access) = settled(house, "ada").await;
    let now = identity::Clock::now(&house.clock).as_millis() / 1000;
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let expected = json!({
        "id": asked["id"].as_i64().unwrap(), "channel": "sms", "masked_to": asked["masked_to"],
        "expires_at": asked["expires_at"], "resend_at": asked["resend_at"],
    });
    assert_eq!(asked, expected);
    let masked = asked["masked_to"].as_str().unwrap();
    assert!(masked.starts_with("+1**") && masked.ends_with(&ada.phone[10..]), "{masked}");
    let told = ada.answers(&access, &asked["id"], &ada.reads_the_code()).await.is(200);
    let ends = OffsetDateTime::parse(told["expires_at"].as_str().unwrap(), &Rfc3339).unwrap();
    let text = told["confirmation_token"].as_str().unwrap();
    assert_eq!(told.as_object().unwrap().len(), 2);

    let claims = part(text, 1);
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(r#"{"amount":"100 USD","payee":"Bob"}"#));
    assert_eq!((&claims["action"], &claims["details_hash"]), (&json!("transfer"), &json!(hash)));
    assert_eq!((&part(text, 0)["typ"], &claims["typ"]), (&json!("confirmation"), &json!("confirmation")));
    let me = part(&access, 1);
    for same in ["sub", "iss", "aud"] {
        assert_eq!(claims[same], me[same], "{same}");
    }
    let (iat, exp) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert_eq!((iat, exp, ends.unix_timestamp()), (now, now + 300, now + 300));
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() >= 32));

    let confirmation = &told["confirmation_token"];
    let redeemed = house.redeems(confirmation, &transfer()).await.is(200);
    assert_eq!((&redeemed["sub"], &redeemed["action"]), (&me["sub"], &json!("transfer")));
    let at = OffsetDateTime::parse(redeemed["confirmed_at"].as_str().unwrap(), &Rfc3339).unwrap();
    assert_eq!((at.unix_timestamp(), redeemed.as_object().unwrap().len()), (now, 3));
    house.redeems(confirmation, &transfer()).await.is_a_wrong_code(0);
    ada.answers(&access, &asked["id"], &ada.reads_the_code()).await.is_problem(422, "invalid_code");
}

async fn the_message_shows_the_action_and_its_details(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    ada.confirms(&access, transfer()).await.is(201);
    let told =
        house.ask(Method::GET, "/dev/outbox.json", "127.0.0.1", &[("host", "localhost")], &Value::Null).await;
    let body = told.is(200)["messages"][0]["body"].as_str().unwrap().to_owned();
    let code = ada.reads_the_code();
    let begins =
        format!("doorcode: {code} is your code to confirm transfer (amount: \"100 USD\", payee: \"Bob\").");
    assert!(body.starts_with(&begins), "{body}");
}

async fn the_code_goes_to_the_number_or_else_to_the_mailbox_and_to_nothing_unproven(stage: Stage) {
    let house = stage.with("CHANNEL_SMS", "sandbox").with("CHANNEL_EMAIL", "sandbox").house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    house.wait(700);
    let access = token(&ada.signs_in().await.is(200)).to_owned();
    let by = |channel: &str| {
        let mut what = transfer();
        what["channel"] = json!(channel);
        ada.confirms(&access, what)
    };
    // the mailbox is a claim, and nobody calls here
    by("email").await.is_problem(422, "channel_not_offered");
    by("call").await.is_problem(422, "channel_not_offered");
    let proof = ada.proves_the_mailbox().await;
    let put = json!({"email": ada.email, "verification_token": proof});
    ada.calls(Method::PUT, "/me/email", &access, put).await.is(200);
    let sends = house.sends_to(&ada.email);
    let told = by("email").await.is(201);
    assert_eq!((&told["channel"], house.sends_to(&ada.email)), (&json!("email"), sends + 1));
    // without a number the mailbox serves by itself
    let id = joined["user"]["id"].as_i64().unwrap();
    house.app.identity.accounts.release_phone(id, None).await.unwrap();
    let told = ada.confirms(&access, json!({"action": "close-account"})).await.is(201);
    assert_eq!((&told["channel"], house.sends_to(&ada.email)), (&json!("email"), sends + 2));
    by("sms").await.is_problem(422, "channel_not_offered");
    let code = house.code_for(&ada.email);
    let told = ada.answers(&access, &told["id"], &code).await.is(200);
    house.redeems(&told["confirmation_token"], &json!({"action": "close-account"})).await.is(200);
}

async fn a_double_click_sends_once_and_two_operations_twice(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let sends = house.sends_to(&ada.phone);
    let first = ada.confirms(&access, transfer()).await.is(201);
    assert_eq!(ada.confirms(&access, transfer()).await.is(201), first);
    assert_eq!(house.sends_to(&ada.phone), sends + 1);
    let code = ada.reads_the_code();
    // later it is the resend
    house.wait(31);
    assert_eq!(ada.confirms(&access, transfer()).await.is(201)["id"], first["id"]);
    assert_eq!((house.sends_to(&ada.phone), ada.reads_the_code()), (sends + 2, code.clone()));
    let mut other = transfer();
    other["details"]["amount"] = json!("999 USD");
    assert_ne!(ada.confirms(&access, other).await.is(201)["id"], first["id"]);
    assert_eq!(house.sends_to(&ada.phone), sends + 3);
    // once confirmed, the same again is another one
    ada.answers(&access, &first["id"], &code).await.is(200);
    assert_ne!(ada.confirms(&access, transfer()).await.is(201)["id"], first["id"]);
}

async fn fifty_requests_at_once_send_one_code(stage: Stage) {
    let house = stage.without_limits().house().await;
    let twin = house.twin().await;
    let (ada, access) = settled(&house, "ada").await;
    let sends = house.sends();
    let there = ada.at(&twin);
    let many = (0..50).map(|n| {
        if n % 2 == 0 { ada.confirms(&access, transfer()) } else { there.confirms(&access, transfer()) }
    });
    let answers = join_all(many).await;
    let good: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!good.is_empty());
    assert!(good.iter().all(|answer| answer.body["id"] == good[0].body["id"]));
    assert_eq!(house.sends(), sends + 1);
}

async fn security_03_a_code_confirms_its_own_operation_alone(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let one = ada.confirms(&access, transfer()).await.is(201);
    let first = ada.reads_the_code();
    let other = ada.confirms(&access, json!({"action": "close-account"})).await.is(201);
    let second = ada.reads_the_code();
    assert_ne!(first, second);
    ada.answers(&access, &one["id"], &second).await.is_problem(422, "invalid_code");
    ada.answers(&access, &other["id"], &first).await.is_problem(422, "invalid_code");
    ada.answers(&access, &one["id"], &first).await.is(200);
    ada.answers(&access, &other["id"], &second).await.is(200);
}

async fn security_03_two_purposes_at_once_stay_apart(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, access) = settled(&house, "ada").await;
    ada.asks_for_a_code().await.is(200);
    let prove = ada.reads_the_code();
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let confirm = ada.reads_the_code();
    assert_ne!(prove, confirm, "the provider repeated its code for another purpose");
    ada.answers(&access, &asked["id"], &prove).await.is_problem(422, "invalid_code");
    ada.guesses(&confirm).await.is_problem(422, "invalid_code");
    ada.forgot(json!({"otp_code": confirm})).await.is_problem(422, "invalid_code");
    ada.answers(&access, &asked["id"], &confirm).await.is(200);
}

async fn security_09_wrong_codes_count_down_and_end_the_confirmation(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let (code, wrong) = (ada.reads_the_code(), ada.wrong_code());
    for left in [4, 3, 2, 1, 0, 0] {
        ada.answers(&access, &asked["id"], &wrong).await.is_a_wrong_code(left);
    }
    ada.answers(&access, &asked["id"], &code).await.is_a_wrong_code(0);
    // and one that is over
    house.wait(700);
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let code = ada.reads_the_code();
    house.wait(601);
    let access = token(&ada.signs_in().await.is(200)).to_owned();
    ada.answers(&access, &asked["id"], &code).await.is_problem(422, "invalid_code");
}

async fn a_confirmation_is_nobody_elses(stage: Stage) {
    let house = stage.house().await;
    let bob = house.person("bob");
    bob.joins().await;
    let (ada, access) = settled(&house, "ada").await;
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let code = ada.reads_the_code();
    let bobs = token(&bob.signs_in().await.is(200)).to_owned();
    let strange = bob.answers(&bobs, &asked["id"], &code).await;
    strange.is_problem(404, "not_found");
    assert_eq!(strange.alike(), bob.answers(&bobs, &json!(4711), &code).await.alike());
    bob.answers(&bobs, &json!("abc"), &code).await.is_problem(404, "not_found");
    let path = format!("/confirmations/{}", asked["id"]);
    ada.posts(&path, json!({"otp_code": code})).await.is_problem(401, "unauthorized");
    ada.posts("/confirmations", transfer()).await.is_problem(401, "unauthorized");
    let none = [("authorization", "Basic c2hvcDp3cm9uZw==")];
    house
        .ask(Method::POST, "/confirmations/redeem", "192.0.2.50", &none, &transfer())
        .await
        .is_problem(401, "unauthorized");
    ada.answers(&access, &asked["id"], &code).await.is(200);
}

async fn a_repeated_answer_is_the_same_until_it_is_over(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let code = ada.reads_the_code();
    let first = ada.answers(&access, &asked["id"], &code).await.is(200);
    house.wait(120);
    assert_eq!(ada.answers(&access, &asked["id"], &code).await.is(200), first);
    house.wait(181);
    ada.answers(&access, &asked["id"], &code).await.is_a_wrong_code(0);
    house.redeems(&first["confirmation_token"], &transfer()).await.is_a_wrong_code(0);
}

async fn a_number_that_left_the_account_confirms_nothing(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins_with_a_proven_mailbox().await;
    house.wait(700);
    let access = token(&ada.signs_in().await.is(200)).to_owned();
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let code = ada.reads_the_code();
    let id = joined["user"]["id"].as_i64().unwrap();
    house.app.identity.accounts.release_phone(id, None).await.unwrap();
    ada.answers(&access, &asked["id"], &code).await.is_problem(422, "invalid_code");
}

async fn security_02_fifty_redemptions_of_one_confirmation_have_one_winner(stage: Stage) {
    let house = stage.house().await;
    let twin = house.twin().await;
    let (ada, access) = settled(&house, "ada").await;
    let confirmation = ada.confirmed(&access, transfer()).await;
    let what = transfer();
    let many = (0..50).map(|n| if n % 2 == 0 { &house } else { &twin }.redeems(&confirmation, &what));
    let answers = join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.is_refused_in_a_crowd(422, "invalid_code");
    }
}

async fn security_02_fifty_answers_with_one_code_make_one_confirmation(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let code = ada.reads_the_code();
    let answers = join_all((0..50).map(|_| ada.answers(&access, &asked["id"], &code))).await;
    let right: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert!(!right.is_empty());
    assert!(right.iter().all(|answer| answer.body == right[0].body), "several confirmations");
}

async fn a_confirmation_of_another_operation_is_not_redeemed_and_stays(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let confirmation = ada.confirmed(&access, transfer()).await;
    let others = [
        json!({"action": "transfer"}),
        json!({"action": "transfer", "details": {}}),
        json!({"action": "Transfer", "details": {"payee": "Bob", "amount": "100 USD"}}),
        json!({"action": "transfer", "details": {"payee": "Bob", "amount": "1000 USD"}}),
        json!({"action": "transfer", "details": {"payee": "Bob", "amount": "100 USD", "note": "x"}}),
    ];
    for other in &others {
        house.redeems(&confirmation, other).await.is_a_wrong_code(0);
    }
    for wrong in ["x", "a.b.c", &format!("{}x", confirmation.as_str().unwrap())] {
        house.redeems(&json!(wrong), &transfer()).await.is_a_wrong_code(0);
    }
    house.redeems(&confirmation, &transfer()).await.is(200);
}

async fn security_22_a_reset_ends_what_was_confirmed(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let confirmation = ada.confirmed(&access, transfer()).await;
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    let body = json!({"otp_code": ada.reads_the_code(), "new_password": "buses run on fridays"});
    ada.forgot(body).await.is(200);
    house.redeems(&confirmation, &transfer()).await.is_a_wrong_code(0);
}

async fn security_20_what_a_disabled_account_confirmed_is_not_redeemed(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let confirmation = ada.confirmed(&access, transfer()).await;
    let id = part(&access, 1)["sub"].as_str().unwrap().parse().unwrap();
    house.app.identity.accounts.disable(id).await.unwrap();
    house.redeems(&confirmation, &transfer()).await.is_a_wrong_code(0);
    house.app.identity.accounts.enable(id).await.unwrap();
    house.redeems(&confirmation, &transfer()).await.is(200);
}

async fn security_25_a_confirmation_is_no_access_token_and_the_reverse(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let confirmation = ada.confirmed(&access, transfer()).await;
    ada.looks_at_me(confirmation.as_str().unwrap()).await.is_problem(401, "unauthorized");
    house.redeems(&json!(access), &transfer()).await.is_a_wrong_code(0);
    let told = house.as_shop("/introspect", json!({"token": confirmation})).await.is(200);
    assert_eq!(told, json!({"active": false}));
}

/// The example of RFC 8410, section 10.3.
const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

async fn security_25_a_confirmation_is_checked_offline_with_the_public_key(stage: Stage) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), PEM).unwrap();
    let house = stage.with("JWT_PRIVATE_KEY_FILE", file.path().to_str().unwrap()).house().await;
    let (ada, access) = settled(&house, "ada").await;
    let confirmation = ada.confirmed(&access, transfer()).await;
    let text = confirmation.as_str().unwrap();
    let keys = house.ask(Method::GET, "/.well-known/jwks.json", "192.0.2.1", &[], &Value::Null).await.is(200);
    let key = &keys["keys"][0];
    let header = part(text, 0);
    assert_eq!(
        (&header["alg"], &header["kid"], &header["typ"]),
        (&json!("EdDSA"), &key["kid"], &json!("confirmation"))
    );
    let public: [u8; 32] = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap().try_into().unwrap();
    let (message, seal) = text.rsplit_once('.').unwrap();
    let seal: [u8; 64] = URL_SAFE_NO_PAD.decode(seal).unwrap().try_into().unwrap();
    let key = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
    let seal = ed25519_dalek::Signature::from_bytes(&seal);
    key.verify_strict(message.as_bytes(), &seal).unwrap();
    assert!(key.verify_strict(b"something else", &seal).is_err());
    house.redeems(&confirmation, &transfer()).await.is(200);
}

async fn faults_of_a_confirmation_are_told_by_field(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let sends = house.sends();
    let cases = [
        (json!({}), "action", "required"),
        (json!({"action": "1st"}), "action", "invalid_action"),
        (json!({"action": 7}), "action", "wrong_type"),
        (json!({"action": "a", "details": "x"}), "details", "wrong_type"),
        (json!({"action": "a", "details": ["x"]}), "details", "wrong_type"),
        (json!({"action": "a", "details": {"amount": 100}}), "details", "wrong_type"),
        (json!({"action": "a", "details": {"deep": {"er": "x"}}}), "details", "wrong_type"),
        (json!({"action": "a", "details": {"amount": ""}}), "details", "invalid_details"),
        (json!({"action": "a", "details": {"amount": "1\n2"}}), "details", "invalid_details"),
        (json!({"action": "a", "details": {"the amount": "1"}}), "details", "invalid_details"),
        (json!({"action": "a", "channel": "fax"}), "channel", "invalid_channel"),
    ];
    for (body, field, code) in cases {
        let told = ada.confirms(&access, body).await.is_problem(400, "invalid_request");
        let fault = &told["errors"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{told}");
    }
    assert_eq!(house.sends(), sends);
    ada.confirms(&access, json!({"action": "a", "details": null})).await.is(201);
}

async fn a_back_end_asks_whether_a_token_counts(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let joined =
        ada.registers(json!({"otp_code": ada.reads_the_code(), "username": "countess"})).await.is(201);
    let access = token(&joined).to_owned();
    let asks = |token: &str| house.as_shop("/introspect", json!({"token": token}));
    let told = asks(&access).await.is(200);
    let mut expected = part(&access, 1);
    let members = expected.as_object_mut().unwrap();
    members.remove("gen");
    members.remove("typ");
    members.extend([
        ("active".to_owned(), json!(true)),
        ("token_type".to_owned(), json!("Bearer")),
        ("username".to_owned(), json!("countess")),
    ]);
    assert_eq!(told, expected);
    // RFC 7662 asks with a form
    let form = |text: String, credentials: &'static str| {
        let headers = [("authorization", credentials), ("content-type", "application/x-www-form-urlencoded")];
        house.ask_form("/introspect", headers, text)
    };
    let typed = format!("token={access}&token_type_hint=access_token");
    assert_eq!(form(typed.clone(), SHOP).await.is(200), expected);
    form(typed.clone(), "Basic c2hvcDp3cm9uZw==").await.is_problem(401, "unauthorized");
    form("token_type_hint=x".to_owned(), SHOP).await.is_problem(400, "invalid_request");
    form(format!("{typed}&token=x"), SHOP).await.is_problem(400, "invalid_request");
    // nowhere else is a form a body
    let kind = "application/x-www-form-urlencoded";
    house.ask_raw("/send-otp", kind, b"to=1".to_vec()).await.is_problem(415, "unsupported_media_type");
    house.ask_raw("/introspect", "text/plain", b"token=1".to_vec()).await.is_problem(401, "unauthorized");

    let inactive = json!({"active": false});
    let refresh = joined["refresh_token"].as_str().unwrap();
    for none in ["x", "a.b.c", refresh, &format!("{access}x")] {
        assert_eq!(asks(none).await.is(200), inactive);
    }
    let other = token(&ada.signs_in().await.is(200)).to_owned();
    ada.calls(Method::POST, "/logout", &access, json!({})).await;
    assert_eq!(asks(&access).await.is(200), inactive);
    assert_eq!(asks(&other).await.is(200)["active"], true);
    house.wait(901);
    assert_eq!(asks(&other).await.is(200), inactive);
}

async fn confirmations_are_swept_after_a_day(stage: Stage) {
    let house = stage.house().await;
    let (ada, access) = settled(&house, "ada").await;
    let asked = ada.confirms(&access, transfer()).await.is(201);
    let wrong = ada.wrong_code();
    house.wait(86_000);
    house.app.identity.sweep().await.unwrap();
    let access = token(&ada.signs_in().await.is(200)).to_owned();
    ada.answers(&access, &asked["id"], &wrong).await.is_problem(422, "invalid_code");
    house.wait(500);
    house.app.identity.sweep().await.unwrap();
    ada.answers(&access, &asked["id"], &wrong).await.is_problem(404, "not_found");
}

async fn security_10_a_refused_confirmation_leaves_no_row(stage: Stage) {
    let house = stage.with("LIMIT_SEND_PER_PURPOSE_ADDRESS", "1/1d").house().await;
    let (ada, access) = settled(&house, "ada").await;
    let first = ada.confirms(&access, transfer()).await.is(201);
    for n in 0..5 {
        let what = json!({"action": "transfer", "details": {"n": n.to_string()}});
        ada.confirms(&access, what).await.is_problem(429, "too_many_requests");
    }
    // ids are given out one after the other
    house.wait(86_400);
    let access = token(&ada.signs_in().await.is(200)).to_owned();
    let next = ada.confirms(&access, transfer()).await.is(201);
    assert_eq!(next["id"].as_i64(), first["id"].as_i64().map(|id| id + 1));
}
