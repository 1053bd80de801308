//! The file `.env`: its entries, and what is wrong with its lines, by number and key. dotenvy reads the values; its own error
//! repeats the line, so it is never shown.

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineFault {
    /// Counted from 1.
    pub(super) line: usize,
    /// The key, where the line has one.
    pub(super) key: Option<String>,
    pub(super) fault: &'static str,
    pub(super) example: String,
}

/// The entries of a file, and the faults of its lines.
pub(super) fn entries(file: &str) -> (Vec<(String, String)>, Vec<LineFault>) {
    // editors on Windows begin a file with a byte order mark, which is no part of the first key
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < lines.len() {
        let (line, number) = (lines[at], at + 1);
        at += 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let rest = &lines[at..];
        let Some(more) = lines_to_the_closing_quote(line, rest) else {
            faults.push(fault(number, line, "a quote is opened and never closed"));
            continue;
        };
        at += more;
        let whole = [&[line], &rest[..more]].concat().join("\n");
        let substituted = is_substituted(line);
        if substituted {
            faults.push(dollar(number, line));
        }
        match dotenvy::Iter::new(whole.as_bytes()).next() {
            Some(Ok(entry)) => read.push(entry),
            Some(Err(_)) if !substituted => faults.push(fault(number, line, why(line))),
            Some(Err(_)) | None => {}
        }
    }
    (read, faults)
}

/// How many further lines a value in quotes goes on for; nothing where its quote is never closed.
fn lines_to_the_closing_quote(line: &str, rest: &[&str]) -> Option<usize> {
    let mut open = open_quote(line, None);
    for (more, next) in rest.iter().enumerate() {
        if open.is_none() {
            return Some(more);
        }
        open = open_quote(next, open);
    }
    open.is_none().then_some(rest.len())
}

/// The quote that is open at the end of a line. As dotenvy has it, a backslash takes the next character's meaning, and a
/// comment begins after white space.
fn open_quote(line: &str, mut open: Option<char>) -> Option<char> {
    let (mut escaped, mut after_space) = (false, false);
    for c in line.chars() {
        match open {
            _ if escaped => escaped = false,
            _ if c == '\\' => escaped = true,
            Some(quote) if c == quote => open = None,
            None if c == '#' && after_space => return None,
            None if c == '"' || c == '\'' => open = Some(c),
            _ => {}
        }
        after_space = open.is_none() && c.is_whitespace();
    }
    open
}

/// The key and the value of a line, as far as they can be told apart.
fn parts(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (key, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
    let key = key.trim();
    is_name(key).then(|| (key, value.trim()))
}

/// A name as keys have one. Anything else may be a piece of a secret, and is not told.
pub(super) fn is_name(text: &str) -> bool {
    let named = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    named && text.len() <= 64 && text.starts_with(|first: char| first.is_ascii_uppercase())
}

fn why(line: &str) -> &'static str {
    match parts(line) {
        None => "the line is not KEY=value",
        Some((_, value)) if !value.starts_with(['"', '\'']) && value.contains(char::is_whitespace) => {
            "a value with white space must be in quotes"
        }
        Some(_) => "the value cannot be read: put it in single quotes",
    }
}

fn fault(line: usize, text: &str, fault: &'static str) -> LineFault {
    let key = parts(text).map(|(key, _)| key.to_owned());
    let example = format!("{}='the value'", key.as_deref().unwrap_or("BRAND_NAME"));
    LineFault { line, key, fault, example }
}

fn dollar(line: usize, text: &str) -> LineFault {
    let fault = fault(line, text, "a $ in the value would be replaced: put the value in single quotes");
    let example = format!("{}='a$b'", fault.key.as_deref().unwrap_or("KEY"));
    LineFault { example, ..fault }
}

/// Whether `$x` would be replaced in silence: everywhere but in single quotes.
fn is_substituted(line: &str) -> bool {
    let value = line.split_once('=').map_or("", |(_, value)| value.trim_start());
    let code = value.split(" #").next().unwrap_or_default();
    !value.starts_with('\'') && code.replace("\\$", "").contains('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number, key and fault of every faulty line.
    fn faults(file: &str) -> Vec<(usize, Option<String>, &'static str)> {
        entries(file).1.into_iter().map(|fault| (fault.line, fault.key, fault.fault)).collect()
    }

    #[test]
    fn white_space_without_quotes_names_line_and_key_and_not_the_value() {
        let (read, faults) = entries("PORT=8000\nBRAND_NAME=My Shop\n\nHOST=::1 # here\n");
        assert_eq!(read.len(), 2);
        let [only] = faults.as_slice() else { unreachable!("{faults:?}") };
        assert_eq!((only.line, only.key.as_deref()), (2, Some("BRAND_NAME")));
        assert!(only.fault.contains("quotes") && only.example == "BRAND_NAME='the value'");
        assert!(!format!("{only:?}").contains("Shop"));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found_where_it_was_opened() {
        let unclosed = "a quote is opened and never closed";
        assert_eq!(
            faults("PORT=8000\n\nBRAND_NAME=\"My Shop\nHOST=::1\n"),
            [(3, Some("BRAND_NAME".to_owned()), unclosed)]
        );
        // what follows is read all the same
        assert_eq!(entries("BRAND_NAME='My\nHOST=::1\n").0, [("HOST".to_owned(), "::1".to_owned())]);
    }

    #[test]
    fn a_value_in_quotes_may_go_on_over_lines() {
        let (read, faults) = entries("KEY=\"one\ntwo\"\nPORT=1\nBAD LINE\n");
        assert_eq!(read, [("KEY".to_owned(), "one\ntwo".to_owned()), ("PORT".to_owned(), "1".to_owned())]);
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn a_dollar_is_reported_where_it_would_be_replaced() {
        let lines: Vec<_> = faults("A=x$y\nB='x$y'\nC=\"x$y\"\nD=x\\$y\n# E=$x\nF=x # costs 5 $\n");
        assert_eq!(lines.into_iter().map(|fault| fault.0).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_key() {
        assert_eq!(entries("\u{feff}PORT=8000\n").0, [("PORT".to_owned(), "8000".to_owned())]);
    }

    #[test]
    fn a_piece_of_a_secret_is_no_key() {
        assert_eq!(faults("JWT_SECRET_KEY=one\ntwo three==\n"), [(2, None, "the line is not KEY=value")]);
        for piece in ["abcd", "MIIEvQ==", "A+b", ""] {
            assert!(!is_name(piece), "{piece}");
        }
    }
}
