use serde_json::{Value, json};
use ureq::http::HeaderMap;
use uuid::Uuid;

/// What the service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn number(&self, header: &str) -> Option<u64> {
        self.header(header).map(|value| value.parse().unwrap())
    }

    /// The ids of a list answer, in its order.
    pub fn ids(&self) -> Vec<Uuid> {
        assert_eq!(self.status, 200, "{}", self.text());
        let rows = self.json();
        let rows = rows.as_array().expect("a list").clone();
        rows.iter().map(id_of).collect()
    }

    /// Fails unless the status is this one, and an error has the body that HTTP.md's table of errors gives.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        if let Some(complaint) = self.complaint() {
            panic!("{complaint}");
        }
        self
    }

    /// What is wrong with the body of an error.
    pub fn complaint(&self) -> Option<String> {
        if self.status < 400 {
            return None;
        }
        let body = serde_json::from_slice(&self.body).unwrap_or(Value::Null);
        let whole = match self.status {
            404 => body == not_found(),
            status => body["code"] == status && body["message"].is_string(),
        };
        (!whole).then(|| format!("status {} with the body {}", self.status, self.text()))
    }
}

fn id_of(row: &Value) -> Uuid {
    row["id"].as_str().expect("an id").parse().unwrap()
}

/// The 404 of every route, which says the same whatever the reason.
fn not_found() -> Value {
    json!({"code": "404", "href": "", "id": 404, "kind": "Error", "reason": "Object Not Found"})
}
