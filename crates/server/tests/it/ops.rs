//! What `ops/` watches is there: every figure and every label that an alert or a panel names is one that is exported.

use std::collections::{BTreeMap, BTreeSet};

use identity::{Figure, FigureKind};
use serde_json::Value;

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

#[test]
fn every_alert_asks_for_what_is_exported() {
    let alerts: Value = serde_norway::from_str(ALERTS).unwrap();
    let mut names = BTreeSet::new();
    for rule in
        alerts["groups"].as_array().unwrap().iter().flat_map(|group| group["rules"].as_array().unwrap())
    {
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
