//! What only mail does: the wire, byte for byte where it matters, every refusal of a mail server, and every step at which a
//! conversation can break. That TLS is what it must be is tested where a certificate that signs itself can be trusted: beside
//! the provider.

use std::sync::Arc;
use std::time::Duration;

use channels::{
    Address, Ask, Caution, Channel, Circuit, Failure, Grade, MessageId, Notice, Parts, Purpose, Settings,
    Switchboard, Words,
};
use simulator::{Act, Mail, MailRules, MailServer};
use tokio::time::Instant;

use crate::mail::{MailLine, code_in, parted};
use crate::settings::parts;
use crate::stage::{FirstLine, OWNERS_MAILBOX};

fn board_as(url: &str, from: &str, brand: &str) -> Switchboard {
    let pairs = [("CHANNEL_EMAIL", "smtp"), ("SMTP_URL", url), ("MAIL_FROM", from)];
    let settings = Settings::new(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let mut parts = parts(true);
    brand.clone_into(&mut parts.brand);
    parts.words = Arc::new(Words::new(brand, Duration::from_secs(600)));
    let board = Switchboard::build(&settings, &parts);
    assert_eq!(settings.faults(), []);
    board
}

/// Mail over this line.
pub(crate) fn mail_board(line: &MailLine) -> Switchboard {
    board_as(&line.url(), "Acme <codes@example.com>", "Acme")
}

fn owner() -> Ask {
    Ask::plain(Address::stored(OWNERS_MAILBOX).unwrap(), Channel::Email, Purpose::ProveAddress)
}

async fn mail_of(from: &str, brand: &str) -> (Mail, Option<MessageId>) {
    let line = MailLine::start(MailRules::default()).await;
    let begun = board_as(&line.url(), from, brand).begin(&owner(), None).await.unwrap();
    (line.last_to(OWNERS_MAILBOX).unwrap(), begun.message)
}

#[tokio::test]
async fn a_mail_has_a_text_a_page_and_the_headers_of_what_a_machine_sends() {
    let (mail, message) = mail_of("Acme <codes@example.com>", "Acme").await;
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("codes@example.com", &[OWNERS_MAILBOX.to_owned()][..])
    );
    let read = parted(&mail);
    assert_eq!(read.header("From"), "Acme <codes@example.com>");
    assert_eq!(read.header("To"), OWNERS_MAILBOX);
    assert_eq!(read.header("Subject"), "Your Acme verification code");
    assert_eq!(read.header("Date"), "Thu, 01 Jan 1970 00:00:00 +0000");
    assert_eq!(read.header("Auto-Submitted"), "auto-generated");
    assert_eq!(read.header("MIME-Version"), "1.0");
    assert!(read.header("Content-Type").starts_with("multipart/alternative;"), "{read:?}");
    let id = message.expect("a Message-ID is told").as_str().to_owned();
    assert_eq!(read.header("Message-ID"), format!("<{id}@example.com>"));
    assert_eq!(id.len(), "doorcode.".len() + 32);
    assert_eq!(read.headers.len(), 8, "nothing else: {:?}", read.headers);

    let code = code_in(&mail);
    let [(plain, text), (page, html)] = &read.parts[..] else { panic!("two parts: {:?}", read.parts) };
    assert_eq!((plain.as_str(), page.as_str()), ("text/plain; charset=utf-8", "text/html; charset=utf-8"));
    assert!(text.contains(&code) && !text.contains('<'), "{text}");
    assert!(
        html.contains(&format!(">{code}</strong>")) && html.contains("lang=\"en\" dir=\"ltr\""),
        "{html}"
    );
    assert!(!read.header("Subject").contains(&code), "a lock screen shows the subject");
}

