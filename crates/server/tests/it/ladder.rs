//! The ladder that gets a code through when the first road is closed: the next provider, the next channel, a call for a fixed
//! line; and what stays outside it: test numbers, and the budgets that end every road.

use std::time::Duration;

use channels::Channel;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script, Simulator, known};

use crate::kit::{House, Person, Stage, on_both};

on_both![
    the_next_provider_is_asked_where_the_first_certainly_sent_nothing,
    security_12_the_next_provider_is_never_asked_after_an_unknown_outcome,
    a_resend_stays_with_whoever_sent,
    a_resend_that_nobody_takes_leaves_the_older_code_alive,
    a_resend_that_nobody_takes_leaves_a_lost_code_to_arrive,
    a_resend_that_another_provider_takes_has_its_code,
    what_was_alive_where_nobody_asks_any_more_is_ended,
    a_resend_whose_every_message_counts_for_nothing_leaves_the_older_code_alive,
    security_03_what_was_left_behind_and_lives_on_is_met_by_nobody,
    a_send_that_is_handed_on_within_a_service_waits_for_nobody_behind_it,
    a_send_that_certainly_sent_nothing_ends_no_other_code,
    security_21_a_reset_that_was_called_instead_shows_no_other_times,
    an_unseen_call_that_failed_is_tried_again_as_a_call,
    a_new_code_that_was_not_sent_leaves_the_one_before_alive,
    what_cannot_be_ended_where_it_was_left_is_not_asked_for_again,
    what_may_have_been_sent_behind_a_hidden_reset_can_be_typed,
    security_21_a_reset_that_another_provider_sent_shows_no_other_times,
    a_fixed_line_is_called_where_calls_are_offered_and_once,
    a_fixed_line_is_refused_where_nobody_calls,
    channels_of_two_providers_share_the_guesses,
    a_provider_that_keeps_failing_is_left_alone_and_comes_back,
    auto_climbs_with_every_resend_and_says_where_it_is,
    auto_has_an_order_for_each_country_and_only_what_is_offered,
    auto_goes_on_where_the_channel_is_closed,
    security_21_auto_resets_by_the_mailbox_next_and_answers_alike,
    security_21_auto_tells_nobody_how_many_ways_there_are_to_an_account,
    auto_signs_in_by_the_mailbox_next,
    auto_confirms_by_the_mailbox_next,
    a_number_is_never_proven_by_the_mailbox,
    a_test_number_has_its_code_and_costs_nothing,
    a_test_number_ends_with_its_date,
    security_10_sends_are_limited_per_range_of_numbers,
    security_10_sends_are_limited_in_total,
    security_10_what_goes_to_nobody_uses_up_no_limit_of_all,
];

const SHORT: Duration = Duration::from_millis(400);

fn status(status: u16, code: u32) -> Act {
    Act::Status { status, code }
}

async fn twilio_then_sandbox(stage: Stage) -> House {
    let stage = stage.without_limits().patient_for(SHORT);
    stage.house_at_twilio_with(&[("CHANNEL_SMS", "twilio-verify,sandbox")]).await
}

/// The last code in the outbox.
#[track_caller]
fn last(house: &House) -> (Channel, String, String) {
    house.in_the_outbox().pop().unwrap()
}

async fn asks(person: &Person<'_>, channel: &str) -> Value {
    person.posts("/send-otp", json!({"to": person.phone, "channel": channel})).await.is(200)
}

