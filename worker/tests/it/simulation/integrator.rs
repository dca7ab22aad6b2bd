//! What integrators ask for, of whatever there is: also of what was deleted, has ended or is under way.

use std::time::Duration;

use aviationalley_worker::{
    app::Clock,
    http::upload::Upload,
    serve::{self, dispatch::Request},
};
use serde_json::{Value, json};

use super::scheduler::{MINUTE, Simulation, URLS, url};
use crate::support::bearer;

impl Simulation {
    /// One of those that there are.
    fn one_of(&self, ids: Vec<String>) -> Option<String> {
        let length = ids.len();
        ids.into_iter().nth(self.dice.index(length.max(1)))
    }

    /// At any endpoint, also one that was deleted.
    fn at_an_endpoint(&mut self, method: &str, rest: &str, body: Value) {
        let id = self.one_of(self.audit.endpoints()).unwrap();
        let path = format!("/api/v1/webhook-endpoints/{id}{rest}");
        self.request(method, path, body);
    }

    pub fn switch_an_endpoint(&mut self) {
        let enabled = !self.dice.one_in(3);
        self.at_an_endpoint("PATCH", "", json!({"enabled": enabled}));
    }

    /// Whatever else people ask for.
    pub fn ask(&mut self) {
        match self.dice.below(19) {
            0..6 => {
                if let Some(id) = self.one_of(self.audit.deliveries()) {
                    let path = format!("/api/v1/webhook-deliveries/{id}/resend");
                    self.request("POST", path, Value::Null);
                }
            }
            6..11 => self.at_an_endpoint("POST", "/recover", self.wanted()),
            11..14 => {
                if let Some(id) = self.one_of(self.audit.running_recoveries()) {
                    let path = format!("/api/v1/webhook-recoveries/{id}/cancel");
                    self.request("POST", path, Value::Null);
                }
            }
            14..15 => self.at_an_endpoint("POST", "/test", json!({})),
            15..17 => {
                let minutes = self.dice.below(60) as u32;
                let at = self.clock.now().plus(MINUTE * minutes).to_string();
                self.at_an_endpoint("POST", "/rotate-secret", json!({"activatesAt": at}));
            }
            17..18 => self.at_an_endpoint("DELETE", "", Value::Null),
            _ => {
                let body = json!({"url": url(self.dice.below(URLS)), "events": ["*"]});
                self.request("POST", "/api/v1/webhook-endpoints".to_owned(), body);
            }
        }
    }

    /// What a recovery may be asked for.
    fn wanted(&self) -> Value {
        let age = Duration::from_secs(self.dice.below(7_200));
        let mut wanted = json!({"since": self.clock.now().minus(age).to_string()});
        if self.dice.one_in(3) {
            let types = ["trainee.created", "webhook.delivery.failed"];
            wanted["eventTypes"] = json!([types[self.dice.index(2)]]);
        }
        if self.dice.one_in(3) {
            let all = ["FAILED", "SKIPPED", "DELIVERED"];
            wanted["statuses"] = json!(all[self.dice.index(3)..]);
        }
        wanted
    }

    pub fn write(&mut self) {
        self.written += 1;
        let email = format!("{}@example.com", self.written);
        let body = json!({"firstName": "A", "lastName": "B", "email": email});
        self.request("POST", "/api/v1/trainees".to_owned(), body);
    }

    fn request(&mut self, method: &str, path: String, body: Value) {
        let body = match body {
            Value::Null => Vec::new(),
            body => body.to_string().into_bytes(),
        };
        let request = Request {
            method: method.parse().unwrap(),
            path,
            query: String::new(),
            headers: bearer(&self.token),
            body: Upload::whole(body),
            remote: None,
        };
        let app = self.app.clone();
        self.start(Box::pin(async move {
            let reply = serve::handle(&app, request).await;
            assert!(reply.status < 500, "{}", reply.status);
        }));
    }
}
