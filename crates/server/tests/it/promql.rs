//! As much of `PromQL` as the files in `ops/` speak, over figures that a test makes up: one point a minute, up to now. What
//! Prometheus adds by extrapolation is left out; what it never sees, the first value of a series, is not seen here either.

use std::collections::{BTreeMap, BTreeSet};

/// What tells the samples of a figure apart.
pub(crate) type Labels = BTreeMap<String, String>;

/// Figures and their values, one a minute, the last of them now.
#[derive(Default)]
pub(crate) struct World(Vec<(String, Labels, Vec<f64>)>);

/// An answer: one number, or one for each set of labels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Number(f64),
    Series(BTreeMap<Labels, f64>),
}

impl World {
    /// A figure as it is written, `name{label="value"}`, and its values; the last one is now.
    pub(crate) fn has(&mut self, sample: &str, values: impl IntoIterator<Item = f64>) -> &mut Self {
        let mut words = Reader::of(sample);
        let (name, labels) = (words.next(), words.matchers());
        let labels = labels.into_iter().map(|(label, _, value)| (label, value)).collect();
        self.0.push((name, labels, values.into_iter().collect()));
        self
    }

    /// What an expression says of it.
    pub(crate) fn says(&self, expression: &str) -> BTreeMap<Labels, f64> {
        let mut words = Reader::of(expression);
        let answer = words.operation(self, 0);
        assert!(words.words.is_empty(), "not understood from {:?} on", words.words.last());
        match answer {
            Answer::Series(series) => series,
            Answer::Number(number) => BTreeMap::from([(Labels::new(), number)]),
        }
    }
}

/// The words of an expression, the next one last.
struct Reader {
    words: Vec<String>,
}

/// What binds more loosely stands first.
const OPERATORS: [&[&str]; 5] =
    [&["or"], &["and", "unless"], &["==", "!=", ">=", "<=", ">", "<"], &["+", "-"], &["*", "/"]];

impl Reader {
    fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let end = if first == '"' {
                rest[1..].find('"').unwrap() + 2
            } else if first.is_alphanumeric() {
                rest.find(|next: char| !next.is_alphanumeric() && !"_.".contains(next)).unwrap_or(rest.len())
            } else {
                let two = ["=~", "!~", "!=", "==", ">=", "<="].iter().any(|sign| rest.starts_with(sign));
                if two { 2 } else { first.len_utf8() }
            };
            words.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
        }
        words.reverse();
        Self { words }
    }

    fn next(&mut self) -> String {
        self.words.pop().unwrap_or_default()
    }

    fn takes(&mut self, word: &str) -> bool {
        let it_is = self.words.last().is_some_and(|next| next == word);
        if it_is {
            self.words.pop();
        }
        it_is
    }

    #[track_caller]
    fn must(&mut self, word: &str) {
        assert!(self.takes(word), "{word} is missing before {:?}", self.words.last());
    }

    fn operation(&mut self, world: &World, looseness: usize) -> Answer {
        let Some(operators) = OPERATORS.get(looseness) else { return self.operand(world) };
        let mut left = self.operation(world, looseness + 1);
        while let Some(sign) = operators.iter().find(|sign| self.takes(sign)) {
            left = combined(left, sign, self.operation(world, looseness + 1));
        }
        left
    }

    fn operand(&mut self, world: &World) -> Answer {
        let begins = self.next();
        match begins.as_str() {
            "(" => {
                let inside = self.operation(world, 0);
                self.must(")");
                inside
            }
            "sum" | "max" => {
                let kept = if self.takes("by") { self.names() } else { BTreeSet::new() };
                self.must("(");
                let Answer::Series(series) = self.operation(world, 0) else { panic!("{begins} of a number") };
                self.must(")");
                let mut grouped: BTreeMap<Labels, f64> = BTreeMap::new();
                for (labels, value) in series {
                    let labels = labels.into_iter().filter(|(name, _)| kept.contains(name)).collect();
                    let all = grouped.entry(labels).or_insert(if begins == "sum" { 0.0 } else { value });
                    *all = if begins == "sum" { *all + value } else { all.max(value) };
                }
                Answer::Series(grouped)
            }
            "increase" | "rate" => {
                self.must("(");
                let (name, asked) = (self.next(), self.matchers());
                self.must("[");
                let minutes = minutes(&self.next());
                self.must("]");
                let offset = if self.takes("offset") { self::minutes(&self.next()) } else { 0 };
                self.must(")");
                let seconds =
                    if begins == "rate" { f64::from(u32::try_from(minutes * 60).unwrap()) } else { 1.0 };
                world.each(&name, &asked, |values| {
                    let upto = values.get(..values.len().checked_sub(offset)?)?;
                    let seen = &upto[upto.len().saturating_sub(minutes + 1)..];
                    // one that fell began again at nought
                    let rise = |pair: &[f64]| if pair[1] < pair[0] { pair[1] } else { pair[1] - pair[0] };
                    (seen.len() > 1).then(|| seen.windows(2).map(rise).sum::<f64>() / seconds)
                })
            }
            "histogram_quantile" => {
                self.must("(");
                let Answer::Number(share) = self.operation(world, 0) else { panic!("no share") };
                self.must(",");
                let Answer::Series(buckets) = self.operation(world, 0) else { panic!("no buckets") };
                self.must(")");
                Answer::Series(quantiles(share, buckets))
            }
            number if number.starts_with(|first: char| first.is_ascii_digit()) => {
                Answer::Number(number.parse().unwrap())
            }
            name => {
                let asked = self.matchers();
                world.each(name, &asked, |values| values.last().copied())
            }
        }
    }

    fn names(&mut self) -> BTreeSet<String> {
        self.must("(");
        let mut names = BTreeSet::new();
        while !self.takes(")") {
            names.insert(self.next());
            self.takes(",");
        }
        names
    }

    /// `{label="value",…}`, or nothing.
    fn matchers(&mut self) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        if self.takes("{") {
            while !self.takes("}") {
                found.push((self.next(), self.next(), self.next().trim_matches('"').to_owned()));
                self.takes(",");
            }
        }
        found
    }
}

