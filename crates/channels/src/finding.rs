//! What can be said of a set-up without sending anything.

use std::fmt;

/// One thing `doorcode check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub grade: Grade,
    /// What was looked at.
    pub subject: String,
    /// What was seen; no secret.
    pub says: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// Codes will not arrive.
    Fault,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Good => "ok",
            Self::Note => "note",
            Self::Fault => "FAULT",
        })
    }
}

impl Finding {
    /// As it should be.
    pub fn good(subject: &str, says: impl Into<String>) -> Self {
        Self { grade: Grade::Good, subject: subject.to_owned(), says: says.into(), remedy: None }
    }

    /// Worth knowing.
    pub fn note(subject: &str, says: impl Into<String>, remedy: Option<&str>) -> Self {
        Self {
            grade: Grade::Note,
            subject: subject.to_owned(),
            says: says.into(),
            remedy: remedy.map(Into::into),
        }
    }

    /// Codes will not arrive.
    pub fn fault(subject: &str, says: impl Into<String>, remedy: &str) -> Self {
        Self {
            grade: Grade::Fault,
            subject: subject.to_owned(),
            says: says.into(),
            remedy: Some(remedy.into()),
        }
    }
}