async fn the_next_provider_is_asked_where_the_first_certainly_sent_nothing(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    let refusals = [
        status(429, 20429),
        status(429, 60203),
        status(401, 20003),
        status(404, 20404),
        status(400, 60200),
        status(403, 60410),
        status(400, 60223),
    ];
    for (n, act) in refusals.into_iter().enumerate() {
        let mut one = house.person("one");
        one.phone = format!("+1202555{:04}", 100 + n);
        house.twilio().script(Script::on(Kind::Start).to(one.phone.clone()).act(act.clone()));
        let told = one.asks_for_a_code().await.is(200);
        assert_eq!((&told["channel"], &told["status"]), (&json!("sms"), &json!("pending")), "{act:?}");
        assert_eq!(house.twilio().calls().starts(&one.phone), 1, "{act:?}");
        let (_, to, code) = last(&house);
        assert_eq!(to, one.phone, "{act:?}");
        one.guesses(&code).await.is(200);
        assert_eq!(house.twilio().calls().checks(&one.phone), 0, "who sent it checks it");
    }
}

async fn security_12_the_next_provider_is_never_asked_after_an_unknown_outcome(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    for (n, act) in [Act::Hang, Act::Lost, Act::Cut, status(503, 20503), Act::Garbage].into_iter().enumerate()
    {
        let mut one = house.person("one");
        one.phone = format!("+1202555{:04}", 100 + n);
        house.twilio().script(Script::on(Kind::Start).to(one.phone.clone()).act(act.clone()));
        one.asks_for_a_code().await.is_problem(502, "delivery_failed");
        assert_eq!(house.in_the_outbox(), [], "{act:?}");
    }
}

async fn a_resend_stays_with_whoever_sent(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    let ada = house.person("ada");
    house.twilio().script(Script::on(Kind::Start).act(status(429, 20429)));
    ada.asks_for_a_code().await.is(200);
    let (_, _, first) = last(&house);
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    let (_, _, again) = last(&house);
    assert_eq!((house.in_the_outbox().len(), &again), (2, &first), "a resend repeats the code");
    assert_eq!(house.twilio().calls().starts(&ada.phone), 1);
    ada.guesses(&first).await.is(200);
}

async fn a_resend_that_nobody_takes_leaves_the_older_code_alive(stage: Stage) {
    let house = stage.without_limits().patient_for(SHORT).house_at_twilio().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    house.wait(31);
    // a fixed line all at once, and nobody who calls has time
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60205)));
    house.twilio().script(Script::on(Kind::Start).act(status(429, 20429)));
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(house.twilio().calls().starts(&ada.phone), 3);
    ada.guesses(&code).await.is(200);
}

async fn a_resend_that_nobody_takes_leaves_a_lost_code_to_arrive(stage: Stage) {
    let house = stage.without_limits().patient_for(SHORT).house_at_twilio().await;
    let ada = house.person("ada");
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    let code = ada.reads_the_code();
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60205)));
    house.twilio().script(Script::on(Kind::Start).act(status(429, 20429)));
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(house.twilio().calls().starts(&ada.phone), 3);
    ada.guesses(&code).await.is(200);
}

async fn a_resend_that_another_provider_takes_has_its_code(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let older = ada.reads_the_code();
    house.wait(31);
    house.twilio().script(Script::on(Kind::Start).act(status(429, 60203)));
    ada.asks_for_a_code().await.is(200);
    let (_, _, newer) = last(&house);
    if older != newer {
        ada.guesses(&older).await.is_a_wrong_code(4);
    }
    ada.guesses(&newer).await.is(200);
}

