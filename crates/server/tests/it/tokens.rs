//! Access and refresh tokens: what counts, what does not, and when it stops.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::kit::{House, Person, Stage, on_both, person::token, stage::JWT_KEY};

on_both![
    security_25_a_token_counts_only_with_our_signature_algorithm_and_claims,
    security_25_an_access_token_is_over_after_its_life,
    security_26_sign_out_ends_one_session_and_sign_out_everywhere_all,
    security_27_a_refresh_token_is_good_once,
    security_27_two_tabs_within_the_grace_both_stay_signed_in,
    security_27_a_stolen_refresh_token_used_elsewhere_ends_the_session,
    security_27_fifty_renewals_at_once_never_fail_badly,
    signing_out_with_a_refresh_token_ends_its_session,
    security_25_a_public_key_is_no_secret_to_sign_with,
    security_27_a_new_key_takes_over_and_nobody_is_signed_out,
    security_27_of_several_key_files_the_first_signs_and_all_are_believed,
    a_token_says_how_and_when_somebody_signed_in_however_often_it_is_renewed,
];

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}

/// HMAC-SHA256 (RFC 2104), by hand: a forger does not use our library either.
fn hs256(key: &[u8], text: &str) -> String {
    assert!(key.len() <= 64);
    let mut block = [0u8; 64];
    block[..key.len()].copy_from_slice(key);
    let (inner, outer) = (block.map(|byte| byte ^ 0x36), block.map(|byte| byte ^ 0x5c));
    URL_SAFE_NO_PAD.encode(sha256(&[&outer, &sha256(&[&inner, text.as_bytes()])]))
}

fn signed(header: &Value, claims: &Value, key: &str) -> String {
    let text = format!("{}.{}", part(header), part(claims));
    let seal = hs256(key.as_bytes(), &text);
    format!("{text}.{seal}")
}

fn claims_of(token: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

async fn security_25_a_token_counts_only_with_our_signature_algorithm_and_claims(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let bob = house.person("bob");
    let (joined, bobs) = (ada.joins().await, bob.joins().await);
    let true_one = token(&joined);
    let claims = claims_of(true_one);
    for claim in ["iss", "aud", "sub", "sid", "exp", "iat", "auth_time", "amr", "jti", "typ"] {
        assert!(claims.get(claim).is_some(), "{claim} is missing in {claims}");
    }
    let usual = json!({"alg": "HS256", "typ": "JWT"});
    ada.looks_at_me(&signed(&usual, &claims, JWT_KEY)).await.is(200);

    let mut forged = vec![
        ("no signature", format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(&claims))),
        ("alg none, signed", signed(&json!({"alg": "none"}), &claims, JWT_KEY)),
        ("alg None", signed(&json!({"alg": "None"}), &claims, JWT_KEY)),
        ("RS256", signed(&json!({"alg": "RS256", "typ": "JWT"}), &claims, JWT_KEY)),
        ("HS512", signed(&json!({"alg": "HS512", "typ": "JWT"}), &claims, JWT_KEY)),
        ("another key", signed(&usual, &claims, "Aq7bT2wXc9LmR4vZk8NyPd3sGf6JaUe1")),
        ("the empty key", signed(&usual, &claims, "")),
        (
            "a key in the header",
            signed(
                &json!({"alg": "HS256", "jwk": {"kty": "oct", "k": "QUFBQQ"}, "kid": "../../dev/null", "jku": "http://evil.example/"}),
                &claims,
                "AAAA",
            ),
        ),
        ("cut", true_one[..true_one.len() - 1].to_owned()),
        ("two parts", true_one.rsplit_once('.').unwrap().0.to_owned()),
        ("five parts", format!("{true_one}.a.b")),
        ("empty", String::new()),
        ("garbage", "\u{fffd}".escape_unicode().to_string()),
        ("long", "a".repeat(8000)),
        ("a refresh token", joined["refresh_token"].as_str().unwrap().to_owned()),
    ];
    let with = |claim: &str, value: Value| {
        let mut claims = claims.clone();
        claims[claim] = value;
        signed(&usual, &claims, JWT_KEY)
    };
    for claim in claims.as_object().unwrap().keys() {
        let mut fewer = claims.clone();
        fewer.as_object_mut().unwrap().remove(claim);
        forged.push(("a claim less", signed(&usual, &fewer, JWT_KEY)));
        forged.push(("a null claim", with(claim, Value::Null)));
        forged.push(("a claim of another type", with(claim, json!({"a": [1]}))));
    }
    let exp = claims["exp"].as_i64().unwrap();
    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("another")),
        ("typ", json!("refresh")),
        ("exp", json!(exp - 901)),
        ("exp", json!(exp.to_string())),
        ("exp", json!(f64::MAX)),
        ("iat", json!(exp + 86_400)),
        ("sub", json!("4711")),
        ("sub", json!(bobs["user"]["id"].to_string())),
        ("sid", json!("4711")),
        ("sid", claims_of(token(&bobs))["sid"].clone()),
        ("sid", json!("-1")),
        ("auth_time", json!(exp)),
        ("jti", json!("")),
        ("gen", json!(99)),
    ] {
        forged.push((claim, with(claim, value)));
    }
    let mut answers = Vec::new();
    for (what, token) in &forged {
        let answer = ada.looks_at_me(token).await;
        assert_eq!(answer.status, 401, "{what}");
        assert!(answer.header("www-authenticate").is_some(), "{what}");
        answers.push(answer.alike());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "one answer for every bad token: {answers:?}");
    // also where a token is optional, or travels in another way
    for header in ["Bearer", "Bearer ", "Basic YTpi", "bearer\tx", "Token abc"] {
        let headers = [("authorization", header)];
        house
            .ask(Method::GET, "/me", "192.0.2.1", &headers, &Value::Null)
            .await
            .is_problem(401, "unauthorized");
        house
            .ask(Method::POST, "/logout", "192.0.2.1", &headers, &Value::Null)
            .await
            .is_problem(401, "unauthorized");
    }
    let in_url = format!("/me?access_token={true_one}");
    house.ask(Method::GET, &in_url, "192.0.2.1", &[], &Value::Null).await.is_problem(401, "unauthorized");
}

