//! What an operator does at the command line: look, try, and look after an account.

use std::fs;

use identity::Accounts;
use serde_json::json;
use simulator::{Act, Kind, Script, Simulator, known};

use crate::kit::{
    House, Person, Stage, on_both,
    postgres::Postgres,
    program::{self, Ended, Program},
    wire,
};

on_both![
    codes_that_ran_out_are_shown_as_expired,
    a_deleted_account_takes_what_was_sent_to_its_addresses_with_it,
    a_deleted_account_takes_nothing_from_whoever_really_has_the_mailbox,
    a_released_number_leaves_its_codes_with_the_account,
    ending_no_session_is_no_fault,
];

#[track_caller]
fn says(ended: &Ended, success: bool, words: &[&str]) {
    assert_eq!(ended.status.success(), success, "{}", ended.said);
    for word in words {
        assert!(ended.said.contains(word), "{word:?} is not in {}", ended.said);
    }
}

#[test]
fn another_file_of_settings_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("production.env");
    let name = file.to_str().unwrap();
    fs::write(&file, "DEFAULT_REGION=Utopia\nBRAND_NAME=My Shop\n").unwrap();
    // it stands in for `.env`, before the command or after it
    for arguments in [["--env-file", name, "check"], ["check", "--env-file", name]] {
        let ended = program::run(&arguments, &[], "LOG_FORMAT=prose\n");
        says(&ended, false, &["DEFAULT_REGION: ", &format!("{name}, line 2, BRAND_NAME: ")]);
        assert!(!ended.said.contains("LOG_FORMAT") && !ended.said.contains("Shop"), "{}", ended.said);
    }
    fs::write(&file, "DEFAULT_REGION=GB\n").unwrap();
    says(
        &program::run(&["check", "--env-file", name], &[], ""),
        true,
        &[&format!("the environment, and {name}")],
    );
    for command in ["check", "serve", "migrate"] {
        let ended = program::run(&[command, "--env-file", "/nowhere/doorcode.env"], &[], "");
        says(&ended, false, &["/nowhere/doorcode.env: there is no such file"]);
    }
}

#[test]
fn looking_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let settings = [("DATABASE_URL", url.as_str())];
    for arguments in [["user", "find", "ada"], ["user", "show", "1"], ["user", "disable", "1"]] {
        let ended = program::run(&arguments, &settings, "");
        says(&ended, false, &["There is no database yet", "DATABASE_URL", "doorcode migrate"]);
    }
    says(
        &program::run(&["check"], &settings, ""),
        true,
        &["note   database: not there yet: it will be made"],
    );
    says(&program::run(&["send", "--to", "+12025550123"], &settings, ""), true, &["sandbox"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "something was made");
    says(&program::run(&["migrate"], &settings, ""), true, &["newest layout"]);
    says(&program::run(&["check"], &settings, ""), true, &["good   database: it answers"]);
    says(&program::run(&["user", "find", "ada"], &settings, ""), false, &["No account found."]);
}

#[test]
fn check_says_first_what_it_looks_at() {
    let url = "postgres://doorcode:w4ter-lilies@127.0.0.1:1/codes";
    let ended = program::run(
        &["check"],
        &[("DATABASE_URL", url), ("CHANNEL_SMS", "sandbox"), ("ALLOWED_COUNTRIES", "US,CA")],
        "",
    );
    let lines: Vec<_> = ended.said.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "settings     the environment alone; no file",
            "environment  development",
            "database     postgres, doorcode@127.0.0.1:1/codes",
            "channels     sms: sandbox, whatsapp: off, call: off, email: off",
            "numbers      without a country code read as US; served: US, CA",
        ]
    );
    assert!(!ended.said.contains("w4ter"), "{}", ended.said);
}

#[test]
fn check_names_every_provider_of_a_channel_in_the_order_they_are_tried() {
    let settings = [
        ("CHANNEL_SMS", "twilio-verify, sandbox"),
        ("CHANNEL_CALL", "sandbox"),
        ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
        ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
        ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID),
        ("TWILIO_VERIFY_BASE_URL", "http://127.0.0.1:1"),
        ("TWILIO_API_BASE_URL", "http://127.0.0.1:1"),
    ];
    let ended = program::run(&["check"], &settings, "");
    let line = "channels     sms: twilio-verify then sandbox, whatsapp: off, call: sandbox, email: off";
    assert!(ended.said.lines().any(|said| said == line), "{}", ended.said);
}

