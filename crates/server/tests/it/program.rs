//! The binary: how it judges its configuration, starts and stops, and what it never says.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use simulator::{MailRules, MailServer, Setup, Simulator, known};

use crate::kit::{
    postgres::Postgres,
    program::{self, Program},
    wire,
};

const JWT: &str = "Zk3v9QmW1xRt8LpNc5yBj2HsGd7FaUeo";
const SECRET: &str = "Hq7bT2wXc9LmR4vZk8NyPd3sGf6JaUe1";

/// Every fault at once, each with its key and an example, and no value.
#[track_caller]
fn is_refused(settings: &[(&str, &str)], dotenv: &str, keys: &[&str]) -> String {
    let ended = program::run(&[], settings, dotenv);
    assert!(!ended.status.success(), "{}", ended.said);
    for key in keys {
        assert!(ended.said.contains(&format!("{key}: ")), "{key} is not named in {}", ended.said);
    }
    assert!(ended.said.contains("for example"), "{}", ended.said);
    // words of our own stand in our sentences, too
    let words = ["production", "sandbox"];
    for (key, value) in settings.iter().filter(|(_, value)| value.len() > 3 && !words.contains(value)) {
        assert!(!ended.said.contains(value), "{key}: the value is told in {}", ended.said);
    }
    ended.said
}

