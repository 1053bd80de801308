//! What `ops/` watches is there: every figure and every label that an alert or a panel names is one that is exported. And it
//! watches: every alert fires when it should, and not before.

use std::collections::{BTreeMap, BTreeSet};

use identity::{Figure, FigureKind};
use serde_json::Value;

use crate::promql::World;

const ALERTS: &str = include_str!("../../../../ops/prometheus/alerts.yml");
const DASHBOARD: &str = include_str!("../../../../ops/grafana/doorcode.json");

/// Labels that whoever scrapes adds.
const ADDED: [&str; 2] = ["instance", "job"];

/// What can be asked for: every exported name with its labels.
fn exported() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut names = BTreeMap::new();
    for Figure { name, kind, labels, .. } in server::metrics::figures() {
        let labels: BTreeSet<&str> = labels.iter().copied().chain(ADDED).collect();
        if *kind == FigureKind::Histogram {
            let with_bounds = labels.iter().copied().chain(["le"]).collect();
            names.insert(format!("{name}_bucket"), with_bounds);
            for part in ["sum", "count"] {
                names.insert(format!("{name}_{part}"), labels.clone());
            }
        } else {
            names.insert((*name).to_owned(), labels);
        }
    }
    names
}

/// A word of an expression: a name, a number, or one sign; what stands in quotes is one word.
fn words(expression: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut letters = expression.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut word = String::from(letter);
        if letter == '"' {
            for inside in letters.by_ref() {
                word.push(inside);
                if inside == '"' {
                    break;
                }
            }
        } else if letter.is_alphanumeric() || matches!(letter, '_' | '$') {
            while let Some(next) = letters.next_if(|next| next.is_alphanumeric() || *next == '_') {
                word.push(next);
            }
        } else if letter.is_whitespace() {
            continue;
        }
        words.push(word);
    }
    words
}

/// The names between the bracket at `at` and its end: what stands before `=`, `!` or `,`, or alone.
fn names_within(words: &[String], at: usize, end: &str) -> Vec<String> {
    let inside = words[at + 1..].iter().take_while(|word| *word != end);
    let is_name = |word: &&String| word.starts_with(|first: char| first.is_ascii_alphabetic());
    inside.filter(is_name).cloned().collect()
}

/// Everything wrong with an expression.
fn faults(expression: &str) -> Vec<String> {
    let (names, words) = (exported(), words(expression));
    let mut faults = Vec::new();
    let mut figures: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.starts_with("doorcode_")) {
        let Some(labels) = names.get(word) else {
            faults.push(format!("{word} is not exported"));
            continue;
        };
        figures.push(word);
        if words.get(at + 1).is_some_and(|next| next == "{") {
            let asked = names_within(&words, at + 1, "}");
            let strange = asked.iter().filter(|label| !labels.contains(label.as_str()));
            faults.extend(strange.map(|label| format!("{word} has no label {label}")));
        }
    }
    if figures.is_empty() && faults.is_empty() {
        faults.push("no figure is asked for".to_owned());
    }
    // what is told apart by a label must have it, whichever side of an operator it stands on
    for (at, word) in words.iter().enumerate() {
        if matches!(word.as_str(), "by" | "without" | "on" | "ignoring") {
            for label in names_within(&words, at + 1, ")") {
                let without = figures.iter().filter(|name| !names[**name].contains(label.as_str()));
                faults.extend(without.map(|name| format!("{name} has no label {label}")));
            }
        }
    }
    faults
}

/// The labels in `{{ $labels.name }}` or `{{name}}`.
fn shown(text: &str) -> Vec<&str> {
    let each = text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0.trim()));
    each.filter(|word| !word.starts_with("$value"))
        .map(|word| word.trim_start_matches("$labels.").split(' ').next().unwrap_or_default())
        .collect()
}

/// Whether the outermost result still has a label: all of its aggregations keep it.
fn keeps(expression: &str, label: &str) -> bool {
    let words = words(expression);
    let kept = words.iter().enumerate().filter(|(_, word)| *word == "by");
    kept.clone().count() > 0
        && kept
            .map(|(at, _)| names_within(&words, at + 1, ")"))
            .all(|names| names.iter().any(|name| name == label))
}