#[test]
fn providers_prints_a_row_for_each() {
    // whatever is set, and however wrong: it reads no configuration
    let ended = program::run(&["providers"], &[("PORT", "none")], "");
    says(&ended, true, &["| provider | sms | whatsapp | call | email |"]);
    for provider in channels::providers::ALL {
        says(&ended, true, &[&format!("| `{}` |", provider.name)]);
    }
}

#[test]
fn check_names_the_remedy_for_a_database_that_does_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
    fs::write(
        folder.path().join("notes.txt"),
        "not a database, but a good deal of text, line after line\n".repeat(40),
    )
    .unwrap();
    let there = Postgres::shared().fresh_database();
    let (server, _) = there.rsplit_once('/').unwrap();
    let elsewhere = format!("{server}/no_such_database");
    let stranger = there.replace("doorcode@", "nobody:w4ter-lilies@");
    assert_ne!(stranger, there);
    for (url, fault, remedy) in [
        (at("none/a.db"), "the folder of the file does not exist", "Make the folder"),
        (at("notes.txt"), "not a SQLite database", "another file in DATABASE_URL"),
        ("sqlite:///proc/a.db".to_owned(), "not writable", "Let this user write"),
        (
            "postgres://doorcode:w4ter-lilies@127.0.0.1:1/codes".to_owned(),
            "connection refused",
            "Start PostgreSQL",
        ),
        (elsewhere, "no database of this name", "createdb"),
        (stranger, "the user or the password is refused", "Mend user and password"),
    ] {
        let settings = [("DATABASE_URL", url.as_str())];
        let ended = program::run(&["check"], &settings, "");
        says(&ended, false, &["FAULT  database: ", fault, remedy]);
        let started = program::run(&["migrate"], &settings, "");
        says(&started, false, &["The database cannot be used (", fault, remedy]);
        assert!(!ended.said.contains("w4ter") && !started.said.contains("w4ter"), "{}", started.said);
    }
    says(&program::run(&["check"], &[("DATABASE_URL", &there)], ""), true, &["good   database: it answers"]);
}

