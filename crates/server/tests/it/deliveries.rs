//! What became of a code after it left: providers report it, and whoever asked for the code looks.

use std::time::Duration;

use channels::{Failure, Undelivered};
use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Callback, Kind, Script, known};

use crate::kit::{Answer, House, Stage, carrier::Carrier, on_both, wire};

on_both![
    a_report_shows_at_the_verification,
    every_reason_has_a_sentence,
    a_report_that_is_no_news_changes_nothing,
    a_report_of_an_older_message_counts_and_shows_nothing_of_the_newer,
    security_28_a_replayed_event_of_twilio_says_nothing_of_a_newer_message,
    a_report_that_is_quicker_than_the_answer_is_not_lost,
    security_28_a_forged_report_changes_nothing,
    security_29_a_report_is_read_within_limits,
    of_many_reports_alike_one_is_news,
    a_repeat_of_a_send_has_the_same_id,
    a_verification_tells_how_far_it_has_come,
    an_id_that_names_nothing_is_not_found,
    security_03_only_a_strangers_own_verification_can_be_looked_at,
    security_03_whoever_did_not_begin_it_does_not_see_what_became_of_it,
    security_21_a_reset_to_the_same_number_shows_nowhere,
    security_21_what_took_the_place_of_a_code_does_not_show,
    a_carrier_hears_that_its_code_was_right,
    a_carrier_that_takes_no_thanks_spoils_nothing,
    whoever_carried_the_code_is_thanked_though_another_was_asked_since,
    a_provider_that_checks_its_own_codes_is_not_thanked,
];

/// What became of the message, as the caller sees it.
async fn looks(house: &House, id: &str) -> Value {
    looks_at(house, id).await.is(200)
}

async fn looks_at(house: &House, id: &str) -> Answer {
    house.ask(Method::GET, &format!("/verifications/{id}"), "198.51.100.9", &[], &Value::Null).await
}

fn id_of(told: &Value) -> String {
    told["id"].as_str().unwrap().to_owned()
}

async fn a_report_shows_at_the_verification(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    let ada = house.person("ada");
    let sent = ada.asks_for_a_code().await.is(200);
    let id = id_of(&sent);
    let first = looks(&house, &id).await;
    assert_eq!(first["id"], sent["id"]);
    assert_eq!((&first["status"], &first["channel"]), (&json!("pending"), &json!("sms")));
    assert_eq!(first["delivery"], json!({"status": "accepted"}));
    assert_eq!(first["expires_at"], sent["expires_at"]);
    assert!(first["sent_at"].is_string());
    assert!(!first.to_string().contains("2025550"), "the address shows in {first}");

    house.wait(3);
    let message = carrier.last_id();
    let taken = carrier.reports(&house, &format!("{message} sent")).await;
    assert_eq!(taken.is(204), Value::Null);
    let then = looks(&house, &id).await;
    assert_eq!(then["delivery"]["status"], "sent");
    house.wait(4);
    carrier.reports(&house, &format!("{message} delivered")).await.is(204);
    let at_last = looks(&house, &id).await;
    assert_eq!(at_last["delivery"]["status"], "delivered");
    assert!(at_last["delivery"]["updated_at"].as_str() > then["delivery"]["updated_at"].as_str());
    assert_eq!(at_last["status"], "pending");
    // it stays true when the code was right
    ada.guesses(&ada.reads_the_code()).await.is(200);
    let after = looks(&house, &id).await;
    assert_eq!((&after["status"], &after["delivery"]), (&json!("approved"), &at_last["delivery"]));
}

async fn every_reason_has_a_sentence(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.without_limits().by(&carrier).house().await;
    for (n, reason) in Undelivered::ALL.into_iter().enumerate() {
        let person = house.person(&format!("person {n}"));
        let id = id_of(&person.asks_for_a_code().await.is(200));
        let words = format!("{} failed {}", carrier.last_id(), reason.as_str());
        carrier.reports(&house, &words).await.is(204);
        let told = looks(&house, &id).await;
        let delivery = &told["delivery"];
        assert_eq!((&delivery["status"], &delivery["reason"]), (&json!("failed"), &json!(reason.as_str())));
        assert!(delivery["message"].as_str().unwrap().ends_with('.'), "{delivery}");
        // a code may be sent again, or arrive after all
        assert_eq!(told["status"], "pending");
    }
}