impl World {
    fn each(
        &self,
        name: &str,
        asked: &[(String, String, String)],
        value: impl Fn(&[f64]) -> Option<f64>,
    ) -> Answer {
        let fits = |labels: &Labels| {
            asked.iter().all(|(label, sign, wanted)| {
                let found = labels.get(label).map_or("", String::as_str);
                match sign.as_str() {
                    "=" => found == wanted,
                    "!=" => found != wanted,
                    "=~" => wanted.split('|').any(|pattern| is_like(found, pattern)),
                    _ => !wanted.split('|').any(|pattern| is_like(found, pattern)),
                }
            })
        };
        let own = self.0.iter().filter(|(of, labels, _)| of == name && fits(labels));
        Answer::Series(own.filter_map(|(_, labels, values)| Some((labels.clone(), value(values)?))).collect())
    }
}

/// Letters, a point for any one of them, or `.*`.
fn is_like(found: &str, pattern: &str) -> bool {
    let same = |(found, wanted): (char, char)| wanted == '.' || wanted == found;
    pattern == ".*" || (found.len() == pattern.len() && found.chars().zip(pattern.chars()).all(same))
}

fn minutes(span: &str) -> usize {
    let (count, unit) = span.split_at(span.len() - 1);
    let count: usize = count.parse().unwrap();
    match unit {
        "m" => count,
        "h" => count * 60,
        "d" => count * 60 * 24,
        _ => panic!("{span}"),
    }
}

fn combined(left: Answer, sign: &str, right: Answer) -> Answer {
    use Answer::{Number, Series};
    let keeps = |yes: bool, value: f64| yes.then_some(value);
    let of = |a: f64, b: f64| match sign {
        "+" => Some(a + b),
        "-" => Some(a - b),
        "*" => Some(a * b),
        "/" => Some(a / b),
        ">" => keeps(a > b, a),
        "<" => keeps(a < b, a),
        ">=" => keeps(a >= b, a),
        "<=" => keeps(a <= b, a),
        "==" => keeps(a.total_cmp(&b).is_eq(), a),
        _ => keeps(a.total_cmp(&b).is_ne(), a),
    };
    match (left, right) {
        (Series(left), Series(right)) => Series(match sign {
            "or" => right.into_iter().chain(left).collect(),
            "and" => left.into_iter().filter(|(labels, _)| right.contains_key(labels)).collect(),
            "unless" => left.into_iter().filter(|(labels, _)| !right.contains_key(labels)).collect(),
            _ => {
                let pairs =
                    left.into_iter().filter_map(|(labels, a)| Some((a, *right.get(&labels)?, labels)));
                pairs.filter_map(|(a, b, labels)| Some((labels, of(a, b)?))).collect()
            }
        }),
        (Series(left), Number(b)) => {
            Series(left.into_iter().filter_map(|(labels, a)| Some((labels, of(a, b)?))).collect())
        }
        (Number(a), Series(right)) => {
            Series(right.into_iter().filter_map(|(labels, b)| Some((labels, of(a, b)?))).collect())
        }
        (Number(_), Number(_)) => panic!("two numbers"),
    }
}

/// By the upper bound of the bucket in which it lies.
fn quantiles(share: f64, buckets: BTreeMap<Labels, f64>) -> BTreeMap<Labels, f64> {
    let mut grouped: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for (mut labels, count) in buckets {
        let bound = labels.remove("le").unwrap().replace("+Inf", "inf").parse().unwrap();
        grouped.entry(labels).or_default().push((bound, count));
    }
    let found = grouped.into_iter().filter_map(|(labels, mut buckets)| {
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        let wanted = share * buckets.last()?.1;
        Some((labels, buckets.into_iter().find(|(_, count)| *count >= wanted)?.0))
    });
    found.collect()
}