#[test]
fn faults_of_the_configuration_say_how_it_would_be_right() {
    let settings = [
        ("TWILIO_ACCOUNT_SID", "ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("TWILIO_AUTH_TOKEN", "your_auth_token"),
        ("TWILIO_VERIFY_SERVICE_SID", "“VA51d0c0de5eed0000000000000000b001”"),
        ("METRICS_TOKEN", "‘q8Zr2mKx7Lw4TnBv’"),
        ("TWILIO_VERIFY_SERVICE_SID_REST", "VA51d0c0de5eed0000000000000000b001"),
        ("PRICE_PER_SEND", "sms.US=-0.01"),
        ("PRICE_PER_SENT", "sms=1"),
    ];
    let ended = program::run(&[], &settings, "");
    says(
        &ended,
        false,
        &[
            "TWILIO_ACCOUNT_SID: is a placeholder",
            "for example TWILIO_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef\n",
            "TWILIO_AUTH_TOKEN: is a placeholder",
            "for example TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef,",
            "TWILIO_VERIFY_SERVICE_SID: holds quotes",
            "METRICS_TOKEN: holds quotes",
            "did you mean TWILIO_VERIFY_SERVICE_SID_RESET?",
            "PRICE_PER_SEND: must be prices",
            "for example PRICE_PER_SEND=sms.US=0.0079,",
            "did you mean PRICE_PER_SEND?",
        ],
    );
    assert!(!ended.said.contains("-0.01"), "{}", ended.said);
}

#[test]
fn a_key_that_was_mistyped_is_told_wherever_it_stands() {
    let settings = [
        ("TEST_NUMBER", "+12025550191=424242"),
        ("MESSAGE_DIR", "/etc/doorcode/messages"),
        ("AUTO_CHANNEL_BR", "whatsapp,sms"),
        ("HOME", "/root"),
        ("LOG_LEVEL", "debug"),
    ];
    let told = [
        "TEST_NUMBER is not a key of doorcode; did you mean TEST_NUMBERS?",
        "MESSAGE_DIR is not a key of doorcode; did you mean MESSAGES_DIR?",
        "AUTO_CHANNEL_BR is not a key of doorcode; did you mean AUTO_CHANNELS_BR?",
    ];
    let ended = program::run(&["check"], &settings, "");
    says(&ended, true, &told);
    assert!(!ended.said.contains("HOME") && !ended.said.contains("LOG_LEVEL"), "{}", ended.said);
    says(&program::run(&[], &[&settings[..], &[("PORT", "eighty")]].concat(), ""), false, &told);
}

#[test]
fn a_language_nobody_speaks_is_told_with_those_that_are_spoken() {
    let check = |locale| program::run(&["check"], &[("DEFAULT_LOCALE", locale)], "");
    for none in ["xx", "xx-YY", "English"] {
        let ended = check(none);
        says(&ended, false, &["FAULT  DEFAULT_LOCALE: must be the tag of a language", "en, ar, "]);
        assert!(!ended.said.contains(none), "{}", ended.said);
    }
    says(&check("it"), true, &["no message is in the language of DEFAULT_LOCALE: ", "speaks ar, de, en, "]);
    for spoken in ["de", "pt-BR", "zh-Hant-TW"] {
        assert!(!check(spoken).said.contains("DEFAULT_LOCALE"), "{spoken}");
    }
    let spoken = [
        ("DEFAULT_LOCALE", "it"),
        ("CHANNEL_SMS", "vonage-verify"),
        ("VONAGE_API_KEY", "a1b2c3d4"),
        ("VONAGE_API_SECRET", "A1b2C3d4E5f6G7h8"),
        ("VONAGE_REST_BASE_URL", "http://127.0.0.1:1"),
    ];
    assert!(!program::run(&["check"], &spoken, "").said.contains("DEFAULT_LOCALE"));
}

#[test]
fn keys_of_aws_that_nobody_named_are_told_where_no_text_message_is_sent() {
    let keys = [
        ("AWS_ACCESS_KEY_ID", known::AWS_ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", known::AWS_SECRET_ACCESS_KEY),
    ];
    let note = "note   AWS_ACCESS_KEY_ID: set, and not used";
    let check = |more: &[(&str, &str)]| program::run(&["check"], &[&keys[..], more].concat(), "");
    let ended = check(&[]);
    says(&ended, true, &[note, "set CHANNEL_SMS=aws-sns"]);
    assert!(!ended.said.contains(known::AWS_ACCESS_KEY_ID), "{}", ended.said);
    for more in [
        &[("CHANNEL_SMS", "sandbox")][..],
        &[
            ("CHANNEL_SMS", "aws-sns"),
            ("AWS_REGION", known::AWS_REGION),
            ("AWS_SNS_BASE_URL", "http://127.0.0.1:1"),
        ],
    ] {
        let said = check(more).said;
        assert!(!said.contains("not used"), "{said}");
    }
    // in production nothing stands in
    let production = check(&[
        ("APP_ENV", "production"),
        ("JWT_SECRET_KEY", "Zk3v9QmW1xRt8LpNc5yBj2HsGd7FaUeo"),
        ("PUBLIC_URL", "https://otp.example.com"),
    ]);
    says(&production, false, &["FAULT  CHANNEL_SMS: names no provider", note]);
}

#[test]
fn what_was_configured_is_named_where_nothing_serves_a_channel() {
    let check = |keys: &[(&str, &str)]| program::run(&["check"], keys, "");
    let webhook =
        [("WEBHOOK_URL", "https://codes.example.com/s3cret-p4th"), ("WEBHOOK_SECRET", known::WEBHOOK_SECRET)];
    let plivo = [("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID), ("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN)];
    let mail = [("SMTP_URL", "smtp://127.0.0.1:1"), ("MAIL_FROM", "codes@example.com")];
    for (keys, key, example) in [
        (&webhook[..], "CHANNEL_SMS", "CHANNEL_SMS=webhook"),
        (&plivo, "CHANNEL_SMS", "CHANNEL_SMS=plivo-verify"),
        (&mail, "CHANNEL_EMAIL", "CHANNEL_EMAIL=smtp"),
    ] {
        let ended = check(keys);
        let fault = format!("FAULT  {key}: names no provider, nor does any other channel");
        says(&ended, false, &[&fault, &format!("for example {example}\n")]);
        assert!(!ended.said.contains("not used"), "{}", ended.said);
    }
    // where something else is served, nobody need have meant them
    let ended = check(&[&plivo[..], &mail, &[("CHANNEL_CALL", "sandbox")]].concat());
    says(
        &ended,
        true,
        &[
            "note   PLIVO_AUTH_ID: set, and not used: no channel names plivo-verify\n",
            "name plivo-verify in CHANNEL_SMS or CHANNEL_CALL if it was meant",
            "note   SMTP_URL: set, and not used: no channel names smtp\n",
        ],
    );
    let ended = check(&[&plivo[..], &mail, &[("CHANNEL_SMS", "sandbox,plivo-verify")]].concat());
    assert!(!ended.said.contains("PLIVO_AUTH_ID: set"), "{}", ended.said);
}

#[test]
fn a_channel_that_auto_names_and_that_is_off_is_told() {
    let settings = [
        ("CHANNEL_SMS", "sandbox"),
        ("AUTO_CHANNELS", "whatsapp,sms"),
        ("AUTO_CHANNELS_BR", "whatsapp,call,sms"),
        ("AUTO_CHANNELS_SA", "sms"),
    ];
    let ended = program::run(&["check"], &settings, "");
    says(
        &ended,
        true,
        &[
            "note   AUTO_CHANNELS: names whatsapp, which is off",
            "note   AUTO_CHANNELS_BR: names whatsapp and call, which are off",
        ],
    );
    assert!(!ended.said.contains("AUTO_CHANNELS_SA"), "{}", ended.said);
    for more in [("AUTO_CHANNELS", "sms,whatsapp,call,email"), ("CHANNEL_CALL", "sandbox")] {
        let ended = program::run(&["check"], &[("CHANNEL_SMS", "sandbox"), more], "");
        assert!(!ended.said.contains("AUTO_CHANNELS"), "{}", ended.said);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_and_a_message_agree_on_what_only_a_message_shows() {
    let vonage = Simulator::start().await.unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), known::VONAGE_PRIVATE_KEY).unwrap();
        let (url, path) = (vonage.url(), file.path().to_str().unwrap());
        let application = [
            ("CHANNEL_SMS", "vonage-verify"),
            ("VONAGE_BASE_URL", url.as_str()),
            ("VONAGE_REST_BASE_URL", &url),
            ("VONAGE_APPLICATION_ID", "78d335fa-323d-0114-9c3d-d6f0d48968cf"),
            ("VONAGE_PRIVATE_KEY_FILE", path),
        ];
        let keys =
            [("VONAGE_API_KEY", known::VONAGE_API_KEY), ("VONAGE_API_SECRET", known::VONAGE_API_SECRET)];
        // a key that is good says nothing of an application that nobody knows
        for more in [&[][..], &keys] {
            let settings = [&application[..], more].concat();
            let looked = program::run(&["check"], &settings, "");
            says(&looked, true, &["note   VONAGE_APPLICATION_ID: not looked at", "`doorcode send`"]);
            let sent = program::run(&["send", "--to", "+12025550123"], &settings, "");
            says(
                &sent,
                false,
                &["HTTP 401", "`doorcode check` looks at VONAGE_API_KEY; compare an application"],
            );
        }
    });
    run.await.unwrap();
}