#[tokio::test]
async fn no_name_can_add_a_header_or_a_recipient() {
    for brand in [
        "Acme\r\nBcc: eve@example.com",
        "Acme\nX-Evil: yes\n\nbody",
        "Acme\r\n.\r\nMAIL FROM:<eve@x.com>\r\n",
    ] {
        let (mail, _) = mail_of("codes@example.com", brand).await;
        let read = parted(&mail);
        assert_eq!((mail.to.len(), read.headers.len()), (1, 8), "{:?}", read.headers);
        assert!(
            !read.headers.iter().any(|(name, _)| name == "Bcc" || name == "X-Evil"),
            "{:?}",
            read.headers
        );
        assert!(read.header("From").ends_with("<codes@example.com>"), "{:?}", read.headers);
    }
}

#[tokio::test]
async fn a_sender_without_a_name_has_that_of_the_brand() {
    for (from, brand, expected) in [
        ("codes@example.com", "Acme", "Acme <codes@example.com>"),
        ("<codes@example.com>", "Acme, Inc.", "=?utf-8?b?QWNtZSwgSW5jLg==?= <codes@example.com>"),
        ("\"Ada, Bob\" <codes@example.com>", "Acme", "=?utf-8?b?QWRhLCBCb2I=?= <codes@example.com>"),
        ("Größe <codes@example.com>", "Acme", "=?utf-8?b?R3LDtsOfZQ==?= <codes@example.com>"),
    ] {
        let (mail, _) = mail_of(from, brand).await;
        assert_eq!(parted(&mail).header("From"), expected);
    }
}

#[tokio::test]
async fn a_notice_is_a_mail_without_a_code() {
    let line = MailLine::start(MailRules::default()).await;
    mail_board(&line).tell(&owner().to, Notice::PasswordChanged, None).await.ended.unwrap();
    let read = parted(&line.last_to(OWNERS_MAILBOX).unwrap());
    assert_eq!(read.header("Subject"), "About your Acme account");
    assert!(read.parts[0].1.contains("the password of your account was changed"), "{:?}", read.parts);
    assert!(!read.parts[1].1.contains("<strong"), "{:?}", read.parts);
}

#[tokio::test]
async fn every_refusal_of_a_recipient_has_its_meaning() {
    for (code, text, failure) in [
        (550, "5.1.1 no such user here", Failure::Undeliverable),
        (550, "No such user", Failure::Undeliverable),
        (551, "5.1.6 moved", Failure::Undeliverable),
        (552, "5.2.2 mailbox full", Failure::Undeliverable),
        (553, "5.1.3 not a mailbox", Failure::Undeliverable),
        (550, "5.7.1 held to be spam", Failure::Blocked),
        (554, "5.7.1 relay access denied", Failure::Blocked),
        (554, "transaction failed", Failure::Blocked),
        (550, "5.1.8 bad sender", Failure::Denied),
        (530, "5.7.0 authentication required", Failure::Denied),
        (535, "5.7.8 sign in again", Failure::Denied),
        (421, "4.3.2 going down", Failure::Busy),
        (450, "4.2.1 greylisted", Failure::Busy),
        (451, "4.7.1 later", Failure::Busy),
        (452, "4.5.3 too many recipients", Failure::Busy),
    ] {
        let refused = vec![(OWNERS_MAILBOX.to_owned(), code, text.to_owned())];
        let line = MailLine::start(MailRules { refused, ..MailRules::default() }).await;
        let board = mail_board(&line);
        let error = board.begin(&owner(), None).await.unwrap_err();
        assert_eq!((error.failure, error.code), (failure, Some(u32::from(code))), "{code} {text}");
        assert!(!format!("{error} {error:?}").contains(text), "{error:?}");
        assert_eq!(line.asked(OWNERS_MAILBOX), 0, "nothing was sent: {code} {text}");
        // and the next mail is not held up by it
        let other = Ask { to: Address::stored("other@example.com").unwrap(), ..owner() };
        board.begin(&other, None).await.unwrap();
        assert!(line.last_to("other@example.com").is_some());
    }
}