async fn security_25_an_access_token_is_over_after_its_life(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    assert_eq!(joined["expires_in"], 900);
    house.wait(899);
    ada.looks_at_me(token(&joined)).await.is(200);
    house.wait(2);
    ada.looks_at_me(token(&joined)).await.is_problem(401, "unauthorized");
    let renewed = renew(&ada, &joined).await.is(200);
    ada.looks_at_me(token(&renewed)).await.is(200);
    house.wait(31 * 86_400);
    renew(&ada, &renewed).await.is_problem(401, "unauthorized");
}

async fn renew(who: &Person<'_>, pair: &Value) -> crate::kit::Answer {
    who.posts("/refresh", json!({"refresh_token": pair["refresh_token"]})).await
}

async fn two_sessions(house: &House) -> (Person<'_>, Value, Value) {
    let ada = house.person("ada");
    let first = ada.joins().await;
    let second = ada.signs_in().await.is(200);
    (ada, first, second)
}

async fn security_26_sign_out_ends_one_session_and_sign_out_everywhere_all(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let (ada, first, second) = two_sessions(&house).await;
    let third = ada.signs_in().await.is(200);
    let gone = ada.calls(Method::POST, "/logout", token(&first), Value::Null).await;
    assert_eq!((gone.status, &gone.body), (204, &Value::Null));
    for instance in [&house, &other] {
        ada.at(instance).looks_at_me(token(&first)).await.is_problem(401, "unauthorized");
        ada.at(instance).looks_at_me(token(&second)).await.is(200);
    }
    renew(&ada, &first).await.is_problem(401, "unauthorized");
    let gone = ada.at(&other).calls(Method::POST, "/logout-all", token(&second), Value::Null).await;
    assert_eq!(gone.status, 204);
    for session in [&second, &third] {
        ada.looks_at_me(token(session)).await.is_problem(401, "unauthorized");
        renew(&ada, session).await.is_problem(401, "unauthorized");
    }
    ada.signs_in().await.is(200);
}

async fn security_27_a_refresh_token_is_good_once(stage: Stage) {
    let house = stage.house().await;
    let (ada, first, second) = two_sessions(&house).await;
    let renewed = renew(&ada, &first).await.is(200);
    assert_ne!(renewed["refresh_token"], first["refresh_token"]);
    ada.looks_at_me(token(&renewed)).await.is(200);
    house.wait(11);
    renew(&ada, &first).await.is_problem(401, "unauthorized");
    // somebody else may hold it: the family is over, and its session with it
    renew(&ada, &renewed).await.is_problem(401, "unauthorized");
    ada.looks_at_me(token(&renewed)).await.is_problem(401, "unauthorized");
    ada.looks_at_me(token(&second)).await.is(200);
}