#[test]
fn check_tells_what_providers_cannot_be_asked() {
    let settings = [
        ("CHANNEL_EMAIL", "webhook"),
        ("WEBHOOK_URL", "https://codes.example.com/s3cret-p4th"),
        ("WEBHOOK_SECRET", known::WEBHOOK_SECRET),
        ("TEST_NUMBERS", "+12025550191=424242"),
        ("TEST_NUMBERS_UNTIL", "2020-01-31"),
    ];
    let ended = program::run(&["check"], &settings, "");
    says(
        &ended,
        true,
        &[
            "note   WEBHOOK_URL: messages go to it over HTTPS, signed",
            "note   TEST_NUMBERS: one number, +1********91,",
            "their date is past",
        ],
    );
    for hidden in ["s3cret-p4th", "424242", "2025550191"] {
        assert!(!ended.said.contains(hidden), "{}", ended.said);
    }
    // one that cannot send codes as long as they are to be
    let settings = [
        ("CHANNEL_SMS", "plivo-verify"),
        ("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID),
        ("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN),
        ("OTP_CODE_LENGTH", "9"),
    ];
    says(
        &program::run(&["check"], &settings, ""),
        false,
        &["FAULT  OTP_CODE_LENGTH: must be at most 8", "sms: not usable"],
    );
}

#[test]
fn one_service_for_two_purposes_is_told_however_it_came_about() {
    let sid = known::SERVICE_SID;
    let settings = [
        ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
        ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
        ("TWILIO_VERIFY_SERVICE_SID", sid),
        ("TWILIO_VERIFY_SERVICE_SID_RESET", sid),
        ("TWILIO_VERIFY_BASE_URL", "http://127.0.0.1:1"),
        ("TWILIO_API_BASE_URL", "http://127.0.0.1:1"),
        ("APP_ENV", "production"),
        ("PUBLIC_URL", "https://otp.example.com"),
        ("JWT_SECRET_KEY", "Zk3v9QmW1xRt8LpNc5yBj2HsGd7FaUeo"),
    ];
    let ended = program::run(&["check"], &settings, "");
    says(
        &ended,
        false,
        &[
            "note   configuration: sign-up and reset share one Verify Service",
            "note   TWILIO_VERIFY_SERVICE_SID_RESET: ",
        ],
    );
}

#[test]
fn a_test_message_keeps_the_rules_of_the_server() {
    let send = |to: &str, more: &[&str], settings: &[(&str, &str)]| {
        program::run(&[&["send", "--to", to], more].concat(), settings, "")
    };
    says(
        &send("ada@example.com", &[], &[]),
        true,
        &["channel   email", "nothing was really sent", "provider  sandbox"],
    );
    says(&send("+12025550123", &[], &[]), true, &["channel   sms"]);
    let abroad = [("ALLOWED_COUNTRIES", "GB,FR")];
    says(&send("+12025550123", &[], &abroad), false, &["Nothing was sent", "ALLOWED_COUNTRIES"]);
    says(&send("+442071838750", &[], &[]), false, &["Nothing was sent", "--channel call"]);
    says(&send("+442071838750", &["--channel", "call"], &[]), true, &["channel   call"]);
    let auto = ["--channel", "auto"];
    let order = [("AUTO_CHANNELS", "whatsapp,sms"), ("AUTO_CHANNELS_GB", "email,sms,call")];
    says(&send("+12025550123", &auto, &order), true, &["channel   whatsapp"]);
    says(&send("+442071838750", &auto, &order), true, &["channel   call"]);
    says(&send("ada@example.com", &auto, &order), true, &["channel   email"]);
    let none = [("AUTO_CHANNELS", "whatsapp"), ("CHANNEL_SMS", "sandbox")];
    says(&send("+12025550123", &auto, &none), false, &["Nothing was sent", "AUTO_CHANNELS"]);
    says(
        &send("+12025550123", &["--channel", "call"], &[("CHANNEL_SMS", "sandbox")]),
        false,
        &["call is off", "CHANNEL_CALL"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_message_that_fails_says_what_became_of_it_and_what_to_do() {
    let twilio = Simulator::start().await.unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let base = twilio.url();
        let settings = [
            ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
            ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
            ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID),
            ("TWILIO_VERIFY_BASE_URL", base.as_str()),
        ];
        let send = |status, code| {
            twilio.script(Script::on(Kind::Start).act(Act::Status { status, code }));
            program::run(&["send", "--to", "+12025550123"], &settings, "")
        };
        let unknown = send(500, 20500);
        says(&unknown, false, &["It is not known whether", "It may have been sent"]);
        assert!(!unknown.said.contains("Nothing was sent"), "{}", unknown.said);
        says(&send(401, 20003), false, &["Nothing was sent", "The credentials are wrong"]);
        let feature = send(400, 60204);
        says(&feature, false, &["Nothing was sent", "not set up for this", "errors/60204"]);
        assert!(!feature.said.contains("credentials are wrong"), "{}", feature.said);
        says(&send(400, 60223), false, &["Switch the channel on"]);
    });
    run.await.unwrap();
}

#[test]
fn an_id_can_always_be_named_and_deleting_takes_a_word_more() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
    let program = Program::serves(&[("DATABASE_URL", &url)]);
    for (n, name) in ["101", "bob", "002"].iter().enumerate() {
        let phone = format!("+120255501{}", n + 40);
        let post =
            |path, body: serde_json::Value| wire::post(program.address, path, "", &body.to_string()).unwrap();
        post("/send-otp", json!({"to": phone})).is(200);
        let outbox = wire::get(program.address, "/dev/outbox.json", "").unwrap().is(200);
        let code = outbox["messages"][0]["code"].clone();
        let new = json!({"email": format!("p{n}@example.com"), "password": "trains run on tuesdays", "phone": phone, "otp_code": code, "username": name});
        post("/register-with-otp", new).is(201);
    }
    let user =
        |arguments: &[&str]| program::run(&[&["user"], arguments].concat(), &[("DATABASE_URL", &url)], "");
    for name in ["id:2", "#2"] {
        let found = user(&["find", name]);
        says(&found, true, &["2\t"]);
        assert_eq!(found.said.lines().count(), 1, "{}", found.said);
    }
    says(&user(&["find", "id:101"]), false, &["No account found."]);
    says(&user(&["end-sessions", "bob"]), true, &["its one session ended"]);
    let again = user(&["end-sessions", "bob"]);
    says(&again, true, &["no session was open"]);
    assert!(!again.said.contains("sessions_ended"), "{}", again.said);
    says(&user(&["delete", "bob"]), false, &["Nothing was deleted", "--yes"]);
    says(&user(&["find", "bob"]), true, &[]);
    says(&user(&["delete", "bob", "--yes"]), true, &["deleted"]);
    says(&user(&["find", "bob"]), false, &["No account found."]);
}

fn accounts(house: &House) -> &Accounts {
    &house.app.identity.accounts
}

/// The outcomes of the codes an operator sees, newest first.
async fn outcomes(house: &House, id: i64) -> Vec<String> {
    let shown = accounts(house).show(id).await.unwrap().unwrap();
    shown.challenges.into_iter().map(|code| code.outcome).collect()
}

async fn codes_that_ran_out_are_shown_as_expired(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.registers(json!({"verification_token": ada.proves_the_number().await})).await.is(201);
    let id = joined["user"]["id"].as_i64().unwrap();
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    assert_eq!(outcomes(&house, id).await, ["open", "spent"]);
    house.wait(700);
    assert_eq!(outcomes(&house, id).await, ["expired", "spent"]);
}

async fn a_deleted_account_takes_what_was_sent_to_its_addresses_with_it(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let mut ids = Vec::new();
    for one in [&ada, &bob] {
        let joined = one.joins_with_a_proven_mailbox().await;
        ids.push(joined["user"]["id"].as_i64().unwrap());
        one.asks_for_a_code_by_email().await.is(200);
    }
    assert!(accounts(&house).delete(ids[0]).await.unwrap());
    assert!(!accounts(&house).delete(ids[0]).await.unwrap());
    // whoever has the number and the mailbox next begins with nothing
    let token = ada.proves_the_number().await;
    let joined = ada.registers(json!({"verification_token": token})).await.is(201);
    assert_eq!(outcomes(&house, joined["user"]["id"].as_i64().unwrap()).await, ["spent"]);
    assert_eq!(outcomes(&house, ids[1]).await, ["open", "spent", "spent"]);
}

async fn a_deleted_account_takes_nothing_from_whoever_really_has_the_mailbox(stage: Stage) {
    let house = stage.house().await;
    let (ada, owner) = (house.person("ada"), house.person("owner"));
    let joined = ada.joins().await;
    let owner = Person { email: ada.email.clone(), ..owner };
    owner.asks_for_a_code_by_email().await.is(200);
    // a reset that finds no proven mailbox keeps what was typed
    let reset = || ada.posts("/forgot-password-otp", json!({"email": ada.email, "channel": "email"}));
    let first = reset().await.is(200);
    house.wait(2);
    assert_eq!(reset().await.is(200)["resend_at"], first["resend_at"]);
    assert!(accounts(&house).delete(joined["user"]["id"].as_i64().unwrap()).await.unwrap());
    let code = house.code_for(&owner.email);
    owner.posts("/verify-otp", json!({"to": owner.email, "code": code})).await.is(200);
    // nothing is left of what was typed
    assert_ne!(reset().await.is(200)["resend_at"], first["resend_at"]);
}

async fn a_released_number_leaves_its_codes_with_the_account(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.registers(json!({"verification_token": ada.proves_the_number().await})).await.is(201);
    let id = joined["user"]["id"].as_i64().unwrap();
    let before = accounts(&house).show(id).await.unwrap().unwrap().challenges;
    assert!(accounts(&house).release_phone(id, None).await.unwrap());
    assert!(!accounts(&house).release_phone(id, None).await.unwrap());
    let after = accounts(&house).show(id).await.unwrap().unwrap();
    assert!(after.profile.phones.is_empty());
    assert_eq!(after.challenges.len(), before.len());
    assert_eq!(after.challenges[0].reference, before[0].reference);
    // and somebody else can prove it
    let bob = house.person("bob");
    let mut bob = bob.clone();
    bob.phone.clone_from(&ada.phone);
    bob.registers(json!({"verification_token": bob.proves_the_number().await})).await.is(201);
}

async fn ending_no_session_is_no_fault(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.registers(json!({"verification_token": ada.proves_the_number().await})).await.is(201);
    let id = joined["user"]["id"].as_i64().unwrap();
    assert_eq!(accounts(&house).end_sessions(id).await.unwrap(), 1);
    assert_eq!(accounts(&house).end_sessions(id).await.unwrap(), 0);
}