#[tokio::test]
async fn every_refusal_of_a_sender_or_a_message_has_its_meaning() {
    let refused = vec![("codes@example.com".to_owned(), 553, "5.7.1 not yours".to_owned())];
    let line = MailLine::start(MailRules { refused, ..MailRules::default() }).await;
    let error = mail_board(&line).begin(&owner(), None).await.unwrap_err();
    assert_eq!((error.failure, error.code), (Failure::Denied, Some(553)));
    for (code, text, failure) in [
        (550, "5.7.1 held to be spam", Failure::Blocked),
        (552, "5.2.2 mailbox full", Failure::Undeliverable),
        (552, "too big", Failure::Undeliverable),
        (554, "5.6.0 rejected", Failure::Blocked),
        (554, "rejected", Failure::Blocked),
        (451, "4.3.0 later", Failure::Busy),
        (452, "4.3.1 disk full", Failure::Busy),
    ] {
        let refuses_messages = Some((code, text.to_owned()));
        let line = MailLine::start(MailRules { refuses_messages, ..MailRules::default() }).await;
        let error = mail_board(&line).begin(&owner(), None).await.unwrap_err();
        assert_eq!((error.failure, error.code), (failure, Some(u32::from(code))), "{code} {text}");
        assert!(line.server.mails().is_empty());
    }
}

/// Every step at which a conversation breaks, by `act`; only at the last can a mail have been sent.
async fn breaks_at_every_step(act: Act) {
    for step in ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."] {
        let line = MailLine::start(MailRules::default()).await;
        let board = mail_board(&line);
        line.breaks(step, act.clone());
        let began = Instant::now();
        let error = board.begin(&owner(), None).await.expect_err(step);
        let expected = match (step, &act) {
            (".", _) => Failure::Unknown,
            // it may be the recipient's domain that keeps the server waiting
            ("RCPT", Act::Hang | Act::Stall) => Failure::Busy,
            _ => Failure::Unreachable,
        };
        assert_eq!((error.failure, error.code), (expected, None), "{act:?} at {step}");
        assert!(began.elapsed().as_secs() < 2, "{act:?} at {step}");
        assert_eq!(line.asked(OWNERS_MAILBOX), usize::from(step == "."), "{act:?} at {step}");
        // the line has healed
        board.begin(&owner(), None).await.expect(step);
    }
}

#[tokio::test]
async fn a_line_that_hangs_has_sent_nothing_before_the_end_of_the_message() {
    breaks_at_every_step(Act::Hang).await;
}