async fn security_27_two_tabs_within_the_grace_both_stay_signed_in(stage: Stage) {
    let house = stage.house().await;
    let (ada, first, _) = two_sessions(&house).await;
    let one = renew(&ada, &first).await.is(200);
    house.wait(9);
    let sibling = renew(&ada, &first).await.is(200);
    for pair in [&one, &sibling] {
        ada.looks_at_me(token(pair)).await.is(200);
    }
    renew(&ada, &sibling).await.is(200);
    // a successor was used: the first one is spent, grace or not
    renew(&ada, &first).await.is_problem(401, "unauthorized");
}

async fn security_27_a_stolen_refresh_token_used_elsewhere_ends_the_session(stage: Stage) {
    let house = stage.house().await;
    let (ada, first, _) = two_sessions(&house).await;
    let renewed = renew(&ada, &first).await.is(200);
    renew(&ada.from("203.0.113.66"), &first).await.is_problem(401, "unauthorized");
    ada.looks_at_me(token(&renewed)).await.is_problem(401, "unauthorized");
    renew(&ada, &renewed).await.is_problem(401, "unauthorized");
}

async fn security_27_fifty_renewals_at_once_never_fail_badly(stage: Stage) {
    let house = stage.house().await;
    let (ada, first, _) = two_sessions(&house).await;
    let answers = join_all((0..50).map(|_| renew(&ada, &first))).await;
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 401), "{}", answer.body);
    }
    assert!(answers.iter().any(|answer| answer.status == 200));
    // elsewhere, at the same moment: at most one of the two callers stays signed in
    let fresh = ada.signs_in().await.is(200);
    let thief = ada.from("203.0.113.66");
    let both = join_all([renew(&ada, &fresh), renew(&thief, &fresh)]).await;
    assert!(both.iter().filter(|answer| answer.status == 200).count() <= 1);
}

async fn signing_out_with_a_refresh_token_ends_its_session(stage: Stage) {
    let house = stage.house().await;
    let (ada, first, second) = two_sessions(&house).await;
    let body = json!({"refresh_token": first["refresh_token"]});
    assert_eq!(ada.posts("/logout", body.clone()).await.status, 204);
    ada.looks_at_me(token(&first)).await.is_problem(401, "unauthorized");
    ada.looks_at_me(token(&second)).await.is(200);
    let unknown = json!({"refresh_token": "never-issued"});
    ada.posts("/logout", unknown).await.is_problem(401, "unauthorized");
}

/// The example of RFC 8410, section 10.3.
const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

async fn security_25_a_public_key_is_no_secret_to_sign_with(stage: Stage) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), PEM).unwrap();
    let house = stage.with("JWT_PRIVATE_KEY_FILE", file.path().to_str().unwrap()).house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let true_one = token(&joined);
    ada.looks_at_me(true_one).await.is(200);
    let keys = house.ask(Method::GET, "/.well-known/jwks.json", "192.0.2.1", &[], &Value::Null).await.is(200);
    let key = &keys["keys"][0];
    assert_eq!(
        (key["kty"].as_str(), key["crv"].as_str(), key.get("d")),
        (Some("OKP"), Some("Ed25519"), None)
    );
    let public = key["x"].as_str().unwrap();
    let (claims, bytes) = (claims_of(true_one), URL_SAFE_NO_PAD.decode(public).unwrap());
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": key["kid"]});
    let text = format!("{}.{}", part(&header), part(&claims));
    for secret in [bytes.as_slice(), public.as_bytes(), JWT_KEY.as_bytes()] {
        let forged = format!("{text}.{}", hs256(secret, &text));
        ada.looks_at_me(&forged).await.is_problem(401, "unauthorized");
    }
}

async fn security_27_a_new_key_takes_over_and_nobody_is_signed_out(stage: Stage) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), PEM).unwrap();
    let file = file.path().to_str().unwrap();
    let first = stage.another().house().await;
    let ada = first.person("ada");
    let joined = ada.joins().await;

    let new_key = "Lw8c2ZtYq5GvKe1RnUx7JbMs4DhPo9Fi";
    let second = stage
        .another()
        .with("JWT_SECRET_KEY", new_key)
        .with("JWT_SECRET_KEY_PREVIOUS", JWT_KEY)
        .with("JWT_PRIVATE_KEY_FILE_PREVIOUS", file)
        .house()
        .await;
    let there = ada.at(&second);
    there.looks_at_me(token(&joined)).await.is(200);
    let renewed = there.posts("/refresh", json!({"refresh_token": joined["refresh_token"]})).await.is(200);
    there.looks_at_me(token(&renewed)).await.is(200);
    // signed by the new key alone, and the public half of one that signs no longer is still told
    ada.looks_at_me(token(&renewed)).await.is_problem(401, "unauthorized");
    let keys =
        second.ask(Method::GET, "/.well-known/jwks.json", "192.0.2.1", &[], &Value::Null).await.is(200);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1, "{keys}");

    let third = stage.another().with("JWT_SECRET_KEY", new_key).house().await;
    let there = ada.at(&third);
    there.looks_at_me(token(&renewed)).await.is(200);
    there.looks_at_me(token(&joined)).await.is_problem(401, "unauthorized");
}