async fn what_was_alive_where_nobody_asks_any_more_is_ended(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let left = house.twilio().last_message(&ada.phone).unwrap().verification_sid;
    house.wait(31);
    house.twilio().script(Script::on(Kind::Start).act(status(429, 60203)));
    ada.asks_for_a_code().await.is(200);
    house.settles_until(|| house.twilio().calls().of(Kind::Cancel).count() == 1).await;
    ada.guesses(&last(&house).2).await.is(200);
    // the next code at Twilio is one of its own, at once
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    assert_ne!(house.twilio().last_message(&ada.phone).unwrap().verification_sid, left);
    assert_eq!(house.twilio().calls().starts(&ada.phone), 3);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn a_new_code_that_was_not_sent_leaves_the_one_before_alive(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    // past half its life the next one is new
    house.wait(400);
    house.twilio().script(Script::on(Kind::Cancel).act(status(429, 20429)));
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(house.twilio().calls().starts(&ada.phone), 1);
    ada.guesses(&code).await.is(200);
}

async fn what_cannot_be_ended_where_it_was_left_is_not_asked_for_again(stage: Stage) {
    let vendors = Simulator::start().await.unwrap();
    let house = plivo_then_twilio(stage, &vendors).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let first = vendors.last_code(&ada.phone).unwrap();
    ada.registers(json!({"otp_code": first})).await.is(201);
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    house.wait(31);
    vendors.script(Script::on(Kind::Start).act(status(429, 0)));
    ada.asks_for_a_code().await.is(200);
    let before = vendors.messages().len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| vendors.messages().len() > before).await;
    assert_eq!(vendors.messages().len(), before + 1);
    assert_eq!(format!("{:?}", vendors.last_message(&ada.phone).unwrap().vendor), "Twilio");
    let step =
        json!({"otp_code": vendors.last_code(&ada.phone).unwrap(), "new_password": "buses run on thursdays"});
    ada.forgot(step).await.is(200);
}

async fn what_may_have_been_sent_behind_a_hidden_reset_can_be_typed(stage: Stage) {
    let vendors = Simulator::start().await.unwrap();
    let house = plivo_then_twilio(stage.patient_for(SHORT), &vendors).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let first = vendors.last_code(&ada.phone).unwrap();
    ada.registers(json!({"otp_code": first})).await.is(201);
    house.wait(601);
    vendors.advance(Duration::from_secs(601));
    let before = vendors.messages().len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| vendors.messages().len() > before).await;
    vendors.script(Script::on(Kind::Start).act(Act::Lost));
    ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    assert_eq!(vendors.messages().len(), before + 2);
    ada.guesses(&vendors.last_code(&ada.phone).unwrap()).await.is(200);
}

async fn security_21_a_reset_that_another_provider_sent_shows_no_other_times(stage: Stage) {
    let vendors = Simulator::start().await.unwrap();
    let house = plivo_then_twilio(stage, &vendors).await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.asks_for_a_code().await.is(200);
    let first = vendors.last_code(&ada.phone).unwrap();
    ada.registers(json!({"otp_code": first})).await.is(201);
    house.wait(601);
    // what is alive at the first sends resets to the second
    ada.asks_for_a_code().await.is(200);
    for round in 0..4 {
        let told = ada.forgot(json!({})).await.alike();
        assert_eq!(told, nobody.forgot(json!({})).await.alike(), "round {round}");
        house.settles_until(|| true).await;
        for guess in ["000001", "000002"] {
            let guess = json!({"otp_code": guess});
            let told = ada.forgot(guess.clone()).await.alike();
            assert_eq!(told, nobody.forgot(guess).await.alike(), "round {round}");
        }
        house.wait(200);
    }
}

