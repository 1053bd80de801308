//! Placeholders in braces, as templates and our own phrases hold them: `{code}`. A brace itself is written twice.

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'p> {
    /// Stands as it is.
    Text(&'p str),
    /// Stands for a value of this name.
    Value(&'p str),
    /// A brace alone: it opens no name, or closes nothing.
    Stray,
}

/// The parts of a pattern, each with the line it begins on, from 1.
pub(super) fn pieces(pattern: &str) -> impl Iterator<Item = (usize, Piece<'_>)> {
    let (mut rest, mut line) = (pattern, 1);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, length) = first(rest);
        let begins = line;
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
        Some((begins, piece))
    })
}

/// The first part, and how many bytes it takes.
fn first(rest: &str) -> (Piece<'_>, usize) {
    if rest.starts_with("{{") || rest.starts_with("}}") {
        return (Piece::Text(&rest[..1]), 2);
    }
    if rest.starts_with('}') {
        return (Piece::Stray, 1);
    }
    let Some(open) = rest.strip_prefix('{') else {
        let length = rest.find(['{', '}']).unwrap_or(rest.len());
        return (Piece::Text(&rest[..length]), length);
    };
    let length = open.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
    if length > 0 && open[length..].starts_with('}') {
        return (Piece::Value(&open[..length]), length + 2);
    }
    (Piece::Stray, 1)
}

/// The pattern with its values. A name without a value leaves nothing behind; nobody's pattern has one.
pub(super) fn fill(pattern: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(pattern.len() * 2);
    for (_, piece) in pieces(pattern) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Value(name) => filled.push_str(&value(name)),
            Piece::Stray => {}
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stand_in_braces_and_braces_are_written_twice() {
        let value = |name: &str| format!("<{name}>");
        for (pattern, filled) in [
            ("", ""),
            ("no names", "no names"),
            ("{code}", "<code>"),
            ("a {code} b{brand}", "a <code> b<brand>"),
            ("{{code}}", "{code}"),
            ("{{{code}}}", "{<code>}"),
            ("رمز {code}।", "رمز <code>।"),
        ] {
            assert_eq!(fill(pattern, value), filled, "{pattern}");
        }
        for stray in ["{", "}", "{}", "{ code }", "{code", "code}", "{Code}", "{co{de}"] {
            assert!(pieces(stray).any(|(_, piece)| piece == Piece::Stray), "{stray}");
        }
        let lines: Vec<_> = pieces("a\nb{code}\n\n{").map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 2, 2, 4]);
    }

    proptest! {
        #[test]
        fn any_pattern_can_be_read_and_filled(pattern in "[{}a-c_\n é]{0,30}|\\PC{0,30}") {
            let value = |name: &str| format!("<{name}>");
            let twice = pattern.replace('{', "{{").replace('}', "}}");
            prop_assert_eq!(fill(&twice, value), pattern.clone());
            let filled = fill(&pattern, value);
            prop_assert!(filled.len() <= pattern.len() * 2);
        }
    }
}
