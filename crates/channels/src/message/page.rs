//! The HTML part of an e-mail: the words of its text part on one plain page that fetches nothing.

use std::borrow::Cow;

/// What a page is made of; `text` has its values already, with everything escaped.
pub(super) struct Page<'p> {
    /// BCP 47, where it is known.
    pub(super) language: Option<&'p str>,
    pub(super) right_to_left: bool,
    /// Escaped.
    pub(super) title: &'p str,
    pub(super) text: &'p str,
}

/// The code where it stands in a page: large, and from left to right.
pub(super) fn large(code: &str) -> String {
    format!(r#"<strong dir="ltr" style="font-size:1.75em;letter-spacing:.15em">{code}</strong>"#)
}

/// Safe between tags and in quotes.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

impl Page<'_> {
    /// The whole document: a paragraph for each, parted by empty lines.
    pub(super) fn render(&self) -> String {
        let language = self.language.map(|tag| format!(" lang=\"{}\"", escaped(tag))).unwrap_or_default();
        let direction = match (self.language, self.right_to_left) {
            (None, _) => "auto",
            (_, true) => "rtl",
            (_, false) => "ltr",
        };
        let paragraphs = self.text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        let mut body = String::with_capacity(self.text.len() * 2);
        for paragraph in paragraphs {
            body.extend(["<p dir=\"", direction, "\">", &paragraph.replace('\n', "<br>\n"), "</p>\n"]);
        }
        format!(
            "<!doctype html>\n<html{language} dir=\"{direction}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\n\
             <body style=\"margin:0;padding:24px;font:16px/1.5 sans-serif;color:#222;background:#fff\">\n{body}</body>\n\
             </html>\n",
            title = self.title,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_language_and_direction() {
        let page = |language, right_to_left| {
            Page { language, right_to_left, title: "T", text: "a\nb\n\n\n\nc" }.render()
        };
        let arabic = page(Some("ar"), true);
        assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"), "{arabic}");
        assert!(arabic.contains("<p dir=\"rtl\">a<br>\nb</p>\n<p dir=\"rtl\">c</p>\n</body>"), "{arabic}");
        assert!(page(Some("de"), false).contains("<html lang=\"de\" dir=\"ltr\">"));
        assert!(page(None, false).contains("<html dir=\"auto\">"));
        assert_eq!(escaped("a<b & \"c\"'"), "a&lt;b &amp; &quot;c&quot;&#39;");
    }
}
