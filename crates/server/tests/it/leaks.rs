//! Every provider once at trace level, against its double: codes by each of its channels, right and wrong, what it reports, and
//! sends that fail in every way. Then everything that was written is searched. A provider without a row does not pass.

use std::{path::Path, thread, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use channels::{Channel, Provider, providers};
use serde_json::json;
use simulator::{Act, Kind, MailRules, MailServer, Script, Setup, Simulator, known};

use crate::kit::{program::Program, wire};

/// What one provider is configured with, and what of that nobody may read.
struct Row {
    settings: Vec<(&'static str, String)>,
    secrets: Vec<String>,
    /// The request that sends.
    sends: Kind,
    /// Digits of its codes: as many as it has, so that none stands in a log by chance.
    digits: u8,
}

/// The other end.
struct Doubles {
    vendors: Simulator,
    mail: MailServer,
}

const PASSWORD: &str = "h4ndy-l4rkspur";
const PATH: &str = "s3cret-p4th";
/// A mailbox that no mail server takes.
const NOBODY: &str = "nobody.at.all@example.com";
const PUBLIC_URL: &str = "http://127.0.0.1:8000";

impl Doubles {
    async fn start() -> Self {
        let mut setup = Setup::default();
        for service in &mut setup.services {
            service.code_length = 10;
        }
        let vendors = Simulator::start_at(([127, 0, 0, 1], 0).into(), setup).await.unwrap();
        let login = Some(("codes@example.com".to_owned(), PASSWORD.to_owned()));
        let refused = vec![(NOBODY.to_owned(), 550, format!("5.1.1 <{NOBODY}> is unknown here"))];
        let rules = MailRules { login, refused, ..MailRules::default() };
        let mail = vendors.takes_mail(0, rules).await.unwrap();
        Self { vendors, mail }
    }

    /// The row of a provider; `folder` is for its files.
    #[expect(clippy::too_many_lines, reason = "a table, a row for each")]
    fn row(&self, provider: &str, folder: &Path) -> Row {
        let base = self.vendors.url();
        let at = |key: &'static str| (key, base.clone());
        let is = |key: &'static str, value: &str| (key, value.to_owned());
        let basic = |user: &str, password: &str| STANDARD.encode(format!("{user}:{password}"));
        let twilio = [
            is("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
            is("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
            is("PUBLIC_URL", PUBLIC_URL),
            at("TWILIO_API_BASE_URL"),
        ];
        let token = vec![known::AUTH_TOKEN.to_owned(), basic(known::ACCOUNT_SID, known::AUTH_TOKEN)];
        let row = |settings: Vec<(&'static str, String)>, secrets, sends| Row {
            settings,
            secrets,
            sends,
            digits: 10,
        };
        match provider {
            "twilio-verify" => {
                let more = [
                    is("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID),
                    is("TWILIO_VERIFY_SERVICE_SID_RESET", known::SERVICE_SID_RESET),
                    at("TWILIO_VERIFY_BASE_URL"),
                ];
                row([&twilio[..], &more].concat(), token, Kind::Start)
            }
            "twilio-messaging" => {
                let more = [
                    is("TWILIO_PHONE_NUMBER", known::FROM_NUMBER),
                    is("TWILIO_WHATSAPP_CONTENT_SID", known::CONTENT_SID),
                ];
                row([&twilio[..], &more].concat(), token, Kind::Text)
            }
            "twilio-voice" => {
                // an API key asks; the account's token is for what Twilio signs
                let more = [
                    is("TWILIO_PHONE_NUMBER", known::FROM_NUMBER),
                    is("TWILIO_API_KEY_SID", known::API_KEY_SID),
                    is("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET),
                ];
                let key =
                    [known::API_KEY_SECRET.to_owned(), basic(known::API_KEY_SID, known::API_KEY_SECRET)];
                // codes that are said digit by digit stand in the markup so
                let markup = ["<Say".to_owned(), "%3CSay".to_owned()];
                let secrets = [&token[..], &key, &markup].concat();
                row([&twilio[..], &more].concat(), secrets, Kind::Dial)
            }
            "vonage-verify" => {
                let settings = vec![
                    is("VONAGE_API_KEY", known::VONAGE_API_KEY),
                    is("VONAGE_API_SECRET", known::VONAGE_API_SECRET),
                    is("VONAGE_WHATSAPP_NUMBER", known::VONAGE_WHATSAPP_NUMBER),
                    at("VONAGE_BASE_URL"),
                ];
                let basic = basic(known::VONAGE_API_KEY, known::VONAGE_API_SECRET);
                row(settings, vec![known::VONAGE_API_SECRET.to_owned(), basic], Kind::Start)
            }
            "vonage-messages" => {
                let file = folder.join("vonage.pem");
                std::fs::write(&file, known::VONAGE_PRIVATE_KEY).unwrap();
                let settings = vec![
                    is("VONAGE_APPLICATION_ID", known::VONAGE_APPLICATION_ID),
                    is("VONAGE_PRIVATE_KEY_FILE", file.to_str().unwrap()),
                    is("VONAGE_WHATSAPP_NUMBER", known::VONAGE_WHATSAPP_NUMBER),
                    at("VONAGE_BASE_URL"),
                ];
                // every token begins with this
                let token = STANDARD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
                let line = known::VONAGE_PRIVATE_KEY.lines().nth(5).unwrap();
                row(settings, vec![token, line.to_owned()], Kind::Text)
            }
            "plivo-verify" => {
                let settings = vec![
                    is("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID),
                    is("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN),
                    at("PLIVO_BASE_URL"),
                ];
                let basic = basic(known::PLIVO_AUTH_ID, known::PLIVO_AUTH_TOKEN);
                let secrets = vec![known::PLIVO_AUTH_TOKEN.to_owned(), basic];
                Row { digits: 8, ..row(settings, secrets, Kind::Start) }
            }
            "aws-sns" => {
                let settings = vec![
                    is("AWS_REGION", known::AWS_REGION),
                    is("AWS_ACCESS_KEY_ID", known::AWS_ACCESS_KEY_ID),
                    is("AWS_SECRET_ACCESS_KEY", known::AWS_SECRET_ACCESS_KEY),
                    at("AWS_SNS_BASE_URL"),
                    // the library that signs would write what it signs, were it asked to
                    is("LOG_SIGNABLE_BODY", "true"),
                ];
                row(settings, vec![known::AWS_SECRET_ACCESS_KEY.to_owned()], Kind::Text)
            }
            "smtp" => {
                let url = format!("smtp://codes%40example.com:{PASSWORD}@127.0.0.1:{}", self.mail.port());
                let settings = vec![("SMTP_URL", url), is("MAIL_FROM", "Acme <codes@example.com>")];
                let login = STANDARD.encode(format!("\0codes@example.com\0{PASSWORD}"));
                row(settings, vec![PASSWORD.to_owned(), login], Kind::Text)
            }
            "webhook" => {
                let settings = vec![
                    ("WEBHOOK_URL", format!("{base}/webhook/{PATH}")),
                    is("WEBHOOK_SECRET", known::WEBHOOK_SECRET),
                ];
                row(settings, vec![known::WEBHOOK_SECRET[6..].to_owned(), PATH.to_owned()], Kind::Text)
            }
            other => panic!("{other} has no row: add one, so that its secrets are looked for, too"),
        }
    }

    /// The carrier tells what became of its newest message, where it tells such things.
    fn reports(&self, program: &Program, provider: &Provider) {
        let events = format!("{PUBLIC_URL}/delivery-reports/{}", provider.name);
        let vendors = &self.vendors;
        let text = vendors.texts().last().map(|text| text.sid.clone());
        let dial = vendors.dials().last().map(|dial| dial.sid.clone());
        let callback = match (text.or(dial), vendors.messages().last()) {
            (Some(sid), _) => vendors.report(&sid, "delivered", None),
            (None, Some(message)) => vendors.event(&message.verification_sid, &events, "delivered", None),
            (None, None) => None,
        };
        let callback = callback.unwrap();
        let path = callback.url.strip_prefix(PUBLIC_URL).unwrap();
        let headers = callback.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{}content-length: {}\r\n\r\n{}",
            headers.collect::<Vec<_>>().concat(),
            callback.body.len(),
            callback.body
        );
        let told = wire::exchange(program.address, request.as_bytes()).unwrap();
        assert!(told.status < 300, "{}: the report was not taken: {}", provider.name, told.status);
    }
}

/// How a send fails: with words that repeat whom it was for, too.
fn failures() -> Vec<Act> {
    let words = r#"{"code":21211,"message":"+12025550161 is invalid","type":"https://developer.vonage.com/api-errors/messages#1150",
        "detail":"12025550161","invalid_parameters":[{"name":"to","reason":"+12025550161"}],"error":"+12025550161"}"#;
    let echo = |status| Act::Raw { status, content_type: "application/json".into(), body: words.into() };
    vec![
        echo(400),
        echo(422),
        echo(401),
        echo(200),
        Act::Status { status: 403, code: 0 },
        Act::Status { status: 429, code: 0 },
        Act::Status { status: 503, code: 0 },
        Act::Cut,
        Act::Lost,
        Act::Garbage,
        Act::Oversize,
    ]
}

/// Whom a channel reaches.
fn address(channel: Channel) -> &'static str {
    if channel == Channel::Email { "ada.lovelace@example.com" } else { "+12025550147" }
}

/// Runs the program with one provider. What it wrote, and what must not stand in it.
fn run(provider: &Provider, doubles: &Doubles) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let row = doubles.row(provider.name, folder.path());
    let (url, digits) =
        (format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display()), row.digits.to_string());
    let mut settings = vec![
        ("DATABASE_URL", url.as_str()),
        ("RUST_LOG", "trace"),
        ("LOG_FORMAT", "json"),
        ("OTP_CODE_LENGTH", digits.as_str()),
        ("OTP_RESEND_SECONDS", "0"),
    ];
    settings.extend(identity::Limit::ALL.map(|limit| (limit.setting_key(), "off")));
    settings.extend(row.settings.iter().map(|(key, value)| (*key, value.as_str())));
    settings.extend(provider.channels.iter().map(|channel| (channel.setting_key(), provider.name)));
    let program = Program::serves(&settings);
    let ask = |path: &str, body: serde_json::Value| {
        wire::post(program.address, path, "", &body.to_string()).unwrap()
    };
    let mut secrets = row.secrets;
    secrets.extend(["2025550147", "ada.lovelace@", "2025550161", "nobody.at.all@"].map(str::to_owned));
    let wrong = &"9876543210"[..usize::from(row.digits)];
    secrets.push(wrong.to_owned());
    for channel in provider.channels {
        let to = address(*channel);
        ask("/send-otp", json!({"to": to, "channel": channel.as_str()})).is(200);
        let code = doubles.vendors.last_code(to).unwrap();
        assert_eq!(code.len(), usize::from(row.digits), "{} {channel}", provider.name);
        ask("/verify-otp", json!({"to": to, "code": wrong})).is_problem(422, "invalid_code");
        let proof = ask("/verify-otp", json!({"to": to, "code": code})).is(200);
        secrets.extend([code, proof["verification_token"].as_str().unwrap().to_owned()]);
    }
    if provider.reports {
        doubles.reports(&program, provider);
    }
    let first = provider.channels[0];
    let to = if first == Channel::Email { NOBODY } else { "+12025550161" };
    let mut failed = 0;
    for act in if first == Channel::Email { vec![Act::Serve] } else { failures() } {
        doubles.vendors.script(Script::on(row.sends).act(act));
        let answer = ask("/send-otp", json!({"to": to, "channel": first.as_str()}));
        failed += usize::from(answer.status != 200);
        secrets.extend(doubles.vendors.last_code(to));
    }
    assert!(failed > 0, "{}: nothing failed", provider.name);
    thread::sleep(Duration::from_millis(100));
    program.asks_it_to_stop();
    let ended = program.ends();
    assert!(ended.status.success(), "{}", ended.said);
    (ended.said, secrets)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_33_45_no_provider_writes_a_secret_at_trace_level_whatever_becomes_of_its_messages() {
    let mut runs = tokio::task::JoinSet::new();
    for provider in providers::ALL.iter().filter(|provider| provider.name != "sandbox") {
        let doubles = Doubles::start().await;
        runs.spawn_blocking(move || (provider.name, run(provider, &doubles)));
    }
    let mut leaks = Vec::new();
    for (name, (said, secrets)) in runs.join_all().await {
        for event in ["send", "check", "approve"] {
            assert!(said.contains(&format!("\"event\":\"{event}\"")), "{name}: no {event} in the log");
        }
        // the library that speaks SMTP writes nothing
        assert!(name == "smtp" || said.contains("\"level\":\"TRACE\""), "{name}: no trace");
        for secret in secrets.iter().filter(|secret| said.contains(secret.as_str())) {
            let line = said.lines().find(|line| line.contains(secret.as_str()));
            leaks.push(format!("{name} tells {secret}: {line:?}"));
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}
