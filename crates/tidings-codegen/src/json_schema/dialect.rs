//! What differs between the drafts of JSON Schema, and where a document keeps its schemas.

use crate::json::{Json, Object, object};

/// How schemas of a document are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// What `$schema` says; empty where the document is no schema itself.
    pub uri: &'static str,
    /// The key of the document's schemas, where it is one itself.
    pub definitions: &'static str,
    /// Where that is, as a reference begins.
    base: &'static str,
    /// Whether it has `format: uuid` and `contentSchema`.
    is_modern: bool,
}

/// The one that is in use since 2020.
pub(super) const DRAFT_2020_12: Dialect = Dialect {
    uri: "https://json-schema.org/draft/2020-12/schema",
    definitions: "$defs",
    base: "#/$defs/",
    is_modern: true,
};

/// The one before, which many tools are still limited to.
pub(super) const DRAFT_07: Dialect = Dialect {
    uri: "http://json-schema.org/draft-07/schema#",
    definitions: "definitions",
    base: "#/definitions/",
    is_modern: false,
};

/// That of AsyncAPI's documents, which is draft-07 (AsyncAPI 3.1, Schema Object).
pub(crate) const ASYNCAPI: Dialect = Dialect {
    uri: "",
    definitions: "",
    base: "#/components/schemas/",
    is_modern: false,
};

impl Dialect {
    /// A reference to the schema of this name.
    pub fn reference(&self, name: &str) -> Json {
        let base = self.base;
        Json::object([("$ref", Json::text(format!("{base}{name}")))])
    }

    /// What must be a UUID, which an older validator would take for any text.
    pub fn uuid(&self) -> Object {
        let mut uuid = object([
            ("type", Json::text("string")),
            ("format", Json::text("uuid")),
        ]);
        if !self.is_modern {
            let digits = |number: usize| format!("[0-9a-fA-F]{{{number}}}");
            let parts = [8, 4, 4, 4, 12].map(digits).join("-");
            uuid.push(("pattern".into(), Json::text(format!("^{parts}$"))));
        }
        uuid
    }

    /// A text that holds JSON of the schema of this name.
    pub fn json_text(&self, name: &str) -> Object {
        let mut text = object([
            ("type", Json::text("string")),
            ("contentMediaType", Json::text("application/json")),
        ]);
        text.push(if self.is_modern {
            ("contentSchema".into(), self.reference(name))
        } else {
            let about = format!("JSON of the schema {name}.");
            ("description".into(), Json::text(about))
        });
        text
    }
}