async fn plivo_then_twilio(stage: Stage, vendors: &Simulator) -> House {
    stage
        .at(vendors)
        .with("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID)
        .with("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN)
        .with("PLIVO_BASE_URL", vendors.url())
        .with("CHANNEL_SMS", "plivo-verify,twilio-verify")
        .without_limits()
        .house()
        .await
}

async fn a_resend_whose_every_message_counts_for_nothing_leaves_the_older_code_alive(stage: Stage) {
    let vendors = Simulator::start().await.unwrap();
    let house = plivo_then_twilio(stage, &vendors).await;
    let ada = house.person("ada");
    let refuses = || vendors.script(Script::on(Kind::Start).act(status(429, 0)));
    // Twilio has one for another purpose
    ada.asks_for_a_code().await.is(200);
    let first = vendors.last_code(&ada.phone).unwrap();
    ada.registers(json!({"otp_code": first})).await.is(201);
    refuses();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| vendors.calls().starts(&ada.phone) == 3).await;
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    let code = vendors.last_code(&ada.phone).unwrap();
    house.wait(31);
    refuses();
    // what is alive there cannot be ended, and is repeated
    vendors.script(Script::on(Kind::Cancel).times(2).act(status(500, 0)));
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(vendors.calls().starts(&ada.phone), 7, "refused once, begun twice, and neither counts");
    ada.guesses(&code).await.is(200);
}

async fn security_03_what_was_left_behind_and_lives_on_is_met_by_nobody(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    let prove = ada.reads_the_code();
    house.wait(31);
    house.twilio().script(Script::on(Kind::Start).act(status(429, 20429)));
    house.twilio().script(Script::on(Kind::Cancel).act(status(429, 20429)));
    ada.asks_for_a_code().await.is(200);
    house.settles_until(|| house.twilio().calls().of(Kind::Cancel).count() == 1).await;
    // it is ended before anything else is begun there
    let before = house.twilio().calls().starts(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.twilio().calls().starts(&ada.phone) > before).await;
    house.settles_until(|| true).await;
    assert_eq!(house.twilio().calls().of(Kind::Cancel).count(), 2);
    assert_eq!(house.twilio().calls().starts(&ada.phone), before + 1);
    let reset = ada.reads_the_code();
    if reset != prove {
        ada.forgot(json!({"otp_code": prove})).await.is_problem(422, "invalid_code");
    }
    ada.forgot(json!({"otp_code": reset})).await.is(200);
    // what was handed on lives as well
    ada.guesses(&last(&house).2).await.is(200);
}

async fn a_send_that_is_handed_on_within_a_service_waits_for_nobody_behind_it(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    let slow = Script::on(Kind::Start).delay(Duration::from_millis(300)).status(403, 60205);
    house.twilio().script(slow);
    let asks = ada.asks_for_a_code();
    let behind = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        ada.forgot(json!({})).await.is(200);
    };
    let (told, ()) = tokio::join!(asks, behind);
    assert_eq!(told.is(200)["channel"], "call");
}

async fn a_send_that_certainly_sent_nothing_ends_no_other_code(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    let reset = ada.reads_the_code();
    house.twilio().script(Script::on(Kind::Cancel).act(status(429, 20429)));
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(house.sends_to(&ada.phone), before + 1);
    ada.forgot(json!({"otp_code": reset, "new_password": "buses run on thursdays"})).await.is(200);
}

async fn security_21_a_reset_that_was_called_instead_shows_no_other_times(stage: Stage) {
    let house = stage.without_limits().house_at_twilio_with(&[("CHANNEL_CALL", "sandbox")]).await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    house.wait(601);
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60205)));
    for round in 1..3 {
        let told = ada.forgot(json!({})).await.alike();
        assert_eq!(told, nobody.forgot(json!({})).await.alike(), "round {round}");
        house.settles_until(|| true).await;
        assert_eq!(house.in_the_outbox().len(), 1, "the call of the first round");
        house.wait(100);
    }
}

async fn an_unseen_call_that_failed_is_tried_again_as_a_call(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    let before = house.twilio().calls().starts(&ada.phone);
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60205)));
    house.twilio().script(Script::on(Kind::Start).act(status(429, 20429)));
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.twilio().calls().starts(&ada.phone) == before + 2).await;
    house.settles_until(|| true).await;
    house.wait(6);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.twilio().calls().starts(&ada.phone) == before + 3).await;
    house.settles_until(|| true).await;
    let heard = house.twilio().last_message(&ada.phone).unwrap();
    assert_eq!(format!("{:?}", heard.channel), "Call");
    let step = json!({"otp_code": heard.code, "new_password": "buses run on thursdays"});
    ada.forgot(step).await.is(200);
}

