//! What is on file about a person, in that person's own hands: corrected, copied, deleted.

use std::process::Command;

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    name_and_language_are_changed_each_where_it_is_given,
    security_18_an_update_changes_nothing_but_name_and_language,
    a_copy_tells_everything_on_file_and_no_secret,
    a_copy_tells_nothing_about_anybody_else,
    security_23_a_new_mailbox_voids_the_codes_that_went_to_the_old_one,
    an_old_sign_in_deletes_only_with_the_password,
    security_26_a_deleted_account_is_gone_on_every_instance_at_once_and_its_id_is_not_used_again,
    fifty_deletions_at_once_delete_one_account,
    a_deletion_leaves_what_is_bound_to_others_at_the_same_number,
];

impl Person<'_> {
    async fn updates(&self, told: &Value, body: Value) -> Answer {
        self.calls(Method::PATCH, "/me", token(told), body).await
    }

    async fn takes_a_copy(&self, told: &Value) -> Value {
        self.calls(Method::GET, "/me/export", token(told), Value::Null).await.is(200)
    }

    async fn leaves(&self, told: &Value, body: Value) -> Answer {
        self.calls(Method::DELETE, "/me", token(told), body).await
    }
}

async fn name_and_language_are_changed_each_where_it_is_given(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let told = ada.updates(&joined, json!({"full_name": "  Ada Example "})).await.is(200);
    assert_eq!((&told["full_name"], told.get("locale")), (&json!("Ada Example"), None));
    let told = ada.updates(&joined, json!({"locale": "pt-BR", "full_name": null})).await.is(200);
    assert_eq!((&told["full_name"], &told["locale"]), (&json!("Ada Example"), &json!("pt-BR")));
    for nothing in [json!({}), json!({"full_name": null, "locale": null})] {
        assert_eq!(ada.updates(&joined, nothing).await.is(200), told);
    }
    assert_eq!(ada.at(&other).looks_at_me(token(&joined)).await.is(200), told);
    let faulty = ada.updates(&joined, json!({"full_name": "\u{202e}", "locale": "not a tag"})).await;
    let faulty = faulty.is_problem(400, "invalid_request");
    assert_eq!(faulty["errors"].as_array().map(Vec::len), Some(2), "{faulty}");
    ada.updates(&joined, json!({"full_name": 7})).await.is_problem(400, "invalid_request");
    ada.updates(&joined, json!({"full_name": ""})).await.is_problem(400, "invalid_request");
    assert_eq!(ada.looks_at_me(token(&joined)).await.is(200), told);
    let nobody = house.ask(Method::PATCH, "/me", "192.0.2.1", &[], &json!({"locale": "en"})).await;
    nobody.is_problem(401, "unauthorized");
}

async fn security_18_an_update_changes_nothing_but_name_and_language(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let before = ada.looks_at_me(token(&joined)).await.is(200);
    let greedy = json!({
        "id": 4711, "email": "other@example.com", "email_verified": true, "phone": "+12025550199", "role": "admin",
        "phone_verified": false, "phones": [{"role": "core", "number": "+12025550199"}], "username": "root",
        "password": "a password of a thief", "password_hash": "x", "generation": 9, "second_factor": "sms",
        "disabled": false, "created_at": "2001-01-01T00:00:00Z", "user_id": 1, "locale": "en",
    });
    let mut after = ada.updates(&joined, greedy).await.is(200);
    assert_eq!(after["locale"], "en");
    after.as_object_mut().unwrap().remove("locale");
    assert_eq!(after, before);
    ada.signs_in().await.is(200);
}

/// What an operator sees that a provider knows the codes by.
async fn references(house: &House, id: i64) -> Vec<String> {
    let shown = house.app.identity.accounts.show(id).await.unwrap().unwrap();
    shown.challenges.into_iter().filter_map(|code| code.reference).collect()
}