async fn a_report_that_is_no_news_changes_nothing(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    let id = id_of(&house.person("ada").asks_for_a_code().await.is(200));
    let message = carrier.last_id();
    let told = async |words: &str| {
        house.wait(1);
        carrier.reports(&house, &format!("{message} {words}")).await.is(204);
        looks(&house, &id).await["delivery"].clone()
    };
    let sent = told("sent").await;
    assert_eq!(told("sent").await, sent);
    let failed = told("failed unreachable").await;
    assert_eq!(failed["reason"], "unreachable");
    for older in ["sent", "failed unreachable", "failed blocked"] {
        assert_eq!(told(older).await, failed, "{older}");
    }
    let delivered = told("delivered").await;
    assert_eq!((&delivered["status"], &delivered["reason"]), (&json!("delivered"), &Value::Null));
    for older in ["delivered", "failed blocked", "sent"] {
        assert_eq!(told(older).await, delivered, "{older}");
    }
    // several in one body, the last first
    let id = id_of(&house.person("bob").asks_for_a_code().await.is(200));
    let message = carrier.last_id();
    carrier.reports(&house, &format!("{message} delivered\n{message} sent")).await.is(204);
    assert_eq!(looks(&house, &id).await["delivery"]["status"], "delivered");
}

async fn a_report_of_an_older_message_counts_and_shows_nothing_of_the_newer(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).with("METRICS_TOKEN", TOKEN).house().await;
    let ada = house.person("ada");
    house.figures(TOKEN).await;
    let id = id_of(&ada.asks_for_a_code().await.is(200));
    let older = carrier.last_id();
    house.wait(31);
    let again = ada.asks_for_a_code().await.is(200);
    assert_eq!(id_of(&again), id);
    assert_ne!(carrier.last_id(), older);
    // what is new was not reported yet
    assert_eq!(looks(&house, &id).await["delivery"], json!({"status": "accepted"}));
    let counted = async |outcome: &str| {
        let figures = house.figures(TOKEN).await;
        let lines = figures.lines().filter(|line| line.starts_with("doorcode_deliveries_total{"));
        let mine = lines.filter(|line| line.contains(carrier.name()) && line.contains(outcome));
        mine.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum::<f64>()
    };
    // a message that does not arrive is why people ask again
    for _ in 0..3 {
        carrier.reports(&house, &format!("{older} failed blocked")).await.is(204);
        assert_eq!(looks(&house, &id).await["delivery"], json!({"status": "accepted"}));
        assert!((counted("\"failed\"").await - 1.0).abs() < 0.1, "counted once");
    }
    carrier.reports(&house, &format!("{} delivered", carrier.last_id())).await.is(204);
    assert_eq!(looks(&house, &id).await["delivery"]["status"], "delivered");
    assert!((counted("\"delivered\"").await - 1.0).abs() < 0.1);
}

async fn security_28_a_replayed_event_of_twilio_says_nothing_of_a_newer_message(stage: Stage) {
    const HERE: &str = "https://door.example";
    let house = stage.without_limits().house_at_twilio_with(&[("PUBLIC_URL", HERE)]).await;
    let ada = house.person("ada");
    let id = id_of(&ada.asks_for_a_code().await.is(200));
    let sid = house.twilio().last_message(&ada.phone).unwrap().verification_sid;
    let event = || {
        let url = format!("{HERE}/delivery-reports/twilio-verify");
        house.twilio().event(&sid, &url, "DELIVERED", None).unwrap()
    };
    let posts = async |event: &Callback| {
        let signature = event.headers.iter().find(|(name, _)| name == "x-twilio-signature").unwrap();
        let headers = [("x-twilio-signature", signature.1.as_str()), ("content-type", "application/json")];
        let path = event.url.strip_prefix(HERE).unwrap();
        house.ask_form(path, headers, event.body.clone()).await.is(204);
    };
    let first = event();
    posts(&first).await;
    assert_eq!(looks(&house, &id).await["delivery"]["status"], "delivered");
    house.wait(31);
    let again = ada.asks_for_a_code().await.is(200);
    assert_eq!(id_of(&again), id);
    assert_eq!(house.twilio().last_message(&ada.phone).unwrap().verification_sid, sid);
    posts(&first).await;
    assert_eq!(looks(&house, &id).await["delivery"], json!({"status": "accepted"}));
    posts(&event()).await;
    assert_eq!(looks(&house, &id).await["delivery"]["status"], "delivered");
}