#[test]
fn security_35_every_faulty_key_is_named_at_once_and_no_value() {
    let settings = [
        ("APP_ENV", "prodction"),
        ("HOST", "localhost!"),
        ("PORT", "eighty"),
        ("PUBLIC_URL", "ftp//nowhere"),
        ("CORS_ALLOWED_ORIGINS", "example.com/path"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("DATABASE_URL", "mysql://root:hunter22@db/x"),
        ("JWT_SECRET_KEY", "shortsecret"),
        ("JWT_SECRET_KEY_PREVIOUS", "your-old-secret"),
        ("JWT_PRIVATE_KEY_FILE", "/nowhere/new.pem,/nowhere/newer.pem"),
        ("JWT_PRIVATE_KEY_FILE_PREVIOUS", "/nowhere/old.pem"),
        ("API_CLIENTS", "shop:tooshort"),
        ("CHANNEL_EMAIL", "pigeonpost"),
        ("TWILIO_ACCOUNT_SID", "VA51d0c0de5eed0000000000000000b001"),
        ("TWILIO_AUTH_TOKEN", "51d0c0de5eed0000 0000a001f00d51d0"),
        ("TWILIO_VERIFY_SERVICE_SID", "'VAquoted'"),
        ("DEFAULT_REGION", "Utopia"),
        ("ALLOWED_COUNTRIES", "US,Atlantis"),
        ("OTP_RESEND_SECONDS", "-5000"),
        ("OTP_MAX_ATTEMPTS", "99999"),
        ("OTP_TTL_SECONDS", "86400"),
        ("LIMIT_SEND_PER_ADDRESS", "lots"),
        ("PASSWORD_MIN_LENGTH", "three"),
        ("LOG_FORMAT", "prose"),
    ];
    let keys: Vec<_> = settings.iter().map(|(key, _)| *key).collect();
    is_refused(&settings, "", &keys);
    // the digests of refresh tokens would change unnoticed
    let rotation = [("JWT_SECRET_KEY", JWT), ("JWT_SECRET_KEY_PREVIOUS", SECRET)];
    is_refused(&rotation, "", &["SECRET_KEY"]);
}

#[test]
fn security_35_of_several_key_files_the_faulty_one_is_named_by_its_place() {
    // the example of RFC 8410, section 10.3; a key of a curve that is not ours; and no key at all
    let good = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    let p384 = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAvp29BQX7ZueEqnYankyDUdL9m5gUTH2vL40Bewr0Jy82ihVl7\
        pu7Ns9pqatrwgyyhZANiAAQxpV+stsU/bZq7NnB/8eLW0/oNBFRyVOcNVLr1LZaUrXFreRfYmQIvAdnsnLd/jyrx7KJ0qbAcCcMdiIIrAX4n\
        ujLY18PDRbFehAqfaQFcwOjVX9hQq9q6ROpoklSufho=";
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, inside) in [("good", good), ("p384", p384), ("empty", "")] {
        let path = folder.path().join(name);
        fs::write(&path, format!("-----BEGIN PRIVATE KEY-----\n{inside}\n-----END PRIVATE KEY-----\n"))
            .unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    for faulty in [&paths[1], &paths[2], &"/nowhere/key.pem".to_owned()] {
        let files = format!("{},{faulty}", paths[0]);
        let said = is_refused(&[("JWT_PRIVATE_KEY_FILE", &files)], "", &["JWT_PRIVATE_KEY_FILE"]);
        assert!(said.contains("file 2 of 2 is none"), "{said}");
        assert!(!said.contains(faulty.as_str()) && !said.contains(good) && !said.contains(p384), "{said}");
    }
    is_refused(&[("JWT_PRIVATE_KEY_FILE", ",")], "", &["JWT_PRIVATE_KEY_FILE"]);
}

#[test]
fn security_35_credentials_without_a_service_name_the_missing_key() {
    let account = ("TWILIO_ACCOUNT_SID", "AC51d0c0de5eed0000000000000000a001");
    let token = ("TWILIO_AUTH_TOKEN", "51d0c0de5eed000000000000a001f00d");
    is_refused(&[account, token], "", &["TWILIO_VERIFY_SERVICE_SID"]);
    is_refused(
        &[account, ("TWILIO_VERIFY_SERVICE_SID", "VA51d0c0de5eed0000000000000000b001")],
        "",
        &["TWILIO_AUTH_TOKEN"],
    );
    is_refused(
        &[account, token, ("TWILIO_VERIFY_SERVICE_SID", "MG51d0c0de5eed0000000000000000b001")],
        "",
        &["TWILIO_VERIFY_SERVICE_SID"],
    );
    is_refused(&[("TWILIO_AUTH_TOKEN", "your_auth_token_here")], "", &["TWILIO_AUTH_TOKEN"]);
}

#[test]
fn production_refuses_what_only_a_desk_may_have() {
    let said = is_refused(&[("APP_ENV", "production")], "", &["PUBLIC_URL", "JWT_SECRET_KEY"]);
    assert!(said.contains("CHANNEL_SMS"), "the sandbox is not for production: {said}");
    let weak = [
        ("APP_ENV", "production"),
        ("PUBLIC_URL", "http://codes.example.com"),
        ("JWT_SECRET_KEY", "your-256-bit-secret-your-256-bit-secret"),
        ("CHANNEL_SMS", "sandbox"),
    ];
    is_refused(&weak, "", &["PUBLIC_URL", "JWT_SECRET_KEY", "CHANNEL_SMS"]);
    is_refused(&[("HOST", "0.0.0.0")], "", &["HOST"]);
}

#[test]
fn security_35_a_line_of_the_file_that_cannot_be_read_is_named_by_its_number() {
    let said =
        is_refused(&[], "PORT=0\nJWT_SECRET_KEY=hunter2 hunter3\nSECRET_KEY=\"pa$sword-pa$sword\"\n", &[]);
    assert!(said.contains("line 2") && said.contains("line 3"), "{said}");
    assert!(!said.contains("hunter") && !said.contains("sword-"), "{said}");
}

/// Settings of a development server on this database.
fn on(url: &str) -> [(&str, &str); 4] {
    [("DATABASE_URL", url), ("JWT_SECRET_KEY", JWT), ("SECRET_KEY", SECRET), ("RUST_LOG", "info")]
}

fn post(program: &Program, path: &str, body: &Value) -> Option<crate::kit::Answer> {
    wire::post(program.address, path, "", &body.to_string())
}

/// The last code in the outbox, for whomever.
fn last_code(program: &Program) -> String {
    let outbox = wire::get(program.address, "/dev/outbox.json", "").unwrap().is(200);
    outbox["messages"][0]["code"].as_str().unwrap().to_owned()
}

#[test]
fn security_42_asked_to_stop_it_finishes_and_says_goodbye() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
    let program = Program::serves(&on(&url));
    let mut register = Vec::new();
    for n in 0..8 {
        let phone = format!("+120255501{:02}", n + 10);
        post(&program, "/send-otp", &json!({"to": phone})).unwrap().is(200);
        let body = json!({"email": format!("p{n}@example.com"), "password": "trains run on tuesdays", "phone": phone, "otp_code": last_code(&program)});
        register.push(body);
    }
    let address = program.address;
    let asking: Vec<_> = register
        .into_iter()
        .map(|body| thread::spawn(move || wire::post(address, "/register-with-otp", "", &body.to_string())))
        .collect();
    // all are inside once their codes were right; what follows takes a while
    let inside = || program.said().matches("event=\"approve\"").count();
    let begun = Instant::now();
    while inside() < 8 && begun.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(2));
    }
    program.asks_it_to_stop();
    let ended = program.ends();
    assert_eq!(ended.status.code(), Some(0), "{}", ended.said);
    for answer in asking.into_iter().map(|asked| asked.join().unwrap()) {
        answer.expect("a request under way was dropped").is(201);
    }
}