async fn a_fixed_line_is_called_where_calls_are_offered_and_once(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60205)));
    let told = ada.asks_for_a_code().await.is(200);
    assert_eq!(
        (&told["channel"], &told["message"]),
        (&json!("call"), &json!("OTP sent successfully via call"))
    );
    let told = ada.asks_for_a_code().await.is(200);
    assert_eq!(told["message"], "OTP already sent via call", "a double click calls once");
    assert_eq!(house.twilio().calls().starts(&ada.phone), 2);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn a_fixed_line_is_refused_where_nobody_calls(stage: Stage) {
    let house = stage.without_limits().house_at_twilio_with(&[("CHANNEL_CALL", "off")]).await;
    let ada = house.person("ada");
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60205)));
    ada.asks_for_a_code().await.is_problem(422, "undeliverable");
    assert_eq!(house.twilio().calls().starts(&ada.phone), 1);
}

async fn channels_of_two_providers_share_the_guesses(stage: Stage) {
    let house = stage.without_limits().house_at_twilio_with(&[("CHANNEL_CALL", "sandbox")]).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    for left in [4, 3, 2] {
        ada.guesses(&ada.wrong_code()).await.is_a_wrong_code(left);
    }
    asks(&ada, "call").await;
    let (channel, _, code) = last(&house);
    assert_eq!(channel, Channel::Call);
    let wrong = if code.starts_with('9') { "111111" } else { "999999" };
    ada.guesses(wrong).await.is_a_wrong_code(1);
    ada.guesses(&code).await.is(200);
}

async fn a_provider_that_keeps_failing_is_left_alone_and_comes_back(stage: Stage) {
    let house = twilio_then_sandbox(stage).await;
    let mut one = house.person("one");
    for n in 0..10 {
        one.phone = format!("+1202555{:04}", 100 + n);
        house.twilio().script(Script::on(Kind::Start).act(status(500, 0)));
        one.asks_for_a_code().await.is_problem(502, "delivery_failed");
    }
    let asked = house.twilio().calls().of(Kind::Start).count();
    "+12025550150".clone_into(&mut one.phone);
    one.asks_for_a_code().await.is(200);
    assert_eq!(last(&house).1, one.phone, "the next one is asked at once");
    assert_eq!(house.twilio().calls().of(Kind::Start).count(), asked);
    house.wait(16);
    "+12025550151".clone_into(&mut one.phone);
    one.asks_for_a_code().await.is(200);
    assert_eq!(house.twilio().calls().starts(&one.phone), 1, "after a rest it is tried again");
    one.guesses(&one.reads_the_code()).await.is(200);
}

async fn auto_climbs_with_every_resend_and_says_where_it_is(stage: Stage) {
    let house = stage.with("AUTO_CHANNELS", "sms,whatsapp,call").house().await;
    let ada = house.person("ada");
    let mut codes = Vec::new();
    for (channel, expected) in [("sms", "sms"), ("whatsapp", "whatsapp"), ("call", "call"), ("call", "call")]
    {
        let told = asks(&ada, "auto").await;
        assert_eq!(told["channel"], expected);
        assert_eq!(told["message"], format!("OTP sent successfully via {channel}"));
        assert_eq!(last(&house).0.as_str(), channel);
        codes.push(last(&house).2);
        let held = asks(&ada, "auto").await;
        assert_eq!(
            held["message"],
            format!("OTP already sent via {channel}"),
            "a double click climbs nothing"
        );
        house.wait(31);
    }
    assert_eq!(house.in_the_outbox().len(), 4);
    assert!(codes.iter().all(|code| *code == codes[0]), "one code, by whatever channel");
    ada.guesses(&codes[0]).await.is(200);
    let told = ada.posts("/send-otp", json!({"to": ada.email, "channel": "auto"})).await.is(200);
    assert_eq!(told["channel"], "email");
}

