//! The routes as the service describes them: what walks over all parameters and fields walks over those that are added.

use serde_json::{Map, Value};

use crate::http::Request;
use crate::service::Service;

/// A route and method.
pub struct Operation {
    pub method: String,
    /// With `{name}` for each parameter of the path.
    pub path: String,
    pub parameters: Vec<Parameter>,
    /// The fields of its body, of the items where that is an array.
    pub fields: Option<Vec<String>>,
    pub body_is_array: bool,
}

pub struct Parameter {
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    pub schema: Value,
}

/// All operations below the base path.
pub fn operations(service: &Service) -> Vec<Operation> {
    let description = Request::get("/openapi.json").send(service.address()).json();
    let paths = entries(&description["paths"]);
    let operations = paths.flat_map(|(path, methods)| {
        let description = &description;
        entries(methods)
            .map(move |(method, described)| operation(description, path, method, described))
    });
    let operations: Vec<Operation> = operations.collect();
    let told = "a route came or went: look at what walks over them";
    assert_eq!(operations.len(), 9, "{told}");
    operations
}

fn operation(description: &Value, path: &str, method: &str, described: &Value) -> Operation {
    let parameter = |parameter: &Value| Parameter {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        schema: resolved(description, &parameter["schema"]).clone(),
    };
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let body = &described["requestBody"]["content"]["application/json"]["schema"];
    let body = resolved(description, body);
    let body_is_array = body["type"] == "array";
    let item = match body_is_array {
        true => resolved(description, &body["items"]),
        false => body,
    };
    let fields = item["properties"].as_object();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        parameters: parameters.map(parameter).collect(),
        fields: fields.map(|fields| fields.keys().cloned().collect()),
        body_is_array,
    }
}

impl Operation {
    pub fn parameters_in(&self, place: &str) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.place == place)
    }

    /// A path on which the operation succeeds.
    pub fn good_path(&self) -> String {
        let event = if self.method == "POST" {
            "order_was_placed"
        } else {
            EVENT
        };
        self.path
            .replace("{event}", event)
            .replace("{kind}", "cluster")
            .replace("{id}", CLUSTER)
    }

    /// A body with which it succeeds, an item where the body is an array.
    pub fn good_fields(&self) -> Map<String, Value> {
        let text = match &*self.path {
            "/v2/events" => include_str!("bodies/event.json"),
            "/v2/events/{event}" => include_str!("bodies/emitted.json"),
            "/v2/records" => include_str!("bodies/record.json"),
            "/v2/subjects/{kind}/{id}" => include_str!("bodies/subject.json"),
            path => panic!("{path} takes a body: a good one is missing"),
        };
        serde_json::from_str(text).unwrap()
    }

    /// The fields as its body.
    pub fn body(&self, fields: Vec<u8>) -> Vec<u8> {
        if self.body_is_array {
            [b"[", &*fields, b"]"].concat()
        } else {
            fields
        }
    }
}

pub const CLUSTER: &str = "11111111-1111-4111-8111-111111111111";
const EVENT: &str = "019c0000-0000-7000-8000-000000000001";

fn resolved<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(place) => description
            .pointer(&place[1..])
            .expect("references lead somewhere"),
        None => schema,
    }
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().expect("an object").iter()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
