//! Countries and territories, as the numbering plans know them.

use std::fmt;
use std::str::FromStr;

/// Every place with a numbering plan. Written out, so that reading the configuration does not load the plans themselves.
const WITH_TELEPHONES: &str = "\
    AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ \
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
    FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN \
    MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT \
    PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK \
    TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// A country or territory: ISO 3166-1 alpha-2, upper case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region([u8; 2]);

/// Not the two letters of a place with telephones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the two letters of ISO 3166-1, for example US")]
pub struct RegionFault;

impl Region {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }
}

impl FromStr for Region {
    type Err = RegionFault;

    /// In either case. A place without telephones is refused: `UK` (it is GB) would otherwise match no number at all.
    fn from_str(text: &str) -> Result<Self, RegionFault> {
        let upper = text.to_ascii_uppercase();
        match upper.as_bytes() {
            [a, b] if WITH_TELEPHONES.split(' ').any(|known| known == upper) => Ok(Self([*a, *b])),
            _ => Err(RegionFault),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_that_of_the_numbering_plans() {
        let plans =
            rlibphonenumber::PHONE_NUMBER_UTIL.get_supported_regions().map(|region| region.to_string());
        let mut plans: Vec<String> = plans.collect();
        plans.sort();
        assert_eq!(plans.join(" "), WITH_TELEPHONES);
    }

    #[test]
    fn what_is_no_country_is_refused() {
        for (typed, read) in [("US", "US"), ("sa", "SA"), ("Gb", "GB")] {
            assert_eq!(typed.parse::<Region>().unwrap().as_str(), read);
        }
        for bad in ["", "U", "USA", "UK", "XX", "EU", "001", "u\u{17f}", "A ", " ", "AC AD"] {
            assert!(bad.parse::<Region>().is_err(), "{bad:?}");
        }
    }
}