async fn a_copy_tells_everything_on_file_and_no_secret(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let mailbox = ada.proves_the_mailbox().await;
    ada.asks_for_a_code().await.is(200);
    let joined = ada
        .registers(json!({
            "otp_code": ada.reads_the_code(), "email_verification_token": mailbox, "username": "countess",
            "full_name": "Ada Example", "locale": "en",
        }))
        .await
        .is(201);
    house.wait(31);
    let there = ada.from("203.0.113.9").signs_in().await.is(200);
    let ended = ada.calls(Method::POST, "/logout", token(&there), Value::Null).await;
    assert_eq!(ended.status, 204);
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    // the mailbox changes, so the old one is nobody's that this person still proves
    let mut moved = ada.clone();
    moved.email = "ada@elsewhere.example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let body = json!({"email": moved.email, "verification_token": proof});
    ada.calls(Method::PUT, "/me/email", token(&joined), body).await.is(200);

    let answer = ada.calls(Method::GET, "/me/export", token(&joined), Value::Null).await;
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"doorcode-export.json\""));
    let copy = answer.is(200);
    assert_eq!(copy["user"], ada.looks_at_me(token(&joined)).await.is(200));
    assert_eq!(copy["user"]["full_name"], "Ada Example");
    for moment in ["exported_at", "email_verified_at", "updated_at"] {
        assert!(copy[moment].is_string(), "{moment}: {copy}");
    }
    assert_eq!((copy.get("second_factor"), &copy["confirmations"]), (None, &json!([])));
    let sessions = copy["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{copy}");
    assert_eq!(sessions[0]["address"], "203.0.113.9");
    assert!(sessions[0]["ended_at"].is_string() && sessions[1].get("ended_at").is_none(), "{copy}");
    assert_eq!((&sessions[0]["current"], &sessions[1]["current"]), (&json!(false), &json!(true)));
    assert_eq!((&sessions[0]["methods"], &sessions[1]["methods"]), (&json!(["pwd"]), &json!(["otp"])));
    let codes: Vec<_> = copy["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| ["purpose", "channel", "to", "outcome"].map(|field| code[field].as_str().unwrap()))
        .collect();
    // of the mailbox that was left there is as much as its owner recognises
    assert_eq!(
        codes,
        [
            ["prove_address", "email", moved.email.as_str(), "used"],
            ["reset", "sms", ada.phone.as_str(), "pending"],
            ["prove_address", "sms", ada.phone.as_str(), "used"],
            ["prove_address", "email", "a***@e***.com", "used"],
        ]
    );

    let text = copy.to_string();
    let mut secrets = vec![ada.password.clone(), "argon2".into(), "$v=19".into(), mailbox, proof];
    for pair in [&joined, &there] {
        secrets.extend(["token", "refresh_token"].map(|name| pair[name].as_str().unwrap().to_owned()));
    }
    secrets.extend(house.messages().into_iter().map(|(_, code)| format!("\"{code}\"")));
    secrets.extend(references(&house, joined["user"]["id"].as_i64().unwrap()).await);
    for secret in secrets {
        assert!(!text.contains(&secret), "a secret is told in {text}");
    }
    for word in ["digest", "hash", "generation", "reference", "askers", "subject"] {
        assert!(!text.contains(word), "{word} is told in {text}");
    }
    // what was pending runs out, and is told so
    house.wait(700);
    let renewed = ada.posts("/refresh", json!({"refresh_token": joined["refresh_token"]})).await.is(200);
    assert_eq!(ada.takes_a_copy(&renewed).await["codes"][1]["outcome"], "expired");
}

async fn a_copy_tells_nothing_about_anybody_else(stage: Stage) {
    let house = stage.house().await;
    let (eve, bob) = (house.person("eve"), house.person("bob"));
    // Eve merely claims the mailbox of somebody else, who gets codes there
    let owner = house.person("owner");
    let mut claimant = eve.clone();
    claimant.email.clone_from(&owner.email);
    let joined = claimant.joins().await;
    bob.joins().await;
    owner.proves_the_mailbox().await;
    bob.from("203.0.113.77").signs_in().await.is(200);
    let copy = claimant.takes_a_copy(&joined).await;
    assert_eq!(copy["codes"].as_array().map(Vec::len), Some(1), "{copy}");
    assert_eq!(copy["codes"][0]["to"], eve.phone);
    assert_eq!(copy["sessions"].as_array().map(Vec::len), Some(1), "{copy}");
    assert_eq!(copy.get("email_verified_at"), None);
    let text = copy.to_string();
    for foreign in [&bob.phone, &bob.email, &owner.phone, &owner.address, "203.0.113.77"] {
        assert!(!text.contains(foreign), "{foreign} in {text}");
    }
    let nobody = house.ask(Method::GET, "/me/export", "192.0.2.1", &[], &Value::Null).await;
    nobody.is_problem(401, "unauthorized");
}