/// Killed at any moment of a registration, it leaves no half user: afterwards the person signs in, or registers with the
/// same code, or asks for a new one at once.
fn a_kill_leaves_no_half_user(url: &str) {
    for round in 0..8u64 {
        let program = Program::serves(&on(url));
        let (phone, email) = (format!("+120255501{:02}", round + 10), format!("p{round}@example.com"));
        post(&program, "/send-otp", &json!({"to": phone})).unwrap().is(200);
        let register = json!({"email": email, "password": "trains run on tuesdays", "phone": phone, "otp_code": last_code(&program)});
        let (address, body) = (program.address, register.to_string());
        let asking = thread::spawn(move || wire::post(address, "/register-with-otp", "", &body));
        thread::sleep(Duration::from_millis(8 * round));
        program.kills();
        let answered = asking.join().unwrap().map(|answer| answer.status);

        let program = Program::serves(&on(url));
        let sign_in = json!({"phone": phone, "password": "trains run on tuesdays"});
        let signed_in = post(&program, "/login", &sign_in).unwrap();
        if signed_in.status == 200 {
            let user = signed_in.is(200)["user"].clone();
            assert_eq!((&user["email"], &user["phone_verified"]), (&json!(email), &json!(true)));
            continue;
        }
        assert_ne!(answered, Some(201), "round {round}: a user who was told of is gone");
        let again = post(&program, "/register-with-otp", &register).unwrap();
        if again.status == 422 {
            post(&program, "/send-otp", &json!({"to": phone})).unwrap().is(200);
            let mut fresh = register.clone();
            fresh["otp_code"] = json!(last_code(&program));
            post(&program, "/register-with-otp", &fresh).unwrap().is(201);
        } else {
            again.is(201);
        }
    }
}

#[test]
fn security_42_a_kill_leaves_no_half_user_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    a_kill_leaves_no_half_user(&format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display()));
}

#[test]
fn security_42_a_kill_leaves_no_half_user_on_postgres() {
    a_kill_leaves_no_half_user(&Postgres::shared().fresh_database());
}