async fn a_report_that_is_quicker_than_the_answer_is_not_lost(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    let ada = house.person("ada");
    carrier.falls_silent();
    let reported = async {
        while carrier.messages().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        carrier.reports(&house, &format!("{} delivered", carrier.last_id())).await.is(204);
        carrier.answers_again();
    };
    let (sent, ()) = tokio::join!(ada.asks_for_a_code(), reported);
    let id = id_of(&sent.is(200));
    for _ in 0..100 {
        if looks(&house, &id).await["delivery"]["status"] == "delivered" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it was lost");
}

async fn security_28_a_forged_report_changes_nothing(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    let id = id_of(&house.person("ada").asks_for_a_code().await.is(200));
    let words = format!("{} delivered", carrier.last_id());
    for signature in ["", "signed by nobody"] {
        carrier.reports_signed(&house, &words, signature).await.is_problem(403, "invalid_signature");
    }
    carrier.reports(&house, "what is this").await.is_problem(400, "invalid_request");
    // who reports nothing, and who is nobody
    for name in ["sandbox", "twilio-verify", "nobody", "carrier-", "%00", "a%2Fb"] {
        let path = format!("/delivery-reports/{name}");
        let answer = house.ask_raw(&path, "text/plain", words.clone().into_bytes()).await;
        assert_eq!(answer.is_problem(404, "not_found")["code"], "not_found", "{name}");
    }
    assert_eq!(looks(&house, &id).await["delivery"], json!({"status": "accepted"}));
    // a message of nobody here, signed
    carrier.reports(&house, "SM9999 delivered").await.is(204);
    carrier.reports(&house, "").await.is(204);
    // the path is known, but not to be read
    let path = format!("/delivery-reports/{}", carrier.name());
    let read = house.ask(Method::GET, &path, "198.51.100.9", &[], &Value::Null).await;
    read.is_problem(405, "method_not_allowed");
    assert_eq!(read.header("allow"), Some("POST"));
}

async fn security_29_a_report_is_read_within_limits(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    house.person("ada").asks_for_a_code().await.is(200);
    let line = format!("{} sent\n", carrier.last_id());
    let most = line.repeat(64 * 1024 / line.len());
    carrier.reports(&house, &most[..line.len() * 20]).await.is(204);
    let more = line.repeat(64 * 1024 / line.len() + 1);
    carrier.reports(&house, &more).await.is_problem(413, "body_too_large");
    carrier.reports(&house, "\u{0}\u{202e} sent").await.is_problem(400, "invalid_request");
    // a body that never comes is not waited for
    let address = house.opens_its_doors().await;
    let path = format!("/delivery-reports/{}", carrier.name());
    let late = tokio::task::spawn_blocking(move || {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 9\r\n\r\n"
        );
        wire::exchange(address, head.as_bytes())
    });
    late.await.unwrap().unwrap().is_problem(408, "timeout");
}

async fn of_many_reports_alike_one_is_news(stage: Stage) {
    let carrier = Carrier::new();
    let stage = stage.by(&carrier).with("METRICS_TOKEN", TOKEN);
    let house = stage.house().await;
    let other = house.twin().await;
    house.figures(TOKEN).await;
    house.person("ada").asks_for_a_code().await.is(200);
    let words = format!("{} delivered", carrier.last_id());
    let report = |n: usize| carrier.reports(if n.is_multiple_of(2) { &house } else { &other }, &words);
    for answer in join_all((0..50).map(report)).await {
        assert!(matches!(answer.status, 204 | 503), "{answer:?}");
    }
    let figures = house.figures(TOKEN).await;
    let counted: Vec<&str> = figures
        .lines()
        .filter(|line| line.starts_with("doorcode_deliveries_total{") && line.contains(carrier.name()))
        .collect();
    assert_eq!(counted.len(), 1, "{counted:?}");
    assert!(counted[0].ends_with(" 1"), "{counted:?}");
}

const TOKEN: &str = "q8Zr2mKx7Lw4TnBv";

