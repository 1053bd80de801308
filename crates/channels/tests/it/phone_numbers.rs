//! Phone numbers against Google's own Python port: 6,737 spellings of example numbers of every region.

use channels::{PhoneFault, PhoneNumber, Region};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

const CASES: &str = include_str!("../phone-cases.tsv");

/// What the edge refuses on purpose before any plan is asked: letters, and anything else no number is written with.
fn is_refused_by_spelling(typed: &str) -> bool {
    typed.chars().any(|c| c.is_alphabetic() || matches!(c, '@' | '*' | '#' | ';' | ',' | '~'))
}

/// What the library reads, written as the reference's table is; and whether it is of a kind that is not served.
fn read_by_library(typed: &str, region: Option<Region>) -> (String, bool) {
    let region = region.map(|region| region.as_str().parse().unwrap());
    let Ok(number) = PHONE_NUMBER_UTIL.parse(typed, region) else { return ("ERR".to_owned(), false) };
    let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
    let kind = PHONE_NUMBER_UTIL.get_number_type(&number);
    let unserved =
        matches!(kind, PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost | PhoneNumberType::Pager);
    (format!("{e164} {}", PHONE_NUMBER_UTIL.is_valid_number(&number)), unserved)
}

#[test]
fn every_number_is_read_as_the_reference_reads_it() {
    let (mut served, mut invalid, mut by_kind, mut by_spelling) = (0, 0, 0, 0);
    let mut differ = Vec::new();
    for line in CASES.lines() {
        let mut columns = line.split('\t');
        let (typed, region, expected) =
            (columns.next().unwrap(), columns.next().unwrap(), columns.next().unwrap());
        assert_eq!(columns.next(), None, "{line}");
        let region: Option<Region> =
            (!region.is_empty()).then(|| region.parse().expect("a region of the reference"));
        let (library, unserved) = read_by_library(typed, region);
        if library != expected {
            differ.push(format!("{line} -> the library reads {library}"));
        }
        let ours = PhoneNumber::parse(typed, region);
        let valid = expected.strip_suffix(" true");
        match &ours {
            Err(PhoneFault::Invalid) if is_refused_by_spelling(typed) => by_spelling += 1,
            Ok(number) if valid == Some(number.as_str()) && !unserved => served += 1,
            Err(PhoneFault::Invalid | PhoneFault::NoSuchNumber) if valid.is_none() => invalid += 1,
            Err(PhoneFault::NotServed) if valid.is_some() && unserved => by_kind += 1,
            _ => differ.push(format!("{line} -> {:?}", ours.map(|number| number.as_str().to_owned()))),
        }
    }
    assert!(differ.is_empty(), "{} differ: {:#?}", differ.len(), &differ[..differ.len().min(20)]);
    // every line is one of the four, and how many of each is known: nothing is passed over
    assert_eq!((served, invalid, by_kind, by_spelling), (5_266, 1_466, 3, 2));
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
fn who_wrote_the_country_code_is_not_told_to_write_it() {
    let home: Option<Region> = "SA".parse().ok();
    assert_eq!(PhoneNumber::parse("+1202555", home).unwrap_err(), PhoneFault::NoSuchNumber);
    assert_eq!(PhoneNumber::parse("2025550123", home).unwrap_err(), PhoneFault::Invalid);
    let told = PhoneFault::Invalid.to_string();
    assert_eq!(told, "Invalid phone number: write it with the country code, for example +12025551234");
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
