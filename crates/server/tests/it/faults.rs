//! What breaks beside us: a full disk, a locked file, a provider that is not there, a reader that leaves.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use serde_json::json;
use simulator::Simulator;

use crate::kit::{
    Stage, on_both,
    program::{self, Program},
    wire,
};

on_both![security_38_a_provider_that_is_not_there_is_told_and_its_return_is_noticed];

async fn security_38_a_provider_that_is_not_there_is_told_and_its_return_is_noticed(stage: Stage) {
    let mut twilio = Simulator::start().await.unwrap();
    let house = stage.at(&twilio).house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    bob.asks_for_a_code().await.is(200);
    let code = twilio.last_code(&bob.phone).unwrap();

    twilio.stop().await;
    for _ in 0..2 {
        ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    }
    // more often than a code may be tried: nobody was asked, so no try is used up
    for _ in 0..6 {
        bob.guesses(&code).await.is_problem(502, "delivery_failed");
    }

    twilio.restart().await.unwrap();
    ada.asks_for_a_code().await.is(200);
    assert_eq!(twilio.calls().starts(&ada.phone), 1);
    bob.guesses(&code).await.is(200);
}

/// Another program writes to the file, and takes its time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_40_a_locked_file_is_told_in_time_and_its_release_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let house = Stage::on(format!("sqlite://{}?mode=rwc", path.display()), None).house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let joined = ada.joins().await;
    let lock = "import sqlite3, sys\nfile = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
                file.execute('BEGIN IMMEDIATE')\nprint('locked', flush=True)\nsys.stdin.read()";
    let mut other = Command::new("python3");
    other.args(["-c", lock]).arg(&path).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut other = other.spawn().unwrap();
    let mut word = String::new();
    BufReader::new(other.stdout.take().unwrap()).read_line(&mut word).unwrap();
    assert_eq!(word, "locked\n");

    let sends = house.sends();
    let (send, login) = tokio::join!(bob.asks_for_a_code(), ada.signs_in());
    send.is_problem(503, "unavailable");
    login.is_problem(503, "unavailable");
    assert_eq!(house.sends(), sends, "nothing is sent that was not written down");
    // what only reads goes on
    ada.looks_at_me(joined["token"].as_str().unwrap()).await.is(200);

    drop(other.stdin.take());
    assert!(other.wait().unwrap().success());
    bob.asks_for_a_code().await.is(200);
    ada.signs_in().await.is(200);
}

#[test]
fn security_40_a_full_disk_sends_nothing_that_was_not_written_down() {
    let limits = identity::Limit::ALL.map(|limit| (limit.setting_key(), "off"));
    let program = Program::serves_on_a_small_disk(&limits, 1400);
    let ask = |n: u32| {
        let body = json!({"to": format!("+1202555{n:04}")}).to_string();
        wire::post(program.address, "/send-otp", "", &body).unwrap()
    };
    let answers: Vec<_> = (100..200).map(ask).collect();
    let sent = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(sent > 0 && sent < answers.len(), "the disk was never full, or always: {sent}");
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        refused.is_problem(503, "unavailable");
    }
    let outbox = wire::get(program.address, "/dev/outbox.json", "").unwrap().is(200);
    let written = outbox["messages"].as_array().unwrap().len();
    // one may have begun while there was room, and found none to write down how it ended
    assert!((sent..=sent + 1).contains(&written), "{written} sent, {sent} answered");
    wire::get(program.address, "/healthz", "").unwrap().is(200);
}

#[test]
fn the_example_copied_unchanged_serves() {
    let example = include_str!("../../../../.env.example");
    // but for the port, which another program may have
    let program = Program::serves_with(&example.replace("\nPORT=8000\n", "\nPORT=0\n"));
    let body = json!({"to": "+12025550123"}).to_string();
    wire::post(program.address, "/send-otp", "", &body).unwrap().is(200);
    program.asks_it_to_stop();
    let ended = program.ends();
    assert!(ended.status.success(), "{}", ended.said);
    assert!(!ended.said.contains("not a key"), "{}", ended.said);
}

#[test]
fn a_reader_that_leaves_is_no_fault_of_ours() {
    let ended = program::run_unheard(&["openapi"]);
    assert!(ended.status.success(), "{}", ended.said);
    assert_eq!(ended.said, "");
}
