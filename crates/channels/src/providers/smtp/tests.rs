//! Mail over TLS, to a server whose certificate signs itself: trusting one is possible here and nowhere else, because no setting
//! leads to it.

use std::time::{Duration, SystemTime};

use lettre::transport::smtp::client::Certificate;
use simulator::{Mail, MailRules, MailServer, MailTls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::settings::{Login, Relay, Security};
use super::*;
use crate::code::Code;
use crate::finding::Grade;
use crate::message::{Notice, Words};
use crate::purpose::Purpose;
use crate::verifier::Ask;

/// Somebody's password, which nobody may see.
const PASSWORD: &str = "p@s s/w:rd%";

fn smtp(port: u16, security: Security, login: Option<&str>, trusts: Option<&str>) -> Smtp {
    let login = login
        .map(|password| Login { user: "codes@example.com".to_owned(), password: password.to_owned().into() });
    let relay = Relay { host: "127.0.0.1".to_owned(), port, security, login };
    let mut tls = TlsParameters::builder("127.0.0.1".to_owned());
    if let Some(certificate) = trusts {
        tls = tls.add_root_certificate(Certificate::from_pem(certificate.as_bytes()).unwrap());
    }
    let deadlines = (Duration::from_millis(500), Duration::from_secs(2));
    let line = Line::new(relay, tls.build().unwrap(), deadlines);
    let from = "Acme <codes@example.com>".parse().unwrap();
    Smtp { line, from, now: Arc::new(|| SystemTime::UNIX_EPOCH) }
}

async fn server(tls: MailTls) -> MailServer {
    let login = Some(("codes@example.com".to_owned(), PASSWORD.to_owned()));
    MailServer::start(MailRules { tls, login, ..MailRules::default() }).await.unwrap()
}

async fn sends(smtp: &Smtp) -> Result<Option<MessageId>, ProviderError> {
    let to = Address::stored("owner@example.com").unwrap();
    let ask = Ask::plain(to.clone(), Channel::Email, Purpose::ProveAddress);
    let words = Words::new("Acme", Duration::from_secs(600));
    let message = words.code(&ask, &Code::parse("482913").unwrap());
    smtp.deliver(&to, Channel::Email, &message).await
}

fn is_failed(sent: &Result<Option<MessageId>, ProviderError>, failure: Failure, code: Option<u32>) {
    let error = sent.as_ref().unwrap_err();
    assert_eq!((error.failure, error.code), (failure, code));
    let shown = format!("{error} {error:?}");
    for secret in [PASSWORD, "codes@example.com", "owner@example.com", "482913"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn mail_goes_over_tls_from_its_first_byte_or_by_starttls_and_signed_in() {
    for (tls, security) in [(MailTls::StartTls, Security::StartTls), (MailTls::Always, Security::Wrapped)] {
        let server = server(tls).await;
        let smtp = smtp(server.port(), security, Some(PASSWORD), Some(server.certificate()));
        for _ in 0..3 {
            sends(&smtp).await.unwrap();
        }
        let mails = server.mails();
        assert_eq!(mails.len(), 3);
        for Mail { from, to, by, encrypted, .. } in mails {
            assert_eq!((from.as_str(), to), ("codes@example.com", vec!["owner@example.com".to_owned()]));
            assert_eq!((by.as_deref(), encrypted), (Some("codes@example.com"), true), "{tls:?}");
        }
        assert_eq!(server.connections(), 1, "one connection carries them all");
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_gets_no_password_and_no_mail() {
    let other = server(MailTls::Never).await;
    for (tls, security) in [(MailTls::StartTls, Security::StartTls), (MailTls::Always, Security::Wrapped)] {
        let server = server(tls).await;
        for trusts in [None, Some(other.certificate())] {
            let smtp = smtp(server.port(), security, Some(PASSWORD), trusts);
            is_failed(&sends(&smtp).await, Failure::Denied, None);
            let found = smtp.examine().await;
            assert!(found.len() == 1 && found[0].says.contains("certificate"), "{found:?}");
        }
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_password_and_no_mail() {
    let server = server(MailTls::Never).await;
    let smtp = smtp(server.port(), Security::StartTls, Some(PASSWORD), Some(server.certificate()));
    is_failed(&sends(&smtp).await, Failure::Denied, None);
    assert!(server.mails().is_empty());
    let found = smtp.examine().await;
    assert!(found[0].grade == Grade::Fault && found[0].says.contains("no STARTTLS"), "{found:?}");
}

#[tokio::test]
async fn a_wrong_password_is_denied_and_shows_nowhere() {
    let server = server(MailTls::StartTls).await;
    for (login, code) in [(Some("another"), Some(535)), (None, Some(503))] {
        let smtp = smtp(server.port(), Security::StartTls, login, Some(server.certificate()));
        is_failed(&sends(&smtp).await, Failure::Denied, code);
    }
    let smtp = smtp(server.port(), Security::StartTls, Some("another"), Some(server.certificate()));
    let found = smtp.examine().await;
    assert!(found[0].says.contains("refuses the sign-in (answer 535)"), "{found:?}");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_good_set_up_is_good_and_sends_nothing() {
    let server = server(MailTls::StartTls).await;
    let smtp = smtp(server.port(), Security::StartTls, Some(PASSWORD), Some(server.certificate()));
    let found = smtp.examine().await;
    assert!(found.iter().all(|finding| finding.grade == Grade::Good), "{found:?}");
    assert!(found[0].says.ends_with("answers over TLS") && found[1].subject == "MAIL_FROM", "{found:?}");
    assert!(server.mails().is_empty());
}

// what a stranger on the way says before the handshake must not be taken for the server's word after it
#[tokio::test]
async fn words_slipped_in_before_the_handshake_are_not_heard_after_it() {
    let server = server(MailTls::StartTls).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let smtp = smtp(port, Security::StartTls, Some("another"), Some(server.certificate()));
    let stranger = async {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut there = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
        let mut said = [0; 1024];
        for from_server in [true, false, true, false, true] {
            let (from, to) = if from_server { (&mut there, &mut client) } else { (&mut client, &mut there) };
            let heard = from.read(&mut said).await.unwrap();
            let mut passed = said[..heard].to_vec();
            if passed.starts_with(b"220 Ready") {
                // yes to all that comes: EHLO, AUTH, NOOP, MAIL
                passed.extend_from_slice(b"250-x\r\n250 AUTH PLAIN\r\n235 yes\r\n250 yes\r\n250 yes\r\n");
            }
            to.write_all(&passed).await.unwrap();
        }
        tokio::io::copy_bidirectional(&mut client, &mut there).await.ok();
    };
    let (found, ()) = tokio::join!(smtp.examine(), stranger);
    assert!(found[0].grade == Grade::Fault && found[0].says.contains("not as a mail server"), "{found:?}");
}

#[tokio::test]
async fn a_notice_goes_out_without_a_code() {
    let server = server(MailTls::Always).await;
    let smtp = smtp(server.port(), Security::Wrapped, Some(PASSWORD), Some(server.certificate()));
    let words = Words::new("Acme", Duration::from_secs(600));
    let to = Address::stored("owner@example.com").unwrap();
    smtp.deliver(&to, Channel::Email, &words.notice(Notice::PasswordChanged, Channel::Email, None))
        .await
        .unwrap();
    let text = String::from_utf8(server.mails()[0].data.clone()).unwrap();
    assert!(text.contains("the password of your account was changed"), "{text}");
}
