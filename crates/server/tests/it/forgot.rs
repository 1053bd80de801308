//! Ways to ask for a new password: by which name, on which channel, and as older clients do.

use std::time::Duration;

use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    every_name_and_channel_reaches_what_is_proven,
    security_21_every_channel_answers_alike_by_every_name,
    security_21_a_guess_is_refused_alike_by_every_name,
    security_03_a_code_asked_for_by_one_name_is_worth_nothing_by_another,
    exactly_one_name_is_given,
    a_deleted_account_leaves_nothing_of_what_was_typed_for_it,
    the_reset_of_older_clients_goes_by_email_and_says_what_succeeds_it,
    the_reset_of_older_clients_says_so_on_every_error,
    the_reset_of_older_clients_can_be_removed,
    security_21_the_reset_of_older_clients_answers_alike_whatever_is_on_file,
];

const NEW: &str = "buses run on fridays";

/// Somebody with a username, and with a mailbox that is proven or not.
async fn joins(ada: &Person<'_>, username: &str, proves_the_mailbox: bool) -> Value {
    let mut more = json!({"username": username});
    if proves_the_mailbox {
        more["email_verification_token"] = json!(ada.proves_the_mailbox().await);
    }
    ada.asks_for_a_code().await.is(200);
    more["otp_code"] = json!(ada.reads_the_code());
    let joined = ada.registers(more).await.is(201);
    ada.house.wait(601);
    joined
}

/// A step of a reset of the account of that name.
async fn reset(from: &Person<'_>, name: &Value, more: Value) -> Answer {
    let mut body = name.clone();
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from.posts("/forgot-password-otp", body).await
}

async fn nothing_is_under_way(house: &House) {
    house.settles_until(|| house.tasks.under_way() == 0).await;
}

async fn every_name_and_channel_reaches_what_is_proven(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let mut ada = house.person("ada");
    joins(&ada, "Countess", true).await;
    let names = [
        json!({"email": ada.email}),
        json!({"email": ada.email, "phone": ada.phone}),
        json!({"username": "cOUNTESS"}),
        json!({"phone": ada.phone}),
        json!({"phone": format!("({}) {}-{}", &ada.phone[2..5], &ada.phone[5..8], &ada.phone[8..])}),
    ];
    for (n, name) in names.iter().enumerate() {
        for (m, channel) in [None, Some("sms"), Some("call"), Some("email")].into_iter().enumerate() {
            house.wait(601);
            let to = if channel == Some("email") { ada.email.clone() } else { ada.phone.clone() };
            let (there, anywhere) = (house.sends_to(&to), house.sends());
            let told = reset(&ada, name, json!({"channel": channel})).await.is(200);
            assert_eq!(told["channel"], channel.unwrap_or("sms"));
            house.settles_until(|| house.sends_to(&to) == there + 1).await;
            assert_eq!(house.sends(), anywhere + 1, "{name} {channel:?}");
            let code = house.code_for(&to);
            let checked = reset(&ada, name, json!({"otp_code": code})).await.is(200);
            let password = format!("{NEW} {n} {m}");
            let finish = if n % 2 == 0 {
                json!({"otp_code": code, "new_password": password})
            } else {
                json!({"verification_token": checked["verification_token"], "new_password": password})
            };
            reset(&ada, name, finish).await.is(200);
            ada.password = password;
            ada.signs_in().await.is(200);
        }
    }
}

/// Every way to name somebody: Ada has proven both addresses, Bob his number alone, Nobody has no account.
async fn names(house: &House) -> Vec<(Person<'_>, Value)> {
    let (ada, bob, nobody) = (house.person("ada"), house.person("bob"), house.person("nobody"));
    joins(&ada, "countess", true).await;
    joins(&bob, "builder", false).await;
    let mut names = Vec::new();
    for (who, username) in [(&ada, "countess"), (&bob, "builder"), (&nobody, "nobody")] {
        for name in [json!({"email": who.email}), json!({"username": username}), json!({"phone": who.phone})]
        {
            names.push((who.from(format!("203.0.113.{}", names.len())), name));
        }
    }
    names
}

async fn security_21_every_channel_answers_alike_by_every_name(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house_at_twilio().await;
    let names = names(&house).await;
    for channel in ["sms", "email", "call", "whatsapp"] {
        house.wait(86_400);
        let mut told: Vec<Vec<(u16, Value)>> = Vec::new();
        for (who, name) in &names {
            let mut answers = Vec::new();
            for _ in 0..7 {
                answers.push(reset(who, name, json!({"channel": channel})).await.alike());
                nothing_is_under_way(&house).await;
            }
            told.push(answers);
        }
        let expected: &[u16] = match channel {
            "whatsapp" => &[422; 7],
            _ => &[200, 200, 200, 200, 200, 429, 429],
        };
        let statuses: Vec<_> = told[0].iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses, expected, "{channel}");
        for other in &told {
            assert_eq!(*other, told[0], "{channel}");
        }
    }
}