async fn auto_has_an_order_for_each_country_and_only_what_is_offered(stage: Stage) {
    let stage = stage.with("AUTO_CHANNELS", "whatsapp,sms").with("AUTO_CHANNELS_BR", "whatsapp,call,sms");
    let stage = ["CHANNEL_SMS", "CHANNEL_CALL", "CHANNEL_EMAIL"]
        .into_iter()
        .fold(stage, |stage, key| stage.with(key, "sandbox"));
    let house = stage.house().await;
    let ada = house.person("ada");
    assert_eq!(asks(&ada, "auto").await["channel"], "sms", "nobody serves WhatsApp");
    let mut brazilian = house.person("bea");
    "+5511961234567".clone_into(&mut brazilian.phone);
    assert_eq!(asks(&brazilian, "auto").await["channel"], "call");
    let refused = ada.posts("/send-otp", json!({"to": ada.phone, "channel": "pigeon"})).await;
    let told = refused.is_problem(400, "invalid_request");
    assert_eq!(told["errors"][0]["message"], "channel must be one of auto, sms, whatsapp, call and email.");
    // a fixed line is only ever called
    let mut bob = house.person("bob");
    "+442079460123".clone_into(&mut bob.phone);
    bob.posts("/send-otp", json!({"to": bob.phone, "channel": "auto"}))
        .await
        .is_problem(422, "undeliverable");
}

