//! Sends a code, checks it, registers and asks who is signed in, with a client that progenitor makes while this compiles.
//! Beside a server without configuration: cd examples/rust && cargo run
//! Beside another one with the sandbox: DOORCODE_URL=http://… cargo run
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::TryStreamExt;

mod doorcode {
    progenitor::generate_api!(spec = "../../api-spec/openapi.json", interface = Builder);
}
use doorcode::{ByteStream, Client, Error, types};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let url = std::env::var("DOORCODE_URL").unwrap_or("http://127.0.0.1:8000".into());
    let client = Client::new(&url);
    // a number and mailbox by the clock; +1 202 555 01xx is nobody's
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (phone, email) = (&*format!("+120255501{:02}", now % 100), &*format!("ada.{now}@example.com"));

    let sent = client.send_otp().body_map(|body| body.to(phone)).send().await?;
    println!("{}", sent.message);
    // a person types the code; here the sandbox tells it
    let outbox: serde_json::Value = reqwest::get(format!("{url}/dev/outbox.json")).await?.json().await?;
    let code = outbox["messages"][0]["code"].as_str().ok_or("no message in the outbox")?;

    // a code of another length is never the right one
    let answer = client.verify_otp().body_map(|body| body.to(phone).code("12345")).send().await;
    let problem = problem(answer.err().ok_or("a wrong code was right")?).await?;
    assert_eq!(problem.code, types::ProblemCode::InvalidCode, "{}", problem.error);
    println!("{} Tries left: {}", problem.error, problem.attempts_left.unwrap_or_default());

    let proof = client.verify_otp().body_map(|body| body.to(phone).code(code)).send().await?.into_inner();
    let account = types::RegisterRequest::builder().email(email).password("correct horse 9").phone(phone);
    let account = account.verification_token(proof.verification_token);
    let session = client.register_with_otp().body(account).send().await?;
    println!("{}", session.message);

    // from here on every call carries the token
    let bearer = ("authorization".parse()?, format!("Bearer {}", session.token).parse()?);
    let http = reqwest::Client::builder().default_headers([bearer].into_iter().collect()).build()?;
    let me = Client::new_with_client(&url, http).me().send().await?;
    assert!(me.phone_verified && me.phone.as_deref() == Some(phone), "this is somebody else: {me:?}");
    println!("Signed in as {phone}");
    Ok(())
}

/// What the server says is wrong: progenitor leaves the body of a refusal unread.
async fn problem(refused: Error<ByteStream>) -> Outcome<types::Problem> {
    let Error::ErrorResponse(answer) = refused else { return Err(refused.into()) };
    let parts: Vec<_> = answer.into_inner_stream().try_collect().await?;
    Ok(serde_json::from_slice(&parts.concat())?)
}