fn rules() -> Vec<Value> {
    let alerts: Value = serde_norway::from_str(ALERTS).unwrap();
    let groups = alerts["groups"].as_array().unwrap().iter();
    groups.flat_map(|group| group["rules"].as_array().unwrap().clone()).collect()
}

#[test]
fn every_alert_asks_for_what_is_exported() {
    let mut names = BTreeSet::new();
    for rule in &rules() {
        let (name, expression) = (rule["alert"].as_str().unwrap(), rule["expr"].as_str().unwrap());
        assert!(names.insert(name.to_owned()), "{name} twice");
        assert_eq!(faults(expression), [""; 0], "{name}");
        assert!(matches!(rule["labels"]["severity"].as_str(), Some("page" | "ticket")), "{name}");
        let told = rule["annotations"].as_object().unwrap();
        assert!(told.contains_key("summary"), "{name}");
        for label in told.values().flat_map(|text| shown(text.as_str().unwrap())) {
            assert!(keeps(expression, label), "{name} tells {label}, which its expression loses");
        }
    }
    assert!(names.len() >= 10, "{names:?}");
}

#[test]
fn every_panel_asks_for_what_is_exported() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let mut asked = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        let title = panel["title"].as_str().unwrap();
        for target in panel["targets"].as_array().into_iter().flatten() {
            let expression = target["expr"].as_str().unwrap();
            assert_eq!(faults(expression), [""; 0], "{title}");
            for label in shown(target["legendFormat"].as_str().unwrap()) {
                assert!(keeps(expression, label), "{title} shows {label}, which its expression loses");
            }
            asked += 1;
        }
    }
    assert!(asked >= 15, "only {asked} questions");
    let ids: Vec<_> =
        dashboard["panels"].as_array().unwrap().iter().map(|panel| panel["id"].as_i64()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a panel stands twice");
    for variable in dashboard["templating"]["list"].as_array().unwrap() {
        if let Some(query) = variable["query"]["query"].as_str() {
            let inside = query.trim_start_matches("label_values(").trim_end_matches(')');
            let (name, label) = inside.split_once(", ").unwrap();
            assert!(exported()[name].contains(label), "{query}");
        }
    }
}

#[test]
fn a_figure_that_is_not_there_is_noticed() {
    for (expression, fault) in [
        ("rate(doorcode_sent_total[5m])", "doorcode_sent_total is not exported"),
        ("sum(doorcode_provider_seconds)", "doorcode_provider_seconds is not exported"),
        ("doorcode_sends_total{outcom=\"sent\"}", "doorcode_sends_total has no label outcom"),
        ("sum by (county) (doorcode_sends_total)", "doorcode_sends_total has no label county"),
        ("doorcode_cost_total{le=\"1\"}", "doorcode_cost_total has no label le"),
        ("up == 0", "no figure is asked for"),
    ] {
        assert_eq!(faults(expression), [fault], "{expression}");
    }
    assert_eq!(faults("doorcode_sends_total{outcome=~\"sent|x y\",country!=\"US\"} > 3"), [""; 0]);
}

/// So long the figures of a day are there, in minutes: today, and the same hours of yesterday.
const DAY: u16 = 1700;

/// So much a minute, all day.
fn steady(by: f64) -> impl Iterator<Item = f64> {
    (0..=DAY).map(move |minute| f64::from(minute) * by)
}

/// So much a minute, until the last hour; then so much.
fn lately(before: f64, then: f64) -> impl Iterator<Item = f64> {
    let turn = DAY - 60;
    (0..=DAY).map(move |now| f64::from(now.min(turn)) * before + f64::from(now.saturating_sub(turn)) * then)
}

/// Nobody had heard of it until an hour ago: it is there from its first value on.
fn new(by: f64) -> impl Iterator<Item = f64> {
    (1..=60).map(move |minute| f64::from(minute) * by)
}

const STARTED: &str = r#"doorcode_verifications_started_total{country="US",channel="sms",purpose="login",provider="a",leg="first"}"#;
const APPROVED: &str =
    r#"doorcode_verifications_approved_total{country="US",channel="sms",purpose="login",provider="a"}"#;