async fn auto_goes_on_where_the_channel_is_closed(stage: Stage) {
    let stage = stage.with("AUTO_CHANNELS", "sms,call");
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    house.twilio().script(Script::on(Kind::Start).act(status(403, 60410)));
    let told = asks(&ada, "auto").await;
    assert_eq!(told["channel"], "call", "a range that is blocked for text messages can be called");
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_21_auto_resets_by_the_mailbox_next_and_answers_alike(stage: Stage) {
    let house = stage.with("AUTO_CHANNELS", "sms,email").house().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins_with_a_proven_mailbox().await;
    house.wait(31);
    let began = house.in_the_outbox().len();
    let mut answers = Vec::new();
    for (round, channel) in [(1, Channel::Sms), (2, Channel::Email)] {
        let told = ada.forgot(json!({"channel": "auto"})).await;
        house.settles_until(|| house.in_the_outbox().len() == began + round).await;
        let to = if channel == Channel::Email { &ada.email } else { &ada.phone };
        assert_eq!((last(&house).0, &last(&house).1), (channel, to));
        let strangers = nobody.forgot(json!({"channel": "auto"})).await;
        assert_eq!(told.body["channel"], "auto", "the rung is not told");
        assert_eq!(told.clone().alike(), strangers.alike());
        answers.push(told);
        house.wait(31);
    }
    let code = last(&house).2;
    ada.forgot(json!({"otp_code": code, "new_password": "buses run on thursdays"})).await.is(200);
    assert_eq!(house.in_the_outbox().len(), began + 2, "nobody got nothing");
}

async fn security_21_auto_tells_nobody_how_many_ways_there_are_to_an_account(stage: Stage) {
    let house = stage.with("AUTO_CHANNELS", "sms,email").without_limits().house().await;
    let (ada, bob, nobody) = (house.person("ada"), house.person("bob"), house.person("nobody"));
    ada.joins_with_a_proven_mailbox().await;
    bob.joins().await;
    house.wait(31);
    for round in 0..3 {
        let mut told = Vec::new();
        for person in [&ada, &bob, &nobody] {
            let mut seen = vec![person.forgot(json!({"channel": "auto"})).await.alike()];
            house.settles_until(|| true).await;
            for _ in 0..=round {
                seen.push(person.forgot(json!({"channel": "auto", "otp_code": "000001"})).await.alike());
            }
            let login = json!({"to": person.phone, "channel": "auto"});
            seen.push(person.posts("/login-with-otp", login).await.alike());
            house.settles_until(|| true).await;
            told.push(seen);
        }
        assert_eq!(told[0], told[2], "round {round}, with a mailbox");
        assert_eq!(told[1], told[2], "round {round}, without");
        house.wait(100);
    }
}

async fn auto_signs_in_by_the_mailbox_next(stage: Stage) {
    let house = stage.with("AUTO_CHANNELS", "sms,email").house().await;
    let ada = house.person("ada");
    ada.joins_with_a_proven_mailbox().await;
    house.wait(31);
    let began = house.in_the_outbox().len();
    for (round, channel) in [(1, Channel::Sms), (2, Channel::Email)] {
        let body = json!({"to": ada.phone, "channel": "auto"});
        assert_eq!(ada.posts("/login-with-otp", body).await.is(200)["channel"], "auto");
        house.settles_until(|| house.in_the_outbox().len() == began + round).await;
        assert_eq!(last(&house).0, channel);
        house.wait(31);
    }
    let body = json!({"to": ada.phone, "otp_code": last(&house).2});
    assert!(ada.posts("/login-with-otp", body).await.is(200)["token"].is_string());
}

async fn auto_confirms_by_the_mailbox_next(stage: Stage) {
    let house = stage.with("AUTO_CHANNELS", "sms,email").house().await;
    let ada = house.person("ada");
    let joined = ada.joins_with_a_proven_mailbox().await;
    let token = joined["token"].as_str().unwrap();
    house.wait(31);
    let operation = json!({"action": "transfer", "details": {"amount": "5"}, "channel": "auto"});
    let ask = || ada.calls(poem::http::Method::POST, "/confirmations", token, operation.clone());
    let first = ask().await.is(201);
    assert_eq!(first["channel"], "sms");
    house.wait(31);
    let second = ask().await.is(201);
    assert_eq!((&second["channel"], &second["id"]), (&json!("email"), &first["id"]), "the same operation");
    assert!(second["masked_to"].as_str().unwrap().contains('@'), "{second}");
    let kept = ada.calls(poem::http::Method::GET, "/me/export", token, Value::Null).await.is(200);
    assert_eq!(kept["confirmations"][0]["channel"], "auto", "{kept}");
    let path = format!("/confirmations/{}", first["id"]);
    let body = json!({"otp_code": last(&house).2});
    ada.calls(poem::http::Method::POST, &path, token, body).await.is(200);
}

async fn a_number_is_never_proven_by_the_mailbox(stage: Stage) {
    let house = stage.with("AUTO_CHANNELS", "email,sms").house().await;
    let ada = house.person("ada");
    for _ in 0..2 {
        assert_eq!(asks(&ada, "auto").await["channel"], "sms");
        house.wait(31);
    }
    let enrolment = json!({"username": "ada", "password": ada.password, "mobile_number": ada.phone,
        "email": ada.email, "channel": "auto"});
    ada.posts("/api/v1/auth/register", enrolment).await.is(201);
    assert!(house.in_the_outbox().iter().all(|(channel, ..)| *channel == Channel::Sms));
}

async fn a_test_number_has_its_code_and_costs_nothing(stage: Stage) {
    let stage = stage.with("TEST_NUMBERS", "+15005550101=424242").with("ALLOWED_COUNTRIES", "SA");
    let stage = stage.with("TEST_NUMBERS_UNTIL", "2099-01-31").with("LIMIT_SEND_TOTAL", "1/1d");
    let house = stage.house_at_twilio().await;
    let mut reviewer = house.person("reviewer");
    "+15005550101".clone_into(&mut reviewer.phone);
    for _ in 0..12 {
        assert_eq!(asks(&reviewer, "sms").await["status"], "pending");
        house.wait(31);
    }
    asks(&reviewer, "call").await;
    for left in [4, 3, 2] {
        reviewer.guesses("111111").await.is_a_wrong_code(left);
    }
    reviewer.guesses("424242").await.is(200);
    reviewer.registers(json!({"otp_code": "424242"})).await.is(201);
    assert_eq!(house.twilio().calls().len(), 0, "nobody was asked anything");
    // the guesses are counted like everybody's
    asks(&reviewer, "sms").await;
    for left in [4, 3, 2, 1, 0] {
        reviewer.guesses("111111").await.is_a_wrong_code(left);
    }
    reviewer.guesses("424242").await.is_problem(422, "invalid_code");
}

async fn a_test_number_ends_with_its_date(stage: Stage) {
    let stage = stage.with("TEST_NUMBERS", "+15005550101=424242").with("TEST_NUMBERS_UNTIL", "2050-01-31");
    let house = stage.without_limits().house_at_twilio().await;
    let mut reviewer = house.person("reviewer");
    "+15005550101".clone_into(&mut reviewer.phone);
    asks(&reviewer, "sms").await;
    house.wait(26 * 366 * 86_400);
    reviewer.guesses("424242").await.is_problem(422, "invalid_code");
    asks(&reviewer, "sms").await;
    assert_eq!(house.twilio().calls().starts(&reviewer.phone), 1, "a number like any other");
    if reviewer.reads_the_code() != "424242" {
        reviewer.guesses("424242").await.is_a_wrong_code(4);
    }
}

async fn security_10_sends_are_limited_per_range_of_numbers(stage: Stage) {
    let house = stage.without_limits().with("LIMIT_SEND_PER_RANGE", "3/1h").house().await;
    let mut one = house.person("one");
    for n in 0..5 {
        one.phone = format!("+1202555{:04}", 100 + n);
        one.address = format!("203.0.113.{}", n + 1);
        let told = one.asks_for_a_code().await;
        if n < 3 {
            told.is(200);
        } else {
            told.is_problem(429, "too_many_requests");
        }
    }
    "+12125550100".clone_into(&mut one.phone);
    one.asks_for_a_code().await.is(200);
    assert_eq!(house.in_the_outbox().len(), 4);
    // of an account it acts in silence
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    house.wait(3601);
    ada.joins().await;
    house.wait(31);
    for n in 0..2 {
        one.phone = format!("+1202555{:04}", 180 + n);
        one.asks_for_a_code().await.is(200);
    }
    let sent = house.in_the_outbox().len();
    let told = ada.forgot(json!({})).await;
    assert_eq!(told.alike(), nobody.forgot(json!({})).await.alike());
    house.settles_until(|| true).await;
    assert_eq!(house.in_the_outbox().len(), sent, "nothing was sent, and nobody can tell");
}

async fn security_10_sends_are_limited_in_total(stage: Stage) {
    let house = stage.without_limits().with("LIMIT_SEND_TOTAL", "3/1d").house().await;
    let mut one = house.person("one");
    for (n, area) in [202, 212, 312, 415].into_iter().enumerate() {
        one.phone = format!("+1{area}5550100");
        one.address = format!("203.0.113.{}", n + 1);
        let told = one.asks_for_a_code().await;
        if n < 3 {
            told.is(200);
        } else {
            let told = told.is_problem(429, "too_many_requests");
            assert!(told["retry_after"].as_u64().unwrap() > 80_000, "{told}");
        }
    }
    // what was certainly not sent is not charged
    assert_eq!(house.in_the_outbox().len(), 3);
    house.wait(86_401);
    one.asks_for_a_code().await.is(200);
}

async fn security_10_what_goes_to_nobody_uses_up_no_limit_of_all(stage: Stage) {
    let house = stage.without_limits().with("LIMIT_SEND_TOTAL", "3/1d").house().await;
    let mut nobody = house.person("nobody");
    for n in 0..6 {
        nobody.email = format!("nobody{n}@example.com");
        nobody.address = format!("203.0.113.{}", n + 1);
        nobody.forgot(json!({})).await.is(200);
    }
    house.settles_until(|| true).await;
    let ada = house.person("ada");
    ada.joins().await;
    // what counts for an account acts in silence
    house.wait(31);
    for _ in 0..4 {
        ada.forgot(json!({})).await.is(200);
        house.settles_until(|| true).await;
        house.wait(31);
    }
    assert_eq!(house.in_the_outbox().len(), 3);
    house.person("bob").asks_for_a_code().await.is_problem(429, "too_many_requests");
}