async fn security_23_a_new_mailbox_voids_the_codes_that_went_to_the_old_one(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins_with_a_proven_mailbox().await;
    house.wait(31);
    let before = house.sends_to(&ada.email);
    ada.forgot(json!({"channel": "email"})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.email) > before).await;
    let code = house.code_for(&ada.email);
    // the answer of the check alone would already be worth something
    ada.forgot(json!({"channel": "email", "otp_code": code})).await.is(200);
    let mut moved = ada.clone();
    moved.email = "ada@elsewhere.example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let body = json!({"email": moved.email, "verification_token": proof});
    ada.calls(Method::PUT, "/me/email", token(&joined), body).await.is(200);
    ada.forgot(json!({"channel": "email", "otp_code": code})).await.is_problem(422, "invalid_code");
    let finish = json!({"channel": "email", "otp_code": code, "new_password": "a thief's own words"});
    ada.forgot(finish).await.is_problem(422, "invalid_code");
    moved.signs_in().await.is(200);
}

async fn an_old_sign_in_deletes_only_with_the_password(stage: Stage) {
    let house = stage.with("ACCESS_TOKEN_TTL_SECONDS", "7200").house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    ada.leaves(&joined, json!({"password": "not this one"})).await.is_problem(401, "bad_credentials");
    ada.leaves(&joined, json!({"password": 7})).await.is_problem(400, "invalid_request");
    house.wait(901);
    ada.leaves(&joined, Value::Null).await.is_problem(403, "reauthentication_required");
    ada.leaves(&joined, json!({})).await.is_problem(403, "reauthentication_required");
    ada.leaves(&joined, json!({"password": null})).await.is_problem(403, "reauthentication_required");
    for _ in 0..10 {
        ada.leaves(&joined, json!({"password": "not this one"})).await.is_problem(401, "bad_credentials");
    }
    let right = json!({"password": ada.password});
    ada.leaves(&joined, right.clone()).await.is_problem(429, "too_many_requests");
    ada.looks_at_me(token(&joined)).await.is(200);
    house.wait(901);
    assert_eq!(ada.leaves(&joined, right).await.status, 204);
    ada.signs_in().await.is_problem(401, "bad_credentials");
    let nobody = house.ask(Method::DELETE, "/me", "192.0.2.1", &[], &Value::Null).await;
    nobody.is_problem(401, "unauthorized");
}

async fn security_26_a_deleted_account_is_gone_on_every_instance_at_once_and_its_id_is_not_used_again(
    stage: Stage,
) {
    let house = stage.house().await;
    let other = house.twin().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let bobs = bob.joins().await;
    let joined = ada.joins_with_a_proven_mailbox().await;
    let second = ada.at(&other).signs_in().await.is(200);
    let gone = ada.leaves(&joined, Value::Null).await;
    assert_eq!((gone.status, &gone.body), (204, &Value::Null));
    for instance in [&other, &house] {
        let there = ada.at(instance);
        for session in [&joined, &second] {
            there.looks_at_me(token(session)).await.is_problem(401, "unauthorized");
            let renewed = there.posts("/refresh", json!({"refresh_token": session["refresh_token"]})).await;
            renewed.is_problem(401, "unauthorized");
        }
        there.signs_in().await.is_problem(401, "bad_credentials");
        bob.at(instance).looks_at_me(token(&bobs)).await.is(200);
    }
    // neither the account nor its sessions come back with the next one, though it is the same person
    house.wait(31);
    let again = ada.joins().await;
    let id = |told: &Value| told["user"]["id"].as_i64().unwrap();
    assert!(id(&again) > id(&joined), "{} after {}", id(&again), id(&joined));
    for session in [&joined, &second] {
        ada.looks_at_me(token(session)).await.is_problem(401, "unauthorized");
    }
    let copy = ada.takes_a_copy(&again).await;
    assert_eq!(copy["sessions"].as_array().map(Vec::len), Some(1), "{copy}");
    assert_eq!(copy["codes"].as_array().map(Vec::len), Some(1), "{copy}");
}

