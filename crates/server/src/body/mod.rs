//! The one body type of ours: JSON (a form only where a standard wants one), at most 64 KiB, read with a deadline and parsed once, and refused with all its
//! faults at once. The framework's own types do none of this. What a field means is decided by the types below.

mod fields;
mod json;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use poem::{Request, RequestBody, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, Registry},
    types::Type,
};

pub use fields::Fields;

use crate::{
    desk::Desk,
    problem::{Problem, ProblemCode, Raised},
};

/// The largest body.
const LARGEST: usize = 64 * 1024;
/// Of a larger body, this much more is read and thrown away, so that the client hears the answer instead of a reset.
const DRAINED: usize = 1024 * 1024;
/// A body must have arrived after this long.
const DEADLINE: Duration = Duration::from_secs(5);

/// A request that reads itself from its fields.
pub trait Asked: Sized + Send {
    /// What the document prints. A test holds it and `read` together.
    type Printed: Type;
    /// Whether there must be a body at all.
    const REQUIRED: bool = true;
    /// Whether it may come as the form of a web page as well.
    const FORM: bool = false;
    /// Reads every field, also after a fault, so that all faults are told at once.
    fn read(fields: &mut Fields<'_>) -> Option<Self>;
}

/// The request `T`, free of faults.
pub struct Body<T>(pub T);

impl<'a, T: Asked> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::Printed::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        // a form is not printed, for generators of clients fall over a choice of media types: the operation's words tell of it
        let content = vec![MetaMediaType { content_type: JSON, schema: T::Printed::schema_ref() }];
        Some(MetaRequest { description: None, content, required: T::REQUIRED })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let region = Desk::of(request)?.region;
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if T::FORM && kind.is_some_and(|kind| is(kind, FORM)) {
            let bytes = in_time(body).await?;
            return Ok(Self(understood(json::Members::parse_form(&bytes), region)?));
        }
        let Some(bytes) = bytes_of(request, body, T::REQUIRED).await? else {
            return Ok(Self(read(b"{}", region)?));
        };
        Ok(Self(read(&bytes, region)?))
    }
}

/// The request in `bytes`, or one problem with everything that is wrong with it.
pub(crate) fn read<T: Asked>(bytes: &[u8], region: Option<channels::Region>) -> Result<T, Raised> {
    understood(json::Members::parse(bytes), region)
}

fn understood<T: Asked>(
    members: Result<json::Members<'_>, json::Unreadable>,
    region: Option<channels::Region>,
) -> Result<T, Raised> {
    let members = members.map_err(|fault| Problem::saying(ProblemCode::InvalidRequest, fault.sentence()))?;
    let mut fields = Fields::new(members, region);
    let asked = T::read(&mut fields);
    let faults = fields.into_faults();
    match asked {
        Some(asked) if faults.is_empty() => Ok(asked),
        _ => Err(Problem::of_fields(faults).into()),
    }
}

/// The body's bytes; `None` for no body where none is needed.
async fn bytes_of(request: &Request, body: &mut RequestBody, required: bool) -> poem::Result<Option<Bytes>> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let json = kind.and_then(|kind| kind.to_str().ok()).is_some_and(|kind| is(kind, JSON));
    if !json && (required || kind.is_some()) {
        return Err(Problem::new(ProblemCode::UnsupportedMediaType).into());
    }
    match in_time(body).await {
        Ok(read) if read.is_empty() && !required => Ok(None),
        Ok(_) if !json => Err(Problem::new(ProblemCode::UnsupportedMediaType).into()),
        read => Ok(Some(read?)),
    }
}

/// The body's bytes, if they arrive before the deadline and are not too many. For what is no JSON, as it is.
pub(crate) async fn in_time(body: &mut RequestBody) -> poem::Result<Bytes> {
    match tokio::time::timeout(DEADLINE, all_of(body.take()?)).await {
        Ok(read) => Ok(read?),
        Err(_) => Err(Problem::new(ProblemCode::Timeout).into()),
    }
}

/// The one media type of bodies.
const JSON: &str = "application/json";
/// What RFC 7662 asks with, besides.
const FORM: &str = "application/x-www-form-urlencoded";

/// Whether a content type is this one, in UTF-8 if anything is said about that.
fn is(kind: &str, wanted: &str) -> bool {
    let mut parts = kind.split(';');
    let same = parts.next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted));
    same && parts.all(|parameter| match parameter.split_once('=') {
        Some((name, charset)) if name.trim().eq_ignore_ascii_case("charset") => {
            charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    })
}

async fn all_of(body: poem::Body) -> Result<Bytes, Raised> {
    let mut chunks = body.into_bytes_stream();
    let mut read = BytesMut::new();
    let mut beyond = 0;
    while let Some(chunk) = chunks.next().await {
        // A cut connection: nobody is left to read the sentence.
        let chunk = chunk.map_err(|_| Raised::new(Problem::new(ProblemCode::InvalidRequest)))?;
        if read.len() + chunk.len() > LARGEST || beyond > 0 {
            beyond += chunk.len();
            if beyond > DRAINED {
                break;
            }
        } else if read.is_empty() {
            read = BytesMut::from(chunk);
        } else {
            read.extend_from_slice(&chunk);
        }
    }
    if beyond > 0 { Err(Problem::new(ProblemCode::BodyTooLarge).into()) } else { Ok(read.freeze()) }
}