const DELIVERED: &str =
    r#"doorcode_deliveries_total{provider="a",channel="sms",country="US",outcome="delivered",reason="none"}"#;
const BLOCKED: &str =
    r#"doorcode_deliveries_total{provider="a",channel="sms",country="US",outcome="failed",reason="blocked"}"#;
const COST: &str = r#"doorcode_cost_total{country="US",channel="sms",purpose="login",provider="a"}"#;
const DENIED: &str =
    r#"doorcode_provider_failures_total{provider="a",call="send",channel="sms",failure="denied"}"#;
const UNKNOWN: &str =
    r#"doorcode_provider_failures_total{provider="a",call="send",channel="sms",failure="unknown"}"#;
const QUICK: &str =
    r#"doorcode_provider_seconds_bucket{provider="a",call="send",channel="sms",outcome="sent",le="0.5"}"#;
const CIRCUIT: &str = r#"doorcode_provider_circuit{provider="a",channel="sms"}"#;
const REFUSED: &str = r#"doorcode_reports_refused_total{provider="a",fault="forged"}"#;
const LIMITS: &str = r#"doorcode_limits_hit_total{limit="send_total",purpose="login",country="US"}"#;
const STORE: &str = r#"doorcode_store_failures_total{question="reserve"}"#;
const ERRORS: &str = r#"doorcode_http_requests_total{method="POST",route="/login",status="503"}"#;

