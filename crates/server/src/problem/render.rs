//! What the framework could not do (no route, wrong method, wrong type, a panic), told as one of our problems.
//! The framework's own text never reaches a caller: it may hold type names and submitted values.

use poem::{Error, http::StatusCode};
use poem_openapi::error::ParsePathError;

use super::{Problem, ProblemCode, Raised, Scheme};

/// The problem an error stands for, and what a 401 asks for.
pub fn problem_of(error: Error) -> (Problem, Scheme) {
    match error.downcast::<Raised>() {
        Ok(raised) => (*raised.problem, raised.scheme),
        // a path with an id that cannot be one leads nowhere
        Err(foreign) if foreign.is::<ParsePathError>() => (Problem::not_yours(), Scheme::Bearer),
        Err(foreign) => (of_status(foreign.status()), Scheme::Bearer),
    }
}

fn of_status(status: StatusCode) -> Problem {
    let code = match status {
        StatusCode::UNAUTHORIZED => ProblemCode::Unauthorized,
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ProblemCode::Timeout,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        other if other.is_client_error() => ProblemCode::InvalidRequest,
        other => {
            tracing::error!(status = other.as_u16(), "the framework failed");
            ProblemCode::Internal
        }
    };
    Problem::new(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem_openapi::error::{ContentTypeError, ParseRequestPayloadError};

    #[test]
    fn the_frameworks_text_is_never_repeated() {
        let secret = "hunter2hunter2";
        let errors: [(Error, u16); 3] = [
            (ParseRequestPayloadError { reason: secret.to_owned() }.into(), 400),
            (ContentTypeError::NotSupported { content_type: secret.to_owned() }.into(), 415),
            (Error::from_string(secret, StatusCode::BAD_GATEWAY), 500),
        ];
        for (error, status) in errors {
            let (problem, _) = problem_of(error);
            assert_eq!(problem.status, status);
            assert!(!format!("{problem:?}").contains(secret));
        }
    }
}
