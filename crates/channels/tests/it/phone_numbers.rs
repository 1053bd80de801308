//! Phone numbers against Google's own Python port: 6,737 spellings of example numbers of every region.

use channels::{PhoneFault, PhoneNumber, Region};

const CASES: &str = include_str!("../phone-cases.tsv");

/// What the edge refuses on purpose although the reference reads it: letters, and anything else no number is written with.
fn is_refused_by_spelling(typed: &str) -> bool {
    typed.chars().any(|c| c.is_alphabetic() || matches!(c, '*' | '#' | ';' | ',' | '~'))
}

#[test]
fn every_number_is_read_as_the_reference_reads_it() {
    let (mut compared, mut spelling, mut kind) = (0, 0, 0);
    let mut differ = Vec::new();
    for line in CASES.lines() {
        let mut columns = line.split('\t');
        let (typed, region, expected) =
            (columns.next().unwrap(), columns.next().unwrap(), columns.next().unwrap());
        let region: Option<Region> = region.parse().ok();
        let read = PhoneNumber::parse(typed, region);
        if is_refused_by_spelling(typed) {
            assert!(read.is_err(), "{typed}");
            spelling += 1;
            continue;
        }
        let valid = expected.strip_suffix(" true");
        match (read, valid) {
            (Ok(number), Some(e164)) if number.as_str() == e164 => compared += 1,
            (Err(PhoneFault::Invalid), None) => compared += 1,
            // premium rate, shared cost and pagers are valid numbers nobody should be able to make us call
            (Err(PhoneFault::NotServed), Some(_)) => kind += 1,
            (read, _) => {
                differ.push(format!("{line} -> {:?}", read.map(|number| number.as_str().to_owned())));
            }
        }
    }
    assert!(differ.is_empty(), "{} differ: {:#?}", differ.len(), &differ[..differ.len().min(20)]);
    assert_eq!(compared + spelling + kind, CASES.lines().count());
    assert!(
        compared > 6_500,
        "only {compared} of the cases were compared; {spelling} by spelling, {kind} by kind"
    );
}

#[test]
fn four_spellings_are_one_saudi_number() {
    let home: Option<Region> = "SA".parse().ok();
    for typed in [
        "0501234567",
        "501234567",
        "966501234567",
        "+966501234567",
        "00966501234567",
        "٠٥٠١٢٣٤٥٦٧",
        "050-123 45.67",
        "(050) 123-4567",
        " +966 50 123 4567 ",
    ] {
        assert_eq!(PhoneNumber::parse(typed, home).unwrap().as_str(), "+966501234567", "{typed}");
    }
    assert!(PhoneNumber::parse("0501234567", None).is_err(), "without a region a country code is demanded");
}

#[test]
fn what_is_no_number_is_refused() {
    let home: Option<Region> = "US".parse().ok();
    let long = "1".repeat(200);
    for typed in [
        "",
        " ",
        "+",
        "abc",
        "1-800-FLOWERS",
        "+1202555012345678",
        "+12025550123 ext. 5",
        "+12025550123;ext=5",
        "+1202555\u{200b}0123",
        "+1202555\n0123",
        "++12025550123",
        "+1 (202) 555-0123x9",
        "+19005551234",
        &long,
        "+999123456789",
    ] {
        assert!(PhoneNumber::parse(typed, home).is_err(), "{typed:?}");
    }
}

#[test]
fn a_number_shows_only_where_it_is_and_how_it_ends() {
    let number = PhoneNumber::parse("+966501234567", None).unwrap();
    assert_eq!(number.masked(), "+966*******67");
    assert_eq!(format!("{number:?}"), "+966*******67");
    assert_eq!(number.range(), "+96650123");
    assert_eq!(number.country().unwrap().as_str(), "SA");
    assert!(PhoneNumber::parse("+442079460000", None).unwrap().is_fixed_line());
    assert!(!PhoneNumber::parse("+12025550123", None).unwrap().is_fixed_line());
}