#[tokio::test]
async fn a_server_that_waits_for_a_recipients_domain_is_given_up_in_time_and_is_not_ill() {
    let line = MailLine::start(MailRules::default()).await;
    let pairs = [("CHANNEL_EMAIL", "smtp"), ("SMTP_URL", &line.url()), ("MAIL_FROM", "codes@example.com")];
    let settings = Settings::new(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let caution = Caution { failures: 1, ..Caution::default() };
    let board = Switchboard::build(&settings, &Parts { caution, ..parts(true) });
    assert_eq!(settings.faults(), []);
    for act in [Act::Hang, Act::Stall] {
        line.breaks("RCPT", act.clone());
        // whoever asks waits as long as the line does, and hears that nothing was sent
        let patience = Duration::from_millis(900);
        let error = tokio::time::timeout(patience, board.begin(&owner(), None)).await.unwrap().unwrap_err();
        assert_eq!(error.failure, Failure::Busy, "{act:?}");
        assert_eq!(board.states()[0].circuit, Circuit::Closed, "{act:?}");
    }
    board.begin(&owner(), None).await.unwrap();
    // a server that is slow with whatever is said to it has no recipient to blame
    line.is_late("MAIL", Duration::from_millis(600));
    line.breaks("RCPT", Act::Hang);
    let error = board.begin(&owner(), None).await.unwrap_err();
    assert_eq!((error.failure, board.states()[0].circuit), (Failure::Unreachable, Circuit::Open));
}

#[tokio::test]
async fn an_answer_that_stalls_is_none() {
    breaks_at_every_step(Act::Stall).await;
}

#[tokio::test]
async fn a_line_that_is_cut_has_sent_nothing_before_the_end_of_the_message() {
    for act in [Act::Cut, Act::Lost, Act::Truncated] {
        breaks_at_every_step(act).await;
    }
}

#[tokio::test]
async fn what_is_no_smtp_is_no_answer() {
    for act in [Act::Garbage, Act::Oversize, Act::Status { status: 354, code: 0 }] {
        if matches!(act, Act::Status { .. }) {
            for step in ["MAIL", "RCPT", "."] {
                let line = MailLine::start(MailRules::default()).await;
                line.breaks(step, act.clone());
                let error = mail_board(&line).begin(&owner(), None).await.expect_err(step);
                let expected = if step == "." { Failure::Unknown } else { Failure::Unreachable };
                assert_eq!(error.failure, expected, "{act:?} at {step}");
            }
        } else {
            breaks_at_every_step(act).await;
        }
    }
}

#[tokio::test]
async fn a_server_that_will_not_talk_is_busy_or_denies_us() {
    for (step, status, failure) in [
        ("greeting", 554, Failure::Denied),
        ("greeting", 421, Failure::Busy),
        ("EHLO", 550, Failure::Denied),
        ("EHLO", 451, Failure::Busy),
        ("DATA", 554, Failure::Blocked),
        ("DATA", 451, Failure::Busy),
    ] {
        let line = MailLine::start(MailRules::default()).await;
        line.breaks(step, Act::Status { status, code: 0 });
        let error = mail_board(&line).begin(&owner(), None).await.unwrap_err();
        assert_eq!((error.failure, error.code), (failure, Some(u32::from(status))), "{status} at {step}");
    }
}

#[tokio::test]
async fn a_connection_is_kept_and_a_dead_one_is_noticed_before_it_is_used() {
    let line = MailLine::start(MailRules::default()).await;
    let board = mail_board(&line);
    for _ in 0..3 {
        board.begin(&owner(), None).await.unwrap();
    }
    assert_eq!(line.server.connections(), 1);
    for act in [Act::Cut, Act::Hang, Act::Garbage, Act::Status { status: 421, code: 0 }] {
        let before = line.server.mails().len();
        line.breaks("NOOP", act.clone());
        board.begin(&owner(), None).await.unwrap_or_else(|error| panic!("{act:?}: {error}"));
        assert_eq!(line.server.mails().len(), before + 1, "{act:?}");
    }
    assert_eq!(line.server.connections(), 5);
}

#[tokio::test]
async fn many_at_once_all_arrive() {
    let line = MailLine::start(MailRules::default()).await;
    let board = mail_board(&line);
    let mut sends = Vec::new();
    for _ in 0..30 {
        sends.push(Box::pin(async {
            let ask = owner();
            board.begin(&ask, None).await
        }));
    }
    for send in sends.chunks_mut(3) {
        let [a, b, c] = send else { unreachable!() };
        let (a, b, c) = tokio::join!(a, b, c);
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
    }
    assert_eq!(line.server.mails().len(), 30);
    assert!(line.server.connections() <= 8, "{}", line.server.connections());
}

#[tokio::test]
async fn a_check_says_what_is_wrong_and_names_nobody_a_mail_is_for() {
    let line = MailLine::start(MailRules::default()).await;
    let found = mail_board(&line).examine().await;
    assert!(found.iter().all(|finding| finding.grade == Grade::Good), "{found:?}");
    assert!(found[0].says.contains("on this machine, without TLS"), "{found:?}");

    let refused = vec![("codes@example.com".to_owned(), 550, "5.7.1 who?".to_owned())];
    let strict = MailLine::start(MailRules { refused, ..MailRules::default() }).await;
    let found = mail_board(&strict).examine().await;
    assert!(found[1].subject == "MAIL_FROM" && found[1].grade == Grade::Fault, "{found:?}");
    assert!(found[1].says.contains("answer 550") && !found[1].says.contains("who?"), "{found:?}");

    for (step, act, says) in [
        ("greeting", Act::Status { status: 554, code: 0 }, "does not serve this machine (answer 554)"),
        ("greeting", Act::Garbage, "not as a mail server does"),
        ("EHLO", Act::Status { status: 421, code: 0 }, "is busy (answer 421)"),
        ("greeting", Act::Hang, "not as a mail server does"),
    ] {
        line.breaks(step, act.clone());
        let found = mail_board(&line).examine().await;
        assert!(found[0].says.contains(says) && found[0].remedy.is_some(), "{act:?}: {found:?}");
    }
    let url = MailServer::start(MailRules::default()).await.map(|server| server.port()).unwrap();
    let nobody = board_as(&format!("smtp://127.0.0.1:{url}"), "codes@example.com", "Acme");
    let found = nobody.examine().await;
    assert!(found[0].says.contains("does not answer"), "{found:?}");
    assert!(line.server.mails().is_empty() && strict.server.mails().is_empty());
}

#[test]
fn every_fault_of_a_configuration_is_told_and_no_password_is() {
    const GOOD: &str = "smtps://codes%40example.com:secret-0123@mail.example.com";
    let faults = |pairs: &[(&str, &str)]| {
        let named = [("CHANNEL_EMAIL", "smtp")];
        let pairs = named.iter().chain(pairs).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = Settings::new(pairs);
        let board = Switchboard::build(&settings, &parts(false));
        assert_eq!(board.offers(Channel::Email), settings.faults().is_empty());
        let shown = format!("{:?} {settings:?}", settings.faults());
        assert!(!shown.contains("secret-0123") && !shown.contains("example.com:587?"), "{shown}");
        settings
            .faults()
            .into_iter()
            .map(|fault| format!("{} {}", fault.key, fault.fault))
            .collect::<Vec<_>>()
    };
    assert_eq!(faults(&[("SMTP_URL", GOOD), ("MAIL_FROM", "Acme <codes@example.com>")]), [""; 0]);
    let both = faults(&[]);
    assert!(
        both[0].starts_with("SMTP_URL is missing") && both[1].starts_with("MAIL_FROM is missing"),
        "{both:?}"
    );
    for (url, from, says) in [
        (
            "smtp://u:secret-0123@mail.example.com:587?tls=opportunistic",
            "a@example.com",
            "SMTP_URL must end after",
        ),
        ("http://u:secret-0123@mail.example.com", "a@example.com", "SMTP_URL must be smtp://"),
        ("smtp://u:secret-0123@", "a@example.com", "SMTP_URL must be smtp://"),
        ("smtps://:secret-0123@mail.example.com", "a@example.com", "SMTP_URL names a password and no user"),
        ("smtps://codes@mail.example.com", "a@example.com", "SMTP_URL names a user and no password"),
        ("your_smtp_url", "a@example.com", "SMTP_URL is a placeholder"),
        ("'smtp://u:secret-0123@h'", "a@example.com", "SMTP_URL holds quotes"),
        (GOOD, "Acme", "MAIL_FROM must be"),
        (GOOD, "a@localhost", "MAIL_FROM must be"),
        (GOOD, "Acme <a@example.com>, Eve <eve@example.com>", "MAIL_FROM must be"),
        (GOOD, "Acme\r\nBcc: eve@example.com <a@example.com>", "MAIL_FROM must be"),
    ] {
        let found = faults(&[("SMTP_URL", url), ("MAIL_FROM", from)]);
        assert!(found.iter().any(|fault| fault.starts_with(says)), "{says} not in {found:?}");
    }
    // an example is a line of a .env file: white space stands in quotes there
    let settings = Settings::new([("CHANNEL_EMAIL".to_owned(), "smtp".to_owned())]);
    Switchboard::build(&settings, &parts(true));
    let missing = settings.faults().into_iter().find(|fault| fault.key == "MAIL_FROM").unwrap();
    let value = missing.example.strip_prefix("MAIL_FROM='").and_then(|rest| rest.strip_suffix('\''));
    assert_eq!(faults(&[("SMTP_URL", GOOD), ("MAIL_FROM", value.unwrap())]), [""; 0]);
    // what nobody named is looked at all the same
    let settings = Settings::new([("SMTP_URL".to_owned(), "smtp://".to_owned())]);
    Switchboard::build(&settings, &parts(true));
    assert!(settings.faults().iter().any(|fault| fault.key == "SMTP_URL"), "{:?}", settings.faults());
}
