//! What a request says it takes, in `Accept` and its like (RFC 9110, 12.5).

use poem::{Request, http::HeaderName};

/// Whether `header` names `wanted` itself, and not only to refuse it. Wild cards do not count: programs send them without a thought.
pub fn names(request: &Request, header: &HeaderName, wanted: &str) -> bool {
    let lines = request.headers().get_all(header).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted)) && !parts.any(refuses)
    })
}

/// Whether this weight is nothing, in any of the ways to write it (RFC 9110, 12.4.2).
fn refuses(weight: &str) -> bool {
    let value = weight.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    value.and_then(|(_, value)| value.trim().parse::<f32>().ok()).is_some_and(|value| value <= 0.0)
}

#[cfg(test)]
mod tests {
    use poem::http::header;

    use super::*;

    #[test]
    fn a_coding_is_named_alone_in_a_list_and_with_a_weight() {
        let asks = |accepted: &str| Request::builder().header(header::ACCEPT_ENCODING, accepted).finish();
        for accepted in ["gzip", "br, gzip", "gzip;q=0.5, *", "deflate, gzip; q=1", "GZIP"] {
            assert!(names(&asks(accepted), &header::ACCEPT_ENCODING, "gzip"), "{accepted}");
        }
        for accepted in ["", "br", "*", "gzip;q=0", "gzip; Q=0.0, br", "gzip;q=0.000", "xgzip"] {
            assert!(!names(&asks(accepted), &header::ACCEPT_ENCODING, "gzip"), "{accepted}");
        }
    }

    #[test]
    fn a_second_line_counts() {
        let request = Request::builder().header("accept", "image/png").header("accept", "Text/HTML").finish();
        assert!(names(&request, &header::ACCEPT, "text/html"));
    }
}
