//! Signature Version 4 of a form (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>).

use std::fmt::Write as _;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use sha2::{Digest, Sha256};

use super::Sns;

/// The media type of every request.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// A form as its bytes go out.
pub(super) fn encoded(form: &[(String, String)]) -> String {
    // a URL's query is written as a form is
    let url = reqwest::Url::parse_with_params("http://localhost", form);
    url.ok().and_then(|url| url.query().map(ToOwned::to_owned)).unwrap_or_default()
}

/// The headers that sign a form to the account's URL. The library is given the digest of the form, not the form: what it does not
/// know it cannot log.
pub(super) fn signed(sns: &Sns, text: &str) -> Option<Vec<(&'static str, String)>> {
    let mut digest = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        write!(digest, "{byte:02x}").ok()?;
    }
    let identity = sns.credentials.clone().into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region(&sns.region)
        .name("sns")
        .time((sns.now)())
        .settings(SigningSettings::default())
        .build()
        .ok()?;
    let headers = std::iter::once(("content-type", FORM));
    let request =
        SignableRequest::new("POST", sns.url.as_str(), headers, SignableBody::Precomputed(digest)).ok()?;
    let (headers, _) = sign(request, &params.into()).ok()?.into_parts().0.into_parts();
    Some(headers.into_iter().map(|header| (header.name(), header.value().to_owned())).collect())
}
