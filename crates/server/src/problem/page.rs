//! The help page behind `type`: a few sentences for the person who opened the link of an error.

use super::ProblemCode;

/// What the page of one problem says, as HTML.
pub fn page(code: ProblemCode) -> String {
    let facts = code.facts();
    let help = facts.help.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // What stands between backticks is code.
    let help: String = help
        .split('`')
        .enumerate()
        .map(|(place, part)| if place % 2 == 0 { part.to_owned() } else { format!("<code>{part}</code>") })
        .collect();
    format!(
        "<h1>{title}</h1>\n<p><code>{name}</code>, HTTP {status}</p>\n<p>{sentence}</p>\n<p>{help}</p>",
        name = facts.name,
        title = facts.title,
        status = facts.status.as_u16(),
        sentence = facts.sentence,
    )
}
