//! The one door to the environment: the process's variables, and under them a file `.env` in the current folder.

use std::{collections::BTreeMap, io::ErrorKind, path::Path};

use channels::Settings;

/// What stands outside.
pub struct Source {
    /// Every key with its value; the environment wins over the file.
    pub settings: Settings,
    /// Keys that stand in the file.
    pub in_file: Vec<String>,
}

/// Reads the environment and `.env`.
pub fn from_environment() -> Source {
    let file = std::fs::read_to_string(Path::new(".env"));
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    match file {
        Ok(text) => merged(variables, &text),
        Err(error) if error.kind() == ErrorKind::NotFound => merged(variables, ""),
        Err(_) => {
            let source = merged(variables, "");
            source.settings.fault(
                ".env",
                "the file is there but cannot be read",
                "a text file in UTF-8 you may read",
            );
            source
        }
    }
}

fn merged(variables: Vec<(String, String)>, file: &str) -> Source {
    let (read, faults) = entries(file);
    let in_file = read.iter().map(|(key, _)| key.clone()).collect();
    let mut all: BTreeMap<String, String> = read.into_iter().collect();
    all.extend(variables);
    let settings = Settings::new(all);
    for (line, fault, example) in faults {
        settings.fault(format!(".env, line {line}"), fault, example);
    }
    Source { settings, in_file }
}

type LineFault = (usize, &'static str, &'static str);

/// The entries of a file, and what is wrong with its lines. dotenvy's own error repeats the line, so it is never shown.
fn entries(file: &str) -> (Vec<(String, String)>, Vec<LineFault>) {
    let mut faults = substituted(file);
    let mut read = Vec::new();
    for entry in dotenvy::Iter::new(file.as_bytes()) {
        match entry {
            Ok(entry) => read.push(entry),
            Err(dotenvy::Error::LineParse(text, _)) => {
                let at =
                    file.lines().position(|line| line.contains(text.trim())).map_or(0, |place| place + 1);
                faults.push((at, "the line is not KEY=value", "BRAND_NAME='Two words'"));
            }
            Err(_) => {
                faults.push((0, "the file is not UTF-8 text", "a text file in UTF-8"));
                break;
            }
        }
    }
    (read, faults)
}

/// Lines in which `$x` would be replaced in silence: everywhere but in single quotes.
fn substituted(file: &str) -> Vec<LineFault> {
    let replaced = |line: &str| {
        let value = line.split_once('=').map_or("", |(_, value)| value.trim_start());
        let comment = line.trim_start().starts_with('#');
        let code = value.split(" #").next().unwrap_or_default();
        !comment && !value.starts_with('\'') && code.replace("\\$", "").contains('$')
    };
    let lines = file.lines().enumerate().filter(|(_, line)| replaced(line));
    lines
        .map(|(place, _)| {
            (place + 1, "a $ in the value would be replaced: put the value in single quotes", "KEY='a$b'")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_over_the_file() {
        let source = merged(vec![("PORT".into(), "9000".into())], "PORT=8000\nHOST=127.0.0.1\n");
        assert_eq!(source.settings.text("PORT").as_deref(), Some("9000"));
        assert_eq!(source.settings.text("HOST").as_deref(), Some("127.0.0.1"));
        assert_eq!(source.in_file, ["PORT", "HOST"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_by_its_number_and_never_repeated() {
        let source = merged(vec![], "PORT=8000\nTWILIO_AUTH_TOKEN=s3cret word\n");
        let faults = format!("{:?}", source.settings.faults());
        assert!(faults.contains("line 2"), "{faults}");
        assert!(!faults.contains("s3cret"), "{faults}");
    }

    #[test]
    fn a_dollar_is_reported_where_it_would_be_replaced() {
        let lines = |file| substituted(file).into_iter().map(|fault| fault.0).collect::<Vec<_>>();
        assert_eq!(lines("A=x$y\nB='x$y'\nC=\"x$y\"\nD=x\\$y\n# E=$x\nF=x # costs 5 $\n"), [1, 3]);
    }
}