/// Every kind of secret once, rightly or wrongly, at trace level; then everything that was written is searched.
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
pub(crate) fn nothing_secret_is_written(
    url: &str,
    provider: &[(&str, &str)],
    last_code: impl Fn(&Program) -> String,
) -> (Vec<String>, String) {
    let mut settings = vec![
        ("DATABASE_URL", url),
        ("JWT_SECRET_KEY", JWT),
        ("SECRET_KEY", SECRET),
        ("RUST_LOG", "trace"),
        ("LOG_FORMAT", "json"),
        // long enough not to stand in a log by chance
        ("OTP_CODE_LENGTH", "10"),
        ("OTP_RESEND_SECONDS", "0"),
        ("API_CLIENTS", "shop:c9Lm4vZk8NyPd3sGf6Ja"),
        ("METRICS_TOKEN", "q8Zr2mKx7Lw4TnBv"),
    ];
    settings.extend_from_slice(provider);
    let program = Program::serves(&settings);
    let (phone, email) = ("+12025550147", "ada.lovelace@example.com");
    let (old, new, wrong) = ("trains run on tuesdays", "buses run on fridays", "ships sail on sundays");
    let mut secrets: Vec<String> = [
        JWT,
        SECRET,
        "c9Lm4vZk8NyPd3sGf6Ja",
        "q8Zr2mKx7Lw4TnBv",
        old,
        new,
        wrong,
        "2025550147",
        "ada.lovelace@",
    ]
    .map(str::to_owned)
    .into();
    let mut ask = |path: &str, headers: &str, body: &Value| {
        let answer = wire::post(program.address, path, headers, &body.to_string()).unwrap();
        for field in ["token", "refresh_token", "verification_token"] {
            secrets.extend(answer.body[field].as_str().map(str::to_owned));
        }
        answer
    };
    ask("/send-otp", "", &json!({"to": phone})).is(200);
    let code = last_code(&program);
    ask("/verify-otp", "", &json!({"to": phone, "code": "9876543210"})).is_problem(422, "invalid_code");
    let proof =
        ask("/verify-otp", "", &json!({"to": phone, "code": code})).is(200)["verification_token"].clone();
    ask("/send-otp", "", &json!({"to": email})).is(200);
    let mail_code = last_code(&program);
    ask("/verify-otp", "", &json!({"to": email, "code": mail_code})).is(200);
    let mut new_account =
        json!({"email": email, "password": "ada", "phone": phone, "verification_token": proof});
    ask("/register-with-otp", "", &new_account).is_problem(400, "weak_password");
    new_account["password"] = json!(old);
    let joined = ask("/register-with-otp", "", &new_account).is(201);
    ask("/register-with-otp", "", &new_account).is_problem(422, "invalid_code");
    ask("/login", "", &json!({"email": email, "password": wrong})).is_problem(401, "bad_credentials");
    ask("/login", "", &json!({"phone": phone, "password": old})).is(200);
    ask("/login", "", &json!({"phone": phone, "password": [old]})).is_problem(400, "invalid_request");
    ask("/login", "", &json!(format!("{phone} {old}"))).is_problem(400, "invalid_request");
    let pair = ask("/refresh", "", &json!({"refresh_token": joined["refresh_token"]})).is(200);
    let bearer = format!("authorization: Bearer {}\r\n", pair["token"].as_str().unwrap());
    wire::get(program.address, "/me", &bearer).unwrap().is(200);
    wire::get(program.address, &format!("/me?password={}&phone={phone}", old.replace(' ', "-")), "").unwrap();
    ask("/forgot-password-otp", "", &json!({"email": email, "phone": phone})).is(200);
    thread::sleep(Duration::from_millis(300));
    let reset_code = last_code(&program);
    ask("/forgot-password-otp", "", &json!({"email": email, "phone": phone, "otp_code": "9876543211"}))
        .is_problem(422, "invalid_code");
    ask(
        "/forgot-password-otp",
        "",
        &json!({"email": email, "phone": phone, "otp_code": reset_code, "new_password": new}),
    )
    .is(200);
    let here = ask("/login", "", &json!({"email": email, "password": new})).is(200);
    let mine = format!("authorization: Bearer {}\r\n", here["token"].as_str().unwrap());
    let change = |current: &str| json!({"current_password": current, "new_password": old});
    ask("/change-password", &mine, &change(wrong)).is_problem(401, "bad_credentials");
    ask("/change-password", &mine, &change(new)).is(200);
    wire::get(program.address, "/me/export", &mine).unwrap().is(200);
    // behind its answer, this code is on its way for a moment
    let by_code = |step: Value| {
        let mut body = json!({"to": phone});
        body.as_object_mut().unwrap().extend(step.as_object().unwrap().clone());
        body
    };
    ask("/login-with-otp", "", &by_code(json!({}))).is(200);
    thread::sleep(Duration::from_millis(300));
    let login_code = last_code(&program);
    let signed = ask("/login-with-otp", "", &by_code(json!({"otp_code": login_code}))).is(200);
    let mine = format!("authorization: Bearer {}\r\n", signed["token"].as_str().unwrap());
    let operation = json!({"action": "transfer", "details": {"payee": "Zebulon Quimby"}});
    let asked = ask("/confirmations", &mine, &operation).is(201);
    let confirm_code = last_code(&program);
    let path = format!("/confirmations/{}", asked["id"]);
    let confirmed = ask(&path, &mine, &json!({"otp_code": confirm_code})).is(200);
    let on = r#"{"enabled":true}"#;
    let request = format!(
        "PUT /me/second-factor HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
         {mine}content-length: {}\r\n\r\n{on}",
        on.len()
    );
    let switched = wire::exchange(program.address, request.as_bytes()).unwrap().is(200);
    let recovery: Vec<String> = serde_json::from_value(switched["recovery_codes"].clone()).unwrap();
    let waits = ask("/login", "", &json!({"phone": phone, "password": old}));
    let waits = waits.is_problem(403, "second_factor_required")["second_factor"]["token"].clone();
    ask("/login/verify", "", &json!({"token": waits, "recovery_code": recovery[0]})).is(200);
    let waiting = json!({"username": "bob", "password": wrong, "mobile_number": "+12025550163"});
    ask("/api/v1/auth/register", "", &waiting).is(201);
    let first_code = last_code(&program);
    let typed = json!({"mobile_number": "+12025550163", "otp": first_code});
    ask("/api/v1/auth/verify", "", &typed).is(200);
    assert_eq!(ask("/logout", &bearer, &json!({})).status, 401);
    let figures =
        wire::get(program.address, "/metrics", "authorization: Bearer q8Zr2mKx7Lw4TnBv\r\n").unwrap();
    assert_eq!(figures.status, 200);
    secrets.extend([code, mail_code, reset_code, "9876543210".to_owned(), "9876543211".to_owned()]);
    secrets.extend([login_code, confirm_code, first_code, "Zebulon Quimby".to_owned()]);
    secrets.extend([&confirmed["confirmation_token"], &waits].map(|one| one.as_str().unwrap().to_owned()));
    secrets.extend(recovery);
    program.asks_it_to_stop();
    let ended = program.ends();
    assert!(ended.status.success());
    for event in ["send", "check", "approve", "register", "login", "refresh", "reset", "change_password"] {
        assert!(ended.said.contains(&format!("\"event\":\"{event}\"")), "no {event} in the log");
    }
    let told = |secret: &&String| ended.said.lines().any(|line| line.contains(secret.as_str()));
    let leaks: Vec<_> = secrets.iter().filter(told).collect();
    let line = ended.said.lines().find(|line| leaks.iter().any(|secret| line.contains(secret.as_str())));
    assert!(leaks.is_empty(), "the log tells {leaks:?}, for example in {line:?}");
    (secrets, ended.said)
}

