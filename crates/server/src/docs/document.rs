//! The OpenAPI document: what the framework prints, put right once for everybody who reads it, be it `/openapi.json`, the
//! exported file or Swagger UI.

use std::sync::LazyLock;

use poem_openapi::OpenApi;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::examples;
use crate::api::{self, Operations};

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = serde_json::to_string_pretty(&made()).unwrap_or_default();
    text.push('\n');
    text
});

/// The document as text.
pub fn text() -> &'static str {
    &TEXT
}

/// The document in the order in which it is read: paths and tags as the operations stand in the code, codes first.
#[derive(Serialize)]
struct Document {
    openapi: &'static str,
    info: Value,
    servers: Value,
    tags: Vec<Value>,
    paths: InOrder<InOrder<Value>>,
    components: Value,
}

/// An object whose members keep their order.
struct InOrder<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn made() -> Document {
    let printed = api::service().spec();
    let mut document: Value = serde_json::from_str(&printed).unwrap_or_default();
    document["info"]["license"] = json!({
        // An SPDX expression; OpenAPI 3.0 has no field of its own for one.
        "name": "MIT OR Apache-2.0",
        "url": "https://spdx.org/licenses/"
    });
    document["info"]["contact"] = json!({ "name": "The operator of this server" });
    for (path, operations) in members(&mut document["paths"]) {
        for (_, operation) in members(operations) {
            put_right(path, operation);
        }
    }
    for (name, schema) in members(&mut document["components"]["schemas"]) {
        put_schema_right(name, schema);
    }
    let mut paths = document["paths"].take();
    let paths: Vec<_> = Operations::meta()
        .into_iter()
        .flat_map(|api| api.paths)
        .map(|path| (path.path.clone(), methods_in_order(paths[path.path.as_str()].take())))
        .collect();
    Document {
        openapi: "3.0.3",
        info: document["info"].take(),
        servers: json!([
            { "url": "/", "description": "The server this document came from." },
            { "url": "http://localhost:8000", "description": "A server on this machine, as `cargo run` starts it." },
        ]),
        tags: in_order(document["tags"].take(), &paths),
        paths: InOrder(paths),
        components: document["components"].take(),
    }
}

/// What reads before what changes, and what ends it last: the first operation of a path is the first that is tried.
fn methods_in_order(operations: Value) -> InOrder<Value> {
    let Value::Object(operations) = operations else { return InOrder(vec![]) };
    let mut operations: Vec<_> = operations.into_iter().collect();
    let order = ["get", "post", "put", "patch", "delete"];
    operations.sort_by_key(|(method, _)| order.iter().position(|known| known == method));
    InOrder(operations)
}

/// The tags in the order in which operations use them.
fn in_order(tags: Value, paths: &[(String, InOrder<Value>)]) -> Vec<Value> {
    let used: Vec<_> = paths
        .iter()
        .flat_map(|(_, operations)| &operations.0)
        .map(|(_, operation)| operation["tags"][0].clone())
        .collect();
    let Value::Array(mut tags) = tags else { return vec![] };
    tags.sort_by_key(|tag| used.iter().position(|name| *name == tag["name"]));
    tags
}

fn put_right(path: &str, operation: &mut Value) {
    // Absent means "as everywhere" to some tools: a public operation says that it is public.
    if operation.get("security").is_none() {
        operation["security"] = json!([]);
    }
    // Either the token or the body names the session.
    if path == "/logout" {
        operation["security"] = json!([{ "bearerAuth": [] }, {}]);
    }
    for (_, response) in members(&mut operation["responses"]) {
        response["headers"]["x-request-id"] = json!({
            "description": "Finds this request in the log.",
            "schema": { "type": "string" }
        });
        for (_, header) in members(&mut response["headers"]) {
            if let Some(header) = header.as_object_mut() {
                header.remove("deprecated");
            }
        }
    }
    let shown = operation["operationId"].as_str().map(examples::of).unwrap_or_default();
    if !shown.is_empty() {
        let named: Map<_, _> = shown
            .into_iter()
            .map(|(name, summary, value)| (name.to_owned(), json!({ "summary": summary, "value": value })))
            .collect();
        operation["requestBody"]["content"]["application/json"]["examples"] = Value::Object(named);
    }
}

fn put_schema_right(name: &str, schema: &mut Value) {
    let required = schema.get("required").cloned().unwrap_or_default();
    for (field, property) in schema.get_mut("properties").into_iter().flat_map(members) {
        // A reference cannot carry words, so the framework pairs it with a schema of nothing else; they stand beside it,
        // too.
        if let Some(all) = property.get_mut("allOf").and_then(Value::as_array_mut) {
            all.truncate(1);
        }
        if name.ends_with("Request") {
            let needed = required.as_array().is_some_and(|names| names.iter().any(|name| name == field));
            put_field_right(field, property, needed);
        }
    }
}

/// What the reader of bodies does, and the framework has no words for.
fn put_field_right(field: &str, property: &mut Value, needed: bool) {
    if needed && property["type"] == "boolean" {
        // nothing else to say: it is true or false
    } else if needed {
        property["minLength"] = json!(1);
    } else {
        // `null` counts as absent. The word needs a type beside it, also where a reference has one.
        property["nullable"] = json!(true);
        if property.get("type").is_none() {
            property["type"] = json!("string");
        }
    }
    match field {
        "password" | "current_password" | "new_password" => property["format"] = json!("password"),
        "email" => property["format"] = json!("email"),
        _ => {}
    }
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flat_map(Map::iter_mut)
}
