//! The success half of every handler's answer.

use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, Object,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::{Example, ToJSON, Type},
};

/// JSON with the status `STATUS`.
pub struct Answer<T, const STATUS: u16 = 200>(pub T);

impl<T: ToJSON, const STATUS: u16> IntoResponse for Answer<T, STATUS> {
    fn into_response(self) -> Response {
        Response::builder()
            .status(StatusCode::from_u16(STATUS).unwrap_or_default())
            .header(header::CONTENT_TYPE, "application/json")
            .body(self.0.to_json_string())
    }
}

impl<T: ToJSON, const STATUS: u16> ApiResponse for Answer<T, STATUS> {
    fn meta() -> MetaResponses {
        let content = vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }];
        MetaResponses {
            responses: vec![MetaResponse {
                description: if STATUS == 201 { "Created." } else { "Done." },
                status: Some(STATUS),
                status_range: None,
                content,
                headers: vec![],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }
}

/// JSON for a person to keep: a browser saves it as a file.
pub struct Attachment<T>(pub T);

impl<T: ToJSON> IntoResponse for Attachment<T> {
    fn into_response(self) -> Response {
        let name = HeaderValue::from_static("attachment; filename=\"doorcode-export.json\"");
        let mut response = Answer::<T>(self.0).into_response();
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        response
    }
}

impl<T: ToJSON> ApiResponse for Attachment<T> {
    fn meta() -> MetaResponses {
        let mut meta = <Answer<T>>::meta();
        for response in &mut meta.responses {
            response.headers.push(MetaHeader {
                name: "Content-Disposition".to_owned(),
                description: Some("The name of the file a browser saves it as.".to_owned()),
                required: false,
                deprecated: false,
                schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
            });
        }
        meta
    }

    fn register(registry: &mut Registry) {
        <Answer<T>>::register(registry);
    }
}

/// Done, in a sentence.
#[derive(Object)]
#[oai(example)]
pub struct Answered {
    /// A sentence to show.
    pub message: String,
}

impl Answered {
    /// Says so.
    pub fn new(message: &str) -> Self {
        Self { message: message.to_owned() }
    }
}

impl Example for Answered {
    fn example() -> Self {
        Self::new("Password changed successfully")
    }
}

/// 204: done, and nothing to say.
pub struct Empty;

impl IntoResponse for Empty {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl ApiResponse for Empty {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Done.",
                status: Some(204),
                status_range: None,
                content: vec![],
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}