#[test]
fn security_33_45_a_full_run_at_trace_level_on_sqlite_writes_no_secret_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
    let (secrets, _) = nothing_secret_is_written(&url, &[], last_code);
    // neither does the database hold one, but for the addresses
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in
            secrets.iter().filter(|secret| !secret.contains("ada.") && !secret.starts_with("202555"))
        {
            assert!(!text.contains(secret.as_str()), "{secret} is in the database");
        }
    }
}

#[test]
fn security_33_45_a_full_run_at_trace_level_on_postgres_writes_no_secret_to_the_log() {
    // the server asks for no password, and so takes any
    let url = Postgres::shared().fresh_database().replace("doorcode@", "doorcode:w4ter-lilies@");
    let (_, said) = nothing_secret_is_written(&url, &[], last_code);
    assert!(!said.contains("w4ter-lilies"), "the database's password is in the log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_33_45_a_full_run_at_trace_level_with_twilio_writes_no_secret_to_the_log() {
    let mut setup = Setup::default();
    for service in &mut setup.services {
        service.code_length = 10;
    }
    let twilio = Simulator::start_at(([127, 0, 0, 1], 0).into(), setup).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
    let run = tokio::task::spawn_blocking(move || {
        let base = twilio.url();
        let provider = [
            ("CHANNEL_SMS", "twilio-verify"),
            ("CHANNEL_EMAIL", "twilio-verify"),
            ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
            ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
            ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID),
            ("TWILIO_VERIFY_BASE_URL", base.as_str()),
        ];
        let last_code = |_: &Program| twilio.messages().last().unwrap().code.clone();
        let (_, said) = nothing_secret_is_written(&url, &provider, last_code);
        let basic = STANDARD.encode(format!("{}:{}", known::ACCOUNT_SID, known::AUTH_TOKEN));
        assert!(!said.contains(known::AUTH_TOKEN) && !said.contains(&basic), "Twilio's token is in the log");
        let sent = twilio.messages().first().unwrap().verification_sid.clone();
        assert!(said.contains(&sent), "the log does not tell what Twilio calls the message");
    });
    run.await.unwrap();
}

