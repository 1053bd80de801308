//! The one door to the environment: the process's variables, and under them a file, `.env` in the current folder unless
//! another one is named.

use std::{collections::BTreeMap, io::ErrorKind, path::Path};

use channels::Settings;

use super::dotenv;

/// What stands outside.
pub struct Source {
    /// Every key with its value; the environment wins over the file.
    pub settings: Settings,
    /// Keys that stand in the file.
    pub in_file: Vec<String>,
    /// The file as people call it, where one was read.
    pub file: Option<String>,
}

/// The file that is read where none is named.
const USUAL: &str = ".env";

/// Reads the environment and a file of settings: the one that is named, or `.env` where it exists.
pub fn from_environment(named: Option<&Path>) -> Source {
    let path = named.unwrap_or(Path::new(USUAL));
    let name = path.display().to_string();
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    match std::fs::read_to_string(path) {
        Ok(text) => merged(variables, &text, Some(name)),
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => merged(variables, "", None),
        Err(error) => {
            let source = merged(variables, "", None);
            let fault = match error.kind() {
                ErrorKind::NotFound => "there is no such file",
                ErrorKind::PermissionDenied => "this user may not read the file",
                _ => "the file is there but cannot be read",
            };
            source.settings.fault(name, fault, "a text file in UTF-8 that you may read");
            source
        }
    }
}

fn merged(variables: Vec<(String, String)>, text: &str, file: Option<String>) -> Source {
    let (read, faults) = dotenv::entries(text);
    let in_file = read.iter().map(|(key, _)| key.clone()).filter(|key| dotenv::is_name(key)).collect();
    let mut all: BTreeMap<String, String> = read.into_iter().collect();
    all.extend(variables);
    let settings = Settings::new(all);
    let name = file.as_deref().unwrap_or(USUAL);
    for fault in faults {
        let place = format!("{name}, line {}", fault.line);
        let place = fault.key.map_or(place.clone(), |key| format!("{place}, {key}"));
        settings.fault(place, fault.fault, fault.example);
    }
    Source { settings, in_file, file }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)], text: &str) -> Source {
        let variables = variables.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        merged(variables.collect(), text, Some(USUAL.to_owned()))
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let source = read(&[("PORT", "9000")], "PORT=8000\nHOST=127.0.0.1\n");
        assert_eq!(source.settings.text("PORT").as_deref(), Some("9000"));
        assert_eq!(source.settings.text("HOST").as_deref(), Some("127.0.0.1"));
        assert_eq!(source.in_file, ["PORT", "HOST"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_by_number_and_key_and_never_repeated() {
        let source = read(&[], "PORT=8000\nTWILIO_AUTH_TOKEN=s3cret word\n");
        let faults = source.settings.faults();
        assert_eq!(faults[0].key, ".env, line 2, TWILIO_AUTH_TOKEN");
        assert!(!format!("{faults:?}").contains("s3cret"), "{faults:?}");
    }
}
