//! The words of the contract that several tags share.

use identity::Profile;
use poem_openapi::{Enum, Object, types::Example};

pub use crate::words::{ChannelWishWord, ChannelWord, Time};

/// How far a code has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum CodeStatus {
    /// On its way, not checked yet.
    Pending,
    /// Checked, and right.
    Approved,
}

/// An account, as its owner sees it.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct User {
    /// The account's id.
    pub id: i64,
    /// The mailbox, proven or only claimed.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// Whether the mailbox was proven.
    pub email_verified: bool,
    /// The number for login and reset, in E.164.
    #[oai(skip_serializing_if_is_none)]
    pub phone: Option<String>,
    /// Whether that number was proven.
    pub phone_verified: bool,
    /// Every proven number.
    pub phones: Vec<UserPhone>,
    /// The chosen name.
    #[oai(skip_serializing_if_is_none)]
    pub username: Option<String>,
    /// The person's name.
    #[oai(skip_serializing_if_is_none)]
    pub full_name: Option<String>,
    /// The person's language.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
    /// How the codes of the second factor travel, where signing in needs one.
    #[oai(skip_serializing_if_is_none)]
    pub second_factor: Option<ChannelWord>,
    /// When the account was made.
    pub created_at: Time,
}

/// One proven number of an account.
#[derive(Clone, Debug, Object)]
pub struct UserPhone {
    /// What it is for; `core` is the one for login and reset.
    pub role: String,
    /// The number, in E.164.
    pub number: String,
    /// When it was proven last.
    pub verified_at: Time,
}

impl From<Profile> for User {
    fn from(profile: Profile) -> Self {
        let phone = profile.core_phone().map(|phone| phone.number.clone());
        Self {
            id: profile.id,
            email: profile.email,
            email_verified: profile.email_verified,
            phone_verified: phone.is_some(),
            phone,
            phones: profile
                .phones
                .into_iter()
                .map(|phone| UserPhone {
                    role: phone.role,
                    number: phone.number,
                    verified_at: phone.verified_at.into(),
                })
                .collect(),
            username: profile.username,
            full_name: profile.full_name,
            locale: profile.locale,
            second_factor: profile.second_factor.map(ChannelWord::from),
            created_at: profile.created_at.into(),
        }
    }
}

impl Example for User {
    fn example() -> Self {
        Self {
            id: 1,
            email: Some("ada@example.com".to_owned()),
            email_verified: false,
            phone: Some("+12025550123".to_owned()),
            phone_verified: true,
            phones: vec![UserPhone {
                role: "core".to_owned(),
                number: "+12025550123".to_owned(),
                verified_at: Time::example(),
            }],
            username: Some("ada".to_owned()),
            full_name: Some("Ada Example".to_owned()),
            locale: Some("en".to_owned()),
            second_factor: None,
            created_at: Time::example(),
        }
    }
}