async fn security_21_a_guess_is_refused_alike_by_every_name(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let names = names(&house).await;
    for channel in ["sms", "email"] {
        house.wait(700);
        let mut told: Vec<Vec<(u16, Value)>> = Vec::new();
        for (who, name) in &names {
            reset(who, name, json!({"channel": channel})).await.is(200);
            nothing_is_under_way(&house).await;
            let mut answers = Vec::new();
            for attempt in 0..6 {
                let more = if attempt % 2 == 0 {
                    json!({"otp_code": "000001", "new_password": NEW})
                } else {
                    json!({"otp_code": "000001"})
                };
                answers.push(reset(who, name, more).await.alike());
            }
            told.push(answers);
        }
        let left: Vec<_> = told[0].iter().map(|(_, body)| body["attempts_left"].as_u64()).collect();
        assert_eq!(left, [4, 3, 2, 1, 0, 0].map(Some));
        for other in &told {
            assert_eq!(*other, told[0], "{channel}");
        }
    }
}

async fn security_03_a_code_asked_for_by_one_name_is_worth_nothing_by_another(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    joins(&ada, "countess", true).await;
    let before = house.sends_to(&ada.phone);
    reset(&ada, &json!({"username": "countess"}), json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    let finish = json!({"otp_code": ada.reads_the_code(), "new_password": NEW});
    for other in [json!({"email": ada.email}), json!({"phone": ada.phone}), json!({"username": "builder"})] {
        reset(&ada, &other, finish.clone()).await.is_problem(422, "invalid_code");
    }
    reset(&ada, &json!({"username": "countess"}), finish).await.is(200);
}

async fn exactly_one_name_is_given(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    joins(&ada, "countess", true).await;
    let before = house.sends();
    for (name, field, code) in [
        (json!({}), "email", "exactly_one_of"),
        (json!({"email": ada.email, "username": "countess"}), "username", "exactly_one_of"),
        (json!({"username": "countess", "phone": ada.phone}), "phone", "exactly_one_of"),
        (json!({"email": ""}), "email", "required"),
        (json!({"username": "?"}), "username", "invalid_username"),
        (json!({"username": 7}), "username", "wrong_type"),
        (json!({"phone": "12"}), "phone", "invalid_phone"),
        (json!({"email": ada.email, "phone": "12"}), "phone", "invalid_phone"),
        (json!({"email": ada.email, "channel": "pigeon"}), "channel", "invalid_channel"),
    ] {
        let told = reset(&ada, &name, json!({})).await.is_problem(400, "invalid_request");
        assert_eq!((&told["errors"][0]["field"], &told["errors"][0]["code"]), (&json!(field), &json!(code)));
    }
    assert_eq!(house.sends(), before);
    reset(&ada, &json!({"email": null, "phone": null, "username": "countess"}), json!({})).await.is(200);
}

async fn a_deleted_account_leaves_nothing_of_what_was_typed_for_it(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let id = joins(&ada, "Countess", false).await["user"]["id"].as_i64().unwrap();
    // her mailbox is not proven: what is typed finds nobody to send to
    let typed = [
        json!({"email": ada.email}),
        json!({"email": ada.email, "phone": "+13125550142"}),
        json!({"username": "countess"}),
        json!({"phone": ada.phone}),
    ];
    for name in &typed {
        reset(&ada, name, json!({"channel": "email"})).await.is(200);
    }
    nothing_is_under_way(&house).await;
    let guess = |n: usize| reset(&ada, &typed[n], json!({"otp_code": "000001"}));
    for n in 0..typed.len() {
        guess(n).await.is_a_wrong_code(4);
    }
    assert!(house.app.identity.accounts.delete(id).await.unwrap());
    // the challenges are gone: what is counted since the newest of them begins anew
    for n in 0..typed.len() {
        guess(n).await.is_a_wrong_code(4);
    }
}

async fn the_reset_of_older_clients_goes_by_email_and_says_what_succeeds_it(stage: Stage) {
    let house = stage.house().await;
    let mut ada = house.person("ada");
    let joined = joins(&ada, "countess", true).await;
    let old = async |body: Value| house.person("ada").posts("/forgot-password", body).await;
    let (mails, texts) = (house.sends_to(&ada.email), house.sends_to(&ada.phone));
    let told = old(json!({"email": ada.email})).await;
    is_marked(&told);
    let told = told.is(200);
    assert_eq!(told["message"], "If the account exists, a code is on its way");
    assert_eq!((&told["status"], &told["channel"]), (&json!("pending"), &json!("email")));
    house.settles_until(|| house.sends_to(&ada.email) == mails + 1).await;
    assert_eq!(house.sends_to(&ada.phone), texts);
    // it is one flow: the successor holds the same code, and sends no second one
    let same = ada.forgot(json!({"channel": "email"})).await.is(200);
    assert_eq!(same, told);
    let code = house.code_for(&ada.email);
    ada.forgot(json!({"otp_code": code})).await.is(200);
    let half = old(json!({"email": ada.email, "otp_code": code})).await;
    assert_eq!(half.is_problem(400, "invalid_request")["errors"][0]["field"], "new_password");
    let half = old(json!({"email": ada.email, "new_password": NEW})).await;
    assert_eq!(half.is_problem(400, "invalid_request")["errors"][0]["field"], "otp_code");
    let body = json!({"email": ada.email, "otp_code": code, "new_password": NEW});
    let told = ada.posts("/forgot-password/", body.clone()).await;
    is_marked(&told);
    assert_eq!(told.is(200), json!({"message": "Password reset successful", "status": "reset"}));
    old(body).await.is_problem(422, "invalid_code");
    ada.looks_at_me(token(&joined)).await.is_problem(401, "unauthorized");
    ada.password = NEW.into();
    ada.signs_in().await.is(200);
}

#[track_caller]
fn is_marked(answer: &Answer) {
    // RFC 9745 and RFC 8288
    assert_eq!(answer.header("deprecation"), Some("@1795219200"), "{answer:?}");
    assert_eq!(answer.header("link"), Some("</forgot-password-otp>; rel=\"successor-version\""));
}

async fn the_reset_of_older_clients_says_so_on_every_error(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let eve = house.person("eve");
    let ask = |body: Value| eve.posts("/forgot-password", body);
    let mut told = vec![
        (ask(json!({})).await, 400, "invalid_request"),
        (
            ask(json!({"email": eve.email, "otp_code": "000001", "new_password": NEW})).await,
            422,
            "invalid_code",
        ),
        (
            ask(json!({"email": eve.email, "otp_code": "000001", "new_password": "short"})).await,
            400,
            "weak_password",
        ),
        (ask(json!({"email": "x".repeat(70_000)})).await, 413, "body_too_large"),
        (ask(Value::Null).await, 415, "unsupported_media_type"),
        (eve.calls(Method::GET, "/forgot-password/", "", Value::Null).await, 405, "method_not_allowed"),
    ];
    for _ in 0..5 {
        ask(json!({"email": eve.email})).await.is(200);
    }
    told.push((ask(json!({"email": eve.email})).await, 429, "too_many_requests"));
    for (answer, status, code) in told {
        answer.is_problem(status, code);
        is_marked(&answer);
    }
    // its successor has none
    let new = eve.forgot(json!({})).await;
    assert!(new.header("deprecation").is_none() && new.header("link").is_none());
}

async fn the_reset_of_older_clients_can_be_removed(stage: Stage) {
    let house = stage.with("LEGACY_FORGOT_PASSWORD", "off").house().await;
    let ada = house.person("ada");
    joins(&ada, "countess", true).await;
    let before = house.sends();
    for body in [json!({"email": ada.email}), json!({}), Value::Null] {
        let told = ada.posts("/forgot-password", body).await;
        told.is_problem(404, "not_found");
        assert!(told.header("deprecation").is_none(), "what is not there has no successor");
    }
    let read = house.ask(Method::GET, "/forgot-password", &ada.address, &[], &Value::Null).await;
    read.is_problem(404, "not_found");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(house.sends(), before);
    ada.forgot(json!({"channel": "email"})).await.is(200);
}

async fn security_21_the_reset_of_older_clients_answers_alike_whatever_is_on_file(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house_at_twilio().await;
    let names = names(&house).await;
    let mut told: Vec<Vec<(u16, Value)>> = Vec::new();
    for (who, name) in names.iter().filter(|(_, name)| name.get("email").is_some()) {
        let mut answers = Vec::new();
        for _ in 0..6 {
            answers.push(who.posts("/forgot-password", name.clone()).await.alike());
            nothing_is_under_way(&house).await;
        }
        for _ in 0..6 {
            let mut body = name.clone();
            body["otp_code"] = json!("000001");
            body["new_password"] = json!(NEW);
            answers.push(who.posts("/forgot-password", body).await.alike());
        }
        told.push(answers);
    }
    let statuses: Vec<_> = told[0].iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 422, 422, 422, 422, 422, 422]);
    assert_eq!(told.len(), 3);
    for other in &told {
        assert_eq!(*other, told[0]);
    }
}