/// The code in a text.
fn code_of(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 10).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_33_45_a_full_run_at_trace_level_with_sns_and_mail_writes_no_secret_to_the_log() {
    let password = "h4ndy-l4rkspur";
    let login = Some(("codes@example.com".to_owned(), password.to_owned()));
    let mail = MailServer::start(MailRules { login, ..MailRules::default() }).await.unwrap();
    let aws = Simulator::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
    let run = tokio::task::spawn_blocking(move || {
        let smtp = format!("smtp://codes%40example.com:{password}@127.0.0.1:{}", mail.port());
        let base = aws.url();
        let provider = [
            ("CHANNEL_SMS", "aws-sns"),
            ("AWS_REGION", known::AWS_REGION),
            ("AWS_ACCESS_KEY_ID", known::AWS_ACCESS_KEY_ID),
            ("AWS_SECRET_ACCESS_KEY", known::AWS_SECRET_ACCESS_KEY),
            ("AWS_SNS_BASE_URL", base.as_str()),
            ("CHANNEL_EMAIL", "smtp"),
            ("SMTP_URL", smtp.as_str()),
            ("MAIL_FROM", "Acme <codes@example.com>"),
            // the libraries', too, would they write more if asked to
            ("LOG_SIGNABLE_BODY", "true"),
        ];
        let codes = || -> Vec<String> {
            let read = |mail: &simulator::Mail| code_of(&String::from_utf8_lossy(&mail.data));
            mail.mails().iter().filter_map(read).collect()
        };
        let seen = std::cell::Cell::new(0);
        let last_code = |_: &Program| {
            let mailed = codes();
            if mailed.len() > seen.replace(mailed.len()) {
                return mailed.last().unwrap().clone();
            }
            aws.texts().iter().rev().find_map(|text| code_of(&text.body)).unwrap()
        };
        let (_, said) = nothing_secret_is_written(&url, &provider, last_code);
        assert!(!said.contains(known::AWS_SECRET_ACCESS_KEY), "the key's secret is in the log");
        assert!(!said.contains(password), "the mail server's password is in the log");
        assert!(!said.contains(&STANDARD.encode(format!("\0codes@example.com\0{password}"))));
        assert!(said.contains(&aws.texts()[0].sid), "the log does not tell what AWS calls the message");
        assert!(said.contains("doorcode."), "the log does not tell the Message-ID");
    });
    run.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_33_45_a_full_run_at_trace_level_with_a_webhook_writes_no_secret_to_the_log() {
    let receiver = Simulator::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
    let run = tokio::task::spawn_blocking(move || {
        let base = format!("{}/webhook/s3cret-p4th", receiver.url());
        let provider = [
            ("CHANNEL_SMS", "webhook"),
            ("CHANNEL_EMAIL", "webhook"),
            ("WEBHOOK_URL", base.as_str()),
            ("WEBHOOK_SECRET", known::WEBHOOK_SECRET),
        ];
        let last_code =
            |_: &Program| receiver.texts().iter().rev().find_map(|text| code_of(&text.body)).unwrap();
        let (_, said) = nothing_secret_is_written(&url, &provider, last_code);
        assert!(!said.contains(&known::WEBHOOK_SECRET[6..]), "the signing key is in the log");
        assert!(!said.contains("s3cret-p4th"), "the receiver's path is in the log");
        assert!(said.contains(&receiver.texts()[0].sid), "the log does not tell what the receiver calls it");
    });
    run.await.unwrap();
}
