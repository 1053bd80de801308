//! The markup of a call, as far as it is heard: `<Say>` and `<Pause>`.

use roxmltree::{Document, Node};

use crate::twilio::dial::Speech;

/// What is said, in order; nothing for a document that is not well formed, or does anything else.
pub(super) fn said(markup: &str) -> Option<Vec<Speech>> {
    let document = Document::parse(markup).ok()?;
    let root = document.root_element();
    let verbs: Vec<Node<'_, '_>> = root.children().filter(Node::is_element).collect();
    let known = |verb: &Node<'_, '_>| matches!(verb.tag_name().name(), "Say" | "Pause");
    if root.tag_name().name() != "Response" || verbs.is_empty() || !verbs.iter().all(known) {
        return None;
    }
    let says = verbs.into_iter().filter(|verb| verb.tag_name().name() == "Say");
    Some(
        says.map(|say| Speech {
            language: say.attribute("language").map(str::to_owned),
            voice: say.attribute("voice").map(str::to_owned),
            words: say.text().unwrap_or_default().to_owned(),
        })
        .collect(),
    )
}