/// A day like any other: a little of everything goes wrong.
fn a_good_day() -> World {
    let mut world = World::default();
    let calls = r#"provider="a",call="send",channel="sms",outcome="sent""#;
    let sends = r#"doorcode_sends_total{purpose="login",provider="a",channel="sms",country="US",outcome="#;
    world.has(STARTED, steady(2.0)).has(APPROVED, steady(1.5)).has(COST, steady(0.02));
    world.has(DELIVERED, steady(1.8)).has(BLOCKED, steady(0.2)).has(REFUSED, steady(0.1));
    world
        .has(DENIED, steady(0.0))
        .has(UNKNOWN, steady(0.1))
        .has(CIRCUIT, steady(0.0))
        .has(QUICK, steady(3.9));
    world.has(&format!("doorcode_provider_seconds_bucket{{{calls},le=\"5.0\"}}"), steady(4.0));
    world.has(&format!("doorcode_provider_seconds_bucket{{{calls},le=\"+Inf\"}}"), steady(4.0));
    world.has(&format!("doorcode_provider_seconds_count{{{calls}}}"), steady(4.0));
    world.has(&format!("{sends}\"sent\"}}"), steady(2.0)).has(&format!("{sends}\"unknown\"}}"), steady(0.1));
    world.has(r#"doorcode_checks_total{channel="sms",outcome="right"}"#, steady(1.5));
    world.has(r#"doorcode_approval_seconds_bucket{channel="sms",le="20"}"#, steady(1.4));
    world.has(r#"doorcode_approval_seconds_bucket{channel="sms",le="+Inf"}"#, steady(1.5));
    world.has(r#"doorcode_provider_calls{provider="a",channel="sms"}"#, steady(0.0));
    world.has(r#"doorcode_http_requests_total{method="POST",route="/login",status="200"}"#, steady(60.0));
    world.has(LIMITS, steady(0.5)).has(STORE, lately(0.001, 0.0)).has(ERRORS, steady(0.2));
    world
}

/// The alerts that fire, whatever time they wait for more of it.
fn alarms(world: &World) -> BTreeSet<String> {
    let fires = |rule: &&Value| !world.says(rule["expr"].as_str().unwrap()).is_empty();
    rules().iter().filter(fires).map(|rule| rule["alert"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_alert_fires_when_it_should_and_not_before() {
    assert_eq!(alarms(&World::default()), BTreeSet::new());
    assert_eq!(alarms(&a_good_day()), BTreeSet::new());
    let abroad = |sample: &str| sample.replace("US", "TJ");
    let another = |sample: &str| sample.replace("provider=\"a\"", "provider=\"b\"");
    let mut seen = BTreeSet::new();
    let mut fires = |what: &str, changes: &[(&str, Vec<f64>)], wanted: &[&str]| {
        let mut world = a_good_day();
        for (sample, values) in changes {
            world.has(sample, values.iter().copied());
        }
        let wanted: BTreeSet<String> = wanted.iter().map(|name| format!("Doorcode{name}")).collect();
        assert_eq!(alarms(&world), wanted, "{what}");
        seen.extend(wanted);
    };
    let once = || steady(0.0).take(DAY.into()).chain([1.0]).collect();
    fires("one call is denied", &[(DENIED, once())], &["ProviderDenied"]);
    fires("a line is left alone", &[(CIRCUIT, vec![2.0])], &["ProviderCircuitOpen"]);
    fires("no answers", &[(UNKNOWN, lately(0.1, 1.0).collect())], &["ProviderFails"]);
    fires("late answers", &[(QUICK, lately(3.9, 2.0).collect())], &["ProviderSlow"]);
    let three_in_ten: &[_] =
        &[(DELIVERED, lately(1.8, 1.4).collect()), (BLOCKED, lately(0.2, 0.6).collect())];
    fires("three in ten do not arrive", three_in_ten, &["DeliveriesFail"]);
    fires(
        "nothing of a new provider arrives",
        &[(&another(BLOCKED), new(1.0).collect())],
        &["DeliveriesFail"],
    );
    fires("reports by somebody else", &[(REFUSED, lately(0.1, 1.0).collect())], &["ReportsRefused"]);
    fires("fewer codes are typed", &[(APPROVED, lately(1.5, 0.5).collect())], &["CompletionFalls"]);
    let both = ["CompletionFalls", "CodesNobodyTypes"];
    fires("no code is typed any more", &[(APPROVED, lately(1.5, 0.0).collect())], &both);
    fires("pumping", &[(&abroad(STARTED), new(2.0).collect())], &["CodesNobodyTypes"]);
    let begun: &[_] = &[(&*abroad(STARTED), new(2.0).collect()), (&*abroad(APPROVED), new(0.0).collect())];
    fires("pumping, with approvals that began at nought", begun, &["CodesNobodyTypes"]);
    fires("few codes to a new country", &[(&abroad(STARTED), new(0.5).collect())], &[]);
    fires("a country that is new today costs", &[(&abroad(COST), new(0.2).collect())], &["SpendRises"]);
    fires("a country costs more than ever", &[(COST, lately(0.02, 0.1).collect())], &["SpendRises"]);
    fires("a new country costs little", &[(&abroad(COST), new(0.02).collect())], &[]);
    fires("every hour costs too much", &[(COST, steady(1.0).collect())], &["SpendHigh"]);
    fires("a limit is hit", &[(LIMITS, lately(0.5, 5.0).collect())], &["LimitsHit"]);
    fires("the database is away", &[(STORE, lately(0.0, 1.0).collect())], &["StoreFails"]);
    fires("faults of ours", &[(ERRORS, lately(0.2, 6.0).collect())], &["Errors"]);
    let all: BTreeSet<String> =
        rules().iter().map(|rule| rule["alert"].as_str().unwrap().to_owned()).collect();
    assert_eq!(seen, all, "an alert was never seen to fire");
}

#[test]
fn every_panel_shows_a_good_day() {
    let (dashboard, world): (Value, _) = (serde_json::from_str(DASHBOARD).unwrap(), a_good_day());
    for panel in dashboard["panels"].as_array().unwrap() {
        let title = panel["title"].as_str().unwrap();
        for target in panel["targets"].as_array().into_iter().flatten() {
            let expression = target["expr"].as_str().unwrap();
            let expression =
                ["$country", "$channel"].iter().fold(expression.to_owned(), |e, v| e.replace(v, ".*"));
            let shown = world.says(&expression.replace("$__rate_interval", "5m"));
            assert!(!shown.is_empty(), "{title} is empty");
            assert!(shown.values().all(|value| value.is_finite() && *value >= 0.0), "{title}: {shown:?}");
            if panel["fieldConfig"]["defaults"]["unit"] == "percentunit" {
                assert!(shown.values().all(|share| *share <= 1.0), "{title}: {shown:?}");
            }
        }
    }
}