async fn fifty_deletions_at_once_delete_one_account(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let bobs = bob.joins().await;
    let joined = ada.joins().await;
    let there = ada.at(&other);
    let leave = |n: usize| {
        let who = if n.is_multiple_of(2) { &ada } else { &there };
        who.leaves(&joined, Value::Null)
    };
    let answers = join_all((0..50).map(leave)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 204) {
        answer.is_refused_in_a_crowd(401, "unauthorized");
    }
    bob.looks_at_me(token(&bobs)).await.is(200);
}

/// Every row of every table, as text.
fn everything_in(file: &std::path::Path) -> String {
    let dump = "import sqlite3, sys\nprint('\\n'.join(sqlite3.connect(sys.argv[1]).iterdump()))";
    let said = Command::new("python3").args(["-c", dump]).arg(file).output().unwrap();
    assert!(said.status.success(), "{said:?}");
    String::from_utf8(said.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_person_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.db");
    let house = Stage::on(format!("sqlite://{}?mode=rwc", file.display()), None).house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    bob.joins().await;
    // whatever leaves a trace: proofs, resets found and not found, failures, guesses, another mailbox
    let mailbox = ada.proves_the_mailbox().await;
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.wrong_code()).await.is_a_wrong_code(4);
    let evidence = json!({
        "otp_code": ada.reads_the_code(), "email_verification_token": mailbox, "username": "countess",
        "full_name": "Ada Example", "locale": "pt-BR",
    });
    let joined = ada.registers(evidence).await.is(201);
    house.wait(31);
    ada.forgot(json!({})).await.is(200);
    ada.forgot(json!({"phone": bob.phone})).await.is(200);
    let elsewhere = json!({"channel": "email", "phone": ada.phone});
    ada.forgot(elsewhere).await.is(200);
    house.settles_until(|| house.sends_to(&ada.email) > 1).await;
    ada.forgot(json!({"otp_code": "0000"})).await.is_problem(422, "invalid_code");
    let mut wrong = ada.from("203.0.113.7");
    wrong.password = "wrong on purpose".into();
    wrong.signs_in().await.is_problem(401, "bad_credentials");
    ada.signs_in().await.is(200);
    ada.asks_for_a_code().await.is(200);
    house.wait(700);
    let mut moved = ada.clone();
    moved.email = "ada@elsewhere.example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let body = json!({"email": moved.email, "verification_token": proof});
    ada.calls(Method::PUT, "/me/email", token(&joined), body).await.is(200);
    let left_behind = |text: &str| -> Vec<&str> {
        let words = [&ada.phone, &ada.email, "countess", "Ada Example", "pt-BR", &ada.address, &moved.email];
        words.into_iter().filter(|word| text.contains(*word)).collect()
    };
    assert_eq!(left_behind(&everything_in(&file)).len(), 7);
    assert_eq!(ada.leaves(&joined, Value::Null).await.status, 204);
    let text = everything_in(&file);
    let rows: Vec<_> = text.lines().filter(|row| !left_behind(row).is_empty()).collect();
    assert_eq!(rows, [""; 0]);
    assert!(text.contains(&bob.phone));
}

async fn a_deletion_leaves_what_is_bound_to_others_at_the_same_number(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let (hers, his) = (ada.joins().await, bob.joins().await);
    // one number, core for her and of another role for him
    let number = json!({"phone_number": ada.phone});
    bob.calls(Method::POST, "/api/riders/send-otp", token(&his), number).await.is(200);
    let code = json!({"otp_code": ada.reads_the_code()});
    bob.calls(Method::POST, "/api/riders/verify-otp", token(&his), code).await.is(200);
    let asked =
        ada.calls(Method::POST, "/confirmations", token(&hers), json!({"action": "transfer"})).await.is(201);
    let code = json!({"otp_code": ada.reads_the_code()});
    bob.leaves(&his, Value::Null).await.is(204);
    let path = format!("/confirmations/{}", asked["id"]);
    ada.calls(Method::POST, &path, token(&hers), code).await.is(200);
}
