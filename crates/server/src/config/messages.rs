//! The words of messages made here: the brand, the domain that codes are bound to, and the templates of `MESSAGES_DIR`, read once.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use channels::{Settings, Templates, Words};

const FOLDER: &str = "MESSAGES_DIR";
const FOLDER_EXAMPLE: &str = "MESSAGES_DIR=/etc/doorcode/messages";

/// What every message made here is written with; what is wrong is noted.
pub(super) fn read(settings: &Settings, brand: &str, life: Duration) -> Words {
    let domain = domain(settings);
    let files = settings.text(FOLDER).map(|folder| files(settings, Path::new(&folder))).unwrap_or_default();
    let (templates, faults) = Templates::read(files, domain.is_some());
    for fault in faults {
        settings.fault(format!("{FOLDER}, {}", fault.place), fault.fault, fault.example);
    }
    Words::new(brand, life).bound_to(domain).with(templates)
}

/// The host a browser knows the site by: no scheme, port or path.
fn domain(settings: &Settings) -> Option<String> {
    let key = "WEBOTP_DOMAIN";
    let text = settings.text(key)?.to_ascii_lowercase();
    if !is_host(&text) {
        let fault = "must be the name of a host alone, without scheme, port and path; other scripts as xn--…";
        settings.fault(key, fault, "WEBOTP_DOMAIN=example.com");
        return None;
    }
    Some(text)
}

/// Labels of letters, digits and hyphens (RFC 1123, 2.1); an address in digits is no name.
fn is_host(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let fits = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named = labels.last().is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
    text.len() <= 253 && (labels.len() > 1 || text == "localhost") && named && labels.iter().all(fits)
}

/// The files of the folder by name, in the order of the alphabet; hidden ones are nobody's.
fn files(settings: &Settings, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>)
    {
        Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
        Err(error) => {
            let fault = match error.kind() {
                io::ErrorKind::NotFound => "there is no such folder",
                io::ErrorKind::NotADirectory => "must be a folder",
                io::ErrorKind::PermissionDenied => "this user may not read the folder",
                _ => "the folder cannot be read",
            };
            settings.fault(FOLDER, fault, FOLDER_EXAMPLE);
            return Vec::new();
        }
    };
    paths.sort();
    let mut read = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let tell = |fault: &str| {
            let example = "a text file in UTF-8 that you may read";
            settings.fault(format!("{FOLDER}, {name}"), fault, example);
        };
        // anything else, a pipe for one, might be read for ever
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => tell("is a folder: templates lie side by side"),
            Ok(found) if !found.is_file() => tell("is no file"),
            Ok(_) => match beginning(&path) {
                Ok(content) => read.push((name, content)),
                Err(_) => tell("cannot be read"),
            },
            Err(_) => tell("cannot be read"),
        }
    }
    read
}

/// No more of a file than shows that it is too long for a template.
fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    fs::File::open(path)?.take(Templates::LONGEST + 1).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_the_name_of_a_host() {
        for good in
            ["example.com", "otp.example.co.uk", "localhost", "xn--bcher-kva.example", "1.example.com"]
        {
            assert!(is_host(good), "{good}");
        }
        let long = format!("{}.com", "a".repeat(64));
        for bad in [
            "",
            "example",
            "https://example.com",
            "example.com:443",
            "example.com/",
            "@example.com",
            "exa mple.com",
            "example.com.",
            ".example.com",
            "-a.example.com",
            "a-.example.com",
            "bücher.example",
            "192.0.2.1",
            "[::1]",
            &long,
        ] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
