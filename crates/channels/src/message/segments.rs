//! How many text messages a text is: GSM 03.38 (3GPP TS 23.038) where its alphabet holds every character, else UCS-2, and the
//! room of a single message or of one among several (3GPP TS 23.040).

/// The basic alphabet: one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape and one more septet.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Of a message alone, and of each of several: the others carry a header of six octets.
const SEPTETS: (usize, usize) = (160, 153);
const UNITS: (usize, usize) = (70, 67);

/// How many text messages this is; none is one, too.
pub(crate) fn segments(text: &str) -> usize {
    match text.chars().map(septets).collect::<Option<Vec<usize>>>() {
        Some(sizes) => parts(&sizes, SEPTETS),
        None => parts(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), UNITS),
    }
}

fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// A character is never cut in two: what does not fit begins the next message.
fn parts(sizes: &[usize], (alone, among): (usize, usize)) -> usize {
    if sizes.iter().sum::<usize>() <= alone {
        return 1;
    }
    let (mut parts, mut used) = (1, 0);
    for size in sizes {
        if used + size > among {
            parts += 1;
            used = 0;
        }
        used += size;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabets_are_those_of_the_standard() {
        // 128 places: the escape is no character
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        assert!(BASIC.chars().all(|c| BASIC.matches(c).count() == 1));
        for c in "áíóúçãõâêôî’“–\u{a0}\t`ğ".chars() {
            assert_eq!(septets(c), None, "{c}");
        }
    }

    #[test]
    fn a_text_is_counted_as_networks_count_it() {
        let times = |text: &str, count: usize| text.repeat(count);
        for (text, expected) in [
            (String::new(), 1),
            (times("a", 160), 1),
            (times("a", 161), 2),
            (times("a", 306), 2),
            (times("a", 307), 3),
            (times("ñ", 160), 1),
            (times("€", 80), 1),
            (times("€", 81), 2),
            // an escape and its septet stay together: 76 of them in 153
            (times("€", 152), 2),
            (times("€", 153), 3),
            (times("ó", 70), 1),
            (times("ó", 71), 2),
            (times("ó", 134), 2),
            (times("ó", 135), 3),
            (times("م", 70), 1),
            (times("😀", 35), 1),
            (times("😀", 36), 2),
            // halves of a pair stay together: 33 of them in 67
            (times("😀", 66), 2),
            (times("😀", 67), 3),
            (format!("{}ç", times("a", 69)), 1),
            (format!("{}ç", times("a", 70)), 2),
        ] {
            assert_eq!(segments(&text), expected, "{} of {:?}", text.chars().count(), text.chars().next());
        }
    }
}