async fn a_repeat_of_a_send_has_the_same_id(stage: Stage) {
    let house = stage.without_limits().house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let id = id_of(&ada.asks_for_a_code().await.is(200));
    assert_eq!(id.len(), 32);
    assert_eq!(id_of(&ada.asks_for_a_code().await.is(200)), id, "a double click");
    house.wait(31);
    assert_eq!(id_of(&ada.asks_for_a_code().await.is(200)), id, "a resend");
    let other = house.twin().await;
    assert_eq!(id_of(&ada.at(&other).asks_for_a_code().await.is(200)), id, "another instance");
    assert_ne!(id_of(&bob.asks_for_a_code().await.is(200)), id);
    // what begins anew is another
    ada.guesses(&ada.reads_the_code()).await.is(200);
    house.wait(31);
    let next = id_of(&ada.asks_for_a_code().await.is(200));
    assert_ne!(next, id);
    assert_eq!(looks(&house, &id).await["status"], "approved");
    assert_eq!(looks(&other, &next).await["status"], "pending");
    // by e-mail as well
    let told = ada.asks_for_a_code_by_email().await.is(200);
    assert_eq!(looks(&house, &id_of(&told)).await["channel"], "email");
}

async fn security_03_whoever_did_not_begin_it_does_not_see_what_became_of_it(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.without_limits().by(&carrier).house().await;
    let (ada, mut mallory) = (house.person("ada"), house.person("mallory"));
    mallory.phone.clone_from(&ada.phone);
    let id = id_of(&ada.asks_for_a_code().await.is(200));
    let theirs = id_of(&mallory.asks_for_a_code().await.is(200));
    assert_ne!(theirs, id);
    carrier.reports(&house, &format!("{} delivered", carrier.last_id())).await.is(204);
    ada.guesses(&ada.reads_the_code()).await.is(200);
    assert_eq!(looks(&house, &id).await["status"], "approved");
    let seen = looks(&house, &theirs).await;
    assert_eq!((&seen["status"], &seen["delivery"]), (&json!("pending"), &Value::Null));
    house.wait(601);
    assert_eq!(looks(&house, &theirs).await["status"], "expired");
}

async fn security_21_what_took_the_place_of_a_code_does_not_show(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    house.wait(601);
    let mut stranger = house.person("stranger");
    stranger.phone.clone_from(&ada.phone);
    let id = id_of(&stranger.asks_for_a_code().await.is(200));
    let operation = json!({"action": "transfer"});
    ada.calls(Method::POST, "/confirmations", joined["token"].as_str().unwrap(), operation).await.is(201);
    assert_eq!(looks(&house, &id).await["status"], "pending");
    house.wait(601);
    assert_eq!(looks(&house, &id).await["status"], "expired");
}

async fn a_verification_tells_how_far_it_has_come(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.without_limits().by(&carrier).house().await;
    let status = async |id: &str| looks(&house, id).await["status"].as_str().unwrap().to_owned();
    let ada = house.person("ada");
    let id = id_of(&ada.asks_for_a_code().await.is(200));
    for _ in 0..5 {
        assert_eq!(status(&id).await, "pending");
        ada.guesses(&ada.wrong_code()).await;
    }
    assert_eq!(status(&id).await, "failed");
    let next = id_of(&ada.asks_for_a_code().await.is(200));
    assert_eq!((status(&id).await, status(&next).await), ("failed".to_owned(), "pending".to_owned()));
    house.wait(599);
    assert_eq!(status(&next).await, "pending");
    house.wait(1);
    assert_eq!(status(&next).await, "expired");
    // spent is approved
    let bob = house.person("bob");
    let id = id_of(&bob.asks_for_a_code().await.is(200));
    bob.registers(json!({"otp_code": bob.reads_the_code()})).await.is(201);
    assert_eq!(status(&id).await, "approved");
    // a resend that certainly failed leaves what was sent before as it is
    let eve = house.person("eve");
    let id = id_of(&eve.asks_for_a_code().await.is(200));
    carrier.reports(&house, &format!("{} delivered", carrier.last_id())).await.is(204);
    house.wait(31);
    carrier.fails(Some(Failure::Denied));
    eve.asks_for_a_code().await.is_problem(503, "unavailable");
    let told = looks(&house, &id).await;
    assert_eq!((&told["status"], &told["delivery"]["status"]), (&json!("pending"), &json!("delivered")));
}

