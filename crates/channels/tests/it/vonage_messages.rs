//! What only Vonage Messages does: its wire, its error numbers and its senders.

use channels::{Channel, Failure, Settings, Switchboard, Verdict};
use simulator::{Kind, Script, Simulator, Vendor, known};

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, owner, vonage_board};

const NAME: &str = "vonage-messages";

async fn stage(other: &[(&str, &str)]) -> (Switchboard, Simulator) {
    let double = Simulator::start().await.unwrap();
    (vonage_board(&double, NAME, other), double)
}

#[tokio::test]
async fn a_message_says_exactly_this() {
    for (channel, name, from) in
        [(Channel::Sms, "sms", "Acme"), (Channel::WhatsApp, "whatsapp", known::VONAGE_WHATSAPP_NUMBER)]
    {
        let (board, double) = stage(&[]).await;
        let ask = owner(channel);
        let begun = board.begin(&ask, board.drafted(&ask).as_ref()).await.unwrap();
        let text = double.last_text(OWNER).unwrap();
        let calls = double.calls();
        let call = calls.of(Kind::Text).last().unwrap();
        let expected = serde_json::json!({
            "message_type": "text", "channel": name, "to": "12025550123", "from": from, "text": text.body,
        });
        assert_eq!(call.json(), Some(expected));
        assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/v1/messages"));
        assert_eq!((call.vendor, call.user.as_deref()), (Vendor::Vonage, Some(known::VONAGE_API_KEY)));
        assert_eq!(begun.message.unwrap().as_str(), text.sid, "what Vonage's console knows it by");
        assert_eq!(begun.channel, channel);
    }
}

#[tokio::test]
async fn a_code_made_here_is_checked_here() {
    let (board, double) = stage(&[("VONAGE_FROM", "447700900000")]).await;
    let ask = owner(Channel::Sms);
    let receipt = board.begin(&ask, board.drafted(&ask).as_ref()).await.unwrap().receipt;
    let text = double.last_text(OWNER).unwrap();
    assert_eq!(text.from.as_deref(), Some("447700900000"));
    let digits = text.body.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap();
    let code = channels::Code::parse(digits).unwrap();
    let before = double.calls().len();
    assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Right));
    assert_eq!(double.calls().len(), before, "nobody is asked");
}

#[tokio::test]
async fn every_number_of_an_error_has_its_meaning() {
    let (board, double) = stage(&[]).await;
    for (status, code, expected) in [
        (429, 1000, Failure::Busy),
        (422, 1040, Failure::Undeliverable),
        (403, 1050, Failure::Undeliverable),
        (401, 1060, Failure::Denied),
        (402, 1070, Failure::Denied),
        (422, 1120, Failure::Denied),
        (403, 1160, Failure::Undeliverable),
        (422, 1150, Failure::Undeliverable),
        (500, 1030, Failure::Unknown),
        (422, 1100, Failure::Unknown),
        (401, 0, Failure::Denied),
        (402, 0, Failure::Denied),
        (503, 0, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Text).status(status, code));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (expected, Some(status)), "{code}");
        assert_eq!(error.code, (code != 0).then_some(code));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(known::VONAGE_API_SECRET) && !shown.contains("2025550123"), "{shown}");
    }
    assert!(double.texts().is_empty());
}

#[tokio::test]
async fn the_double_refuses_a_sender_that_is_not_ours() {
    let (board, double) = stage(&[("VONAGE_WHATSAPP_NUMBER", "447700900999")]).await;
    let error = board.begin(&owner(Channel::WhatsApp), None).await.unwrap_err();
    assert_eq!((error.status, error.code), (Some(422), Some(1150)));
    assert_eq!(error.failure, Failure::Denied, "nothing is wrong with the address");
    assert!(double.texts().is_empty());
}

#[test]
fn a_brand_that_is_no_sender_needs_one() {
    let faults = |brand: &str| {
        let pairs = [("VONAGE_API_KEY", "a1b2c3d4"), ("VONAGE_API_SECRET", "A1b2C3"), ("CHANNEL_SMS", NAME)];
        let settings = Settings::new(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
        Switchboard::build(&settings, &channels::Parts { brand: brand.to_owned(), ..parts(true) });
        settings.faults().iter().map(|fault| fault.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(faults("مثال"), ["VONAGE_FROM"]);
    assert!(faults("Acme & Co").is_empty());
}