/// Made for this test.
const P256: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBIfEU6wjj94s4zGL
nlfSycSpivG5Zsy3Mk2hUk97KQyhRANCAASbdDjFugp6cqFDNnga4OzcLcrsjiNY
//PyYvq71d+eyydG2P4bJqMdo8J5OHnBH5NONn9Bn4XSiu2YnBS3bBCN
-----END PRIVATE KEY-----
";

fn header_of(token: &str) -> Value {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice(&header).unwrap()
}

/// Names and algorithms of the public keys.
async fn key_names(house: &House) -> Vec<(String, String)> {
    let set = house.ask(Method::GET, "/.well-known/jwks.json", "192.0.2.1", &[], &Value::Null).await.is(200);
    let told = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    let keys = set["keys"].as_array().unwrap();
    assert!(keys.iter().all(|key| key.get("d").is_none() && key["use"] == "sig"), "{set}");
    keys.iter().map(|key| (told(key, "kid"), told(key, "alg"))).collect()
}

async fn security_27_of_several_key_files_the_first_signs_and_all_are_believed(stage: Stage) {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, pem: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (old, new) = (file("old.pem", PEM), file("new.pem", P256));
    // the new key is believed everywhere before it signs anywhere
    let before = stage.another().with("JWT_PRIVATE_KEY_FILE", format!("{old}, {new}")).house().await;
    let ada = before.person("ada");
    let joined = ada.joins().await;
    let names = key_names(&before).await;
    assert_eq!(names.len(), 2, "{names:?}");
    assert_ne!(names[0].0, names[1].0);
    let header = header_of(token(&joined));
    assert_eq!((header["kid"].as_str(), header["alg"].as_str()), (Some(names[0].0.as_str()), Some("EdDSA")));

    let after = stage.another().with("JWT_PRIVATE_KEY_FILE", format!("{new},{old}")).house().await;
    let there = ada.at(&after);
    there.looks_at_me(token(&joined)).await.is(200);
    let renewed = renew(&there, &joined).await.is(200);
    let header = header_of(token(&renewed));
    assert_eq!((header["kid"].as_str(), header["alg"].as_str()), (Some(names[1].0.as_str()), Some("ES256")));
    for house in [&before, &after] {
        ada.at(house).looks_at_me(token(&renewed)).await.is(200);
    }
    // a name in the header chooses nothing
    let claims = claims_of(token(&joined));
    let forged = signed(&json!({"alg": "HS256", "typ": "JWT", "kid": names[0].0}), &claims, JWT_KEY);
    there.looks_at_me(&forged).await.is_problem(401, "unauthorized");

    // a key that stands in two lists is one key
    let last = stage
        .another()
        .with("JWT_PRIVATE_KEY_FILE", format!("{new},"))
        .with("JWT_PRIVATE_KEY_FILE_PREVIOUS", format!("{new},{old}"))
        .house()
        .await;
    let mut told = key_names(&last).await;
    told.reverse();
    assert_eq!(told, names);
    ada.at(&last).looks_at_me(token(&joined)).await.is(200);

    let gone = stage.another().with("JWT_PRIVATE_KEY_FILE", new).house().await;
    ada.at(&gone).looks_at_me(token(&renewed)).await.is(200);
    ada.at(&gone).looks_at_me(token(&joined)).await.is_problem(401, "unauthorized");
}

async fn a_token_says_how_and_when_somebody_signed_in_however_often_it_is_renewed(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    // a password that was only just chosen shows nothing: the code did
    assert_eq!(claims_of(token(&joined))["amr"], json!(["otp"]));
    house.wait(60);
    let signed_in = ada.signs_in().await.is(200);
    let first = claims_of(token(&signed_in));
    assert_eq!(first["amr"], json!(["pwd"]));
    assert_eq!(first["auth_time"], first["iat"]);
    let mut pair = signed_in;
    for _ in 0..3 {
        house.wait(1000);
        pair = renew(&ada, &pair).await.is(200);
        let claims = claims_of(token(&pair));
        for claim in ["amr", "auth_time", "sid", "sub", "gen"] {
            assert_eq!(claims[claim], first[claim], "{claim}");
        }
        assert!(claims["iat"].as_i64() > first["iat"].as_i64());
        assert_ne!(claims["jti"], first["jti"]);
    }
}