async fn an_id_that_names_nothing_is_not_found(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let id = id_of(&ada.asks_for_a_code().await.is(200));
    let token = {
        let told = ada.guesses(&ada.reads_the_code()).await.is(200);
        told["verification_token"].as_str().unwrap().to_owned()
    };
    let first = if id.ends_with('A') { "B" } else { "A" };
    let bent = format!("{}{first}", &id[..31]);
    // halves of two names
    let other = id_of(&house.person("bob").asks_for_a_code().await.is(200));
    let next = format!("{}{}", &other[..11], &id[11..]);
    let none = "A".repeat(32);
    let mut answers = Vec::new();
    for wrong in
        [&bent, &next, &none, &token, "1", "0", "-1", "x", "%00", "..%2f..", &id[..31], &format!("{id}A")]
    {
        let answer = looks_at(&house, wrong).await;
        answer.is_problem(404, "not_found");
        answers.push(answer.alike());
    }
    // what was kept long enough is unknown like any other
    looks(&house, &id).await;
    house.wait(31 * 86_400);
    house.app.identity.sweep().await.unwrap();
    answers.push(looks_at(&house, &id).await.alike());
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

async fn security_03_only_a_strangers_own_verification_can_be_looked_at(stage: Stage) {
    let house = stage.without_limits().house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(60);
    let codes_before = house.sends();
    // other flows give no id away
    for (path, body) in
        [("/forgot-password-otp", json!({"email": ada.email})), ("/login-with-otp", json!({"to": ada.phone}))]
    {
        let told = ada.posts(path, body).await.is(200);
        assert!(told.get("id").is_none(), "{path}: {told}");
    }
    house.settles_until(|| house.sends() == codes_before + 2).await;
}

async fn security_21_a_reset_to_the_same_number_shows_nowhere(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.joins().await;
    house.wait(700);
    // two strangers ask for codes; a reset goes to the number of one of them
    let watched = id_of(&ada.asks_for_a_code().await.is(200));
    let other = id_of(&bob.asks_for_a_code().await.is(200));
    let sends = house.sends();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends() > sends).await;
    let seen = [&watched, &other].map(|id| looks(&house, id));
    let [mut watched, mut other] = join_all(seen).await.try_into().unwrap_or_else(|_| panic!());
    for told in [&mut watched, &mut other] {
        told.as_object_mut().unwrap().remove("id");
        assert_eq!(told["status"], "pending");
    }
    assert_eq!(watched, other);
}

async fn a_carrier_hears_that_its_code_was_right(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.wrong_code()).await.is_a_wrong_code(4);
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    assert_eq!(carrier.thanked(), Vec::<String>::new());
    ada.guesses(&code).await.is(200);
    house.settles_until(|| !carrier.thanked().is_empty()).await;
    // the message that arrived last, and once, however often the right code is typed
    ada.guesses(&code).await.is(200);
    house.settles_until(|| true).await;
    assert_eq!(carrier.thanked(), [carrier.last_id()]);
}

async fn whoever_carried_the_code_is_thanked_though_another_was_asked_since(stage: Stage) {
    let settings = [
        ("TWILIO_PHONE_NUMBER", known::FROM_NUMBER),
        ("CHANNEL_SMS", "twilio-messaging"),
        ("CHANNEL_CALL", "twilio-voice"),
    ];
    let house = stage.without_limits().house_at_twilio_with(&settings).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let text = house.twilio().last_text(&ada.phone).unwrap();
    house.twilio().script(Script::on(Kind::Dial).status(429, 20429));
    let by_call = json!({"to": ada.phone, "channel": "call"});
    ada.posts("/send-otp", by_call).await.is_problem(429, "too_many_requests");
    ada.guesses(&house.twilio().last_code(&ada.phone).unwrap()).await.is(200);
    house.settles_until(|| house.twilio().calls().of(Kind::Feedback).count() == 1).await;
    let calls = house.twilio().calls();
    assert!(calls.of(Kind::Feedback).next().unwrap().path.contains(&text.sid));
}

async fn a_carrier_that_takes_no_thanks_spoils_nothing(stage: Stage) {
    let carrier = Carrier::new();
    let house = stage.by(&carrier).house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    carrier.fails(Some(Failure::Unknown));
    ada.guesses(&ada.reads_the_code()).await.is(200);
    house.settles_until(|| !carrier.thanked().is_empty()).await;
}

async fn a_provider_that_checks_its_own_codes_is_not_thanked(stage: Stage) {
    let service = Carrier::hosted();
    let house = stage.by(&service).house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
    house.settles_until(|| true).await;
    assert_eq!(service.thanked(), Vec::<String>::new());
}
