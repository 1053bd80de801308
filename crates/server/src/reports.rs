//! Where providers tell what became of a message. No operation of the contract: each provider posts in its own form, and signs
//! it; what is signed is the whole body, so it is read as it is.

use std::sync::Arc;

use channels::Incoming;
use poem::{FromRequest, Request, Response, Result, http::StatusCode};

use crate::{
    body,
    caller::By,
    desk::Desk,
    problem::{Names, Problem},
};

/// The name is that of `CHANNEL_…`.
pub const PATH: &str = "/delivery-reports/:provider";

/// One report, or several in one body. 204 for whatever was signed rightly, also where it is no news.
pub async fn take(request: Request) -> Result<Response> {
    let (request, mut body) = request.split();
    let desk = Arc::clone(Desk::of(&request)?);
    let By(by) = By::from_request(&request, &mut body).await?;
    let provider = request.path_params::<String>()?;
    let headers = request.headers().iter();
    let headers =
        headers.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    let incoming = Incoming {
        query: request.uri().query().map(str::to_owned),
        headers: headers.collect(),
        body: body::in_time(&mut body).await?.to_vec(),
    };
    let taken = desk.identity.deliveries.report(&provider, &incoming, &by).await;
    taken.map_err(|refusal| Problem::of_refusal(&refusal, Names::USUAL))?;
    Ok(Response::builder().status(StatusCode::NO_CONTENT).finish())
}
