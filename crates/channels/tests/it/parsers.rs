//! No text makes a parser panic, and what was read reads back the same.

use channels::{Address, Code, EmailAddress, Locale, PhoneNumber, Region};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}|[+0-9 ()٠-٩-]{0,30}|[a-z0-9.@\"<> ]{0,40}") {
        let home: Option<Region> = "SA".parse().ok();
        if let Ok(number) = PhoneNumber::parse(&text, home) {
            prop_assert_eq!(Address::stored(number.as_str()).map(|a| a.as_str().to_owned()), Some(number.as_str().to_owned()));
            let middle = &number.as_str()[4..number.as_str().len() - 2];
            prop_assert!(!number.masked().contains(middle) || middle.is_empty());
        }
        if let Ok(mailbox) = EmailAddress::parse(&text) {
            prop_assert_eq!(EmailAddress::parse(mailbox.as_str()).unwrap(), mailbox);
        }
        if let Ok(code) = Code::parse(&text) {
            prop_assert!((4..=10).contains(&code.expose().len()) && code.expose().bytes().all(|b| b.is_ascii_digit()));
        }
        let _ = Locale::parse(&text);
    }

    #[test]
    fn a_code_in_any_grouping_is_the_same_code(digits in "[0-9]{4,10}", gap in 1usize..4) {
        let grouped: Vec<String> = digits.as_bytes().chunks(gap).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        for between in ["-", " "] {
            let code = Code::parse(&grouped.join(between)).unwrap();
            prop_assert_eq!(code.expose(), digits.as_str());
        }
    }
}
