//! An integrator: a key, and requests made with it.

use aviationalley_worker::{
    crud::Record,
    http::{reply::Reply, upload::Upload},
    records::{Booking, Trainee},
    serve::{self, dispatch::Request},
    wire::WireName,
};
use futures::{executor::block_on, future::join};
use http::{HeaderMap, header::AUTHORIZATION};
use serde_json::{Value, json};

use super::{ADMIN_TOKEN, World, documented};

#[derive(Clone)]
pub struct Client<'w> {
    pub world: &'w World,
    pub center: String,
    pub token: String,
}

#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

impl Response {
    pub fn from_reply(reply: Reply) -> Self {
        let body = match reply.body.as_slice() {
            [] => Value::Null,
            body => serde_json::from_slice(body).unwrap(),
        };
        Self { status: reply.status, headers: reply.headers, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A refusal: its whole form is checked here, once for all tests. Gives `detail`.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> String {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["requestId"].as_str(), self.header("x-request-id"));
        let explained = self.body["type"].as_str().is_some_and(|uri| uri.ends_with(&format!("/docs/errors#{code}")));
        assert!(explained, "{}", self.body);
        for member in ["title", "detail"] {
            assert!(self.body[member].as_str().is_some_and(|text| !text.is_empty()), "{}", self.body);
        }
        self.body["detail"].as_str().unwrap().to_owned()
    }
}

impl<'w> Client<'w> {
    pub fn of_new_center(world: &'w World) -> Self {
        let operator = Self::operator_of(world);
        let new = json!({"name": "Example Training", "ownerEmail": "owner@example.com", "timeZone": "America/Denver"});
        let center = operator.post("/admin/centers", new).expect(201);
        let center = center["id"].as_str().unwrap().to_owned();
        operator.with_center(center).with_key("live", &["*"])
    }

    /// The operator, of no center.
    pub fn operator_of(world: &'w World) -> Self {
        Self { world, center: String::new(), token: ADMIN_TOKEN.to_owned() }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The same integrator, served by another deployment.
    pub fn at<'other>(&self, world: &'other World) -> Client<'other> {
        Client { world, center: self.center.clone(), token: self.token.clone() }
    }

    fn with_center(self, center: String) -> Self {
        Self { center, ..self }
    }

    pub fn operator(&self) -> Self {
        self.with_token(ADMIN_TOKEN)
    }

    /// The same center through a new key.
    pub fn with_key(&self, environment: &str, scopes: &[&str]) -> Self {
        let new = json!({"name": "a key", "environment": environment, "scopes": scopes});
        let path = format!("/admin/centers/{}/api-keys", self.center);
        let key = self.operator().post(&path, new).expect(201);
        self.with_token(key["token"].as_str().unwrap())
    }

    pub async fn send(&self, method: &str, path: &str, body: Vec<u8>) -> Response {
        Response::from_reply(self.reply(method, path, body).await)
    }

    /// The reply as bytes.
    pub async fn reply(&self, method: &str, path: &str, body: Vec<u8>) -> Reply {
        let request = self.compose(method, path, body);
        serve::handle(&self.world.app, request).await
    }

    pub fn compose(&self, method: &str, path: &str, body: Vec<u8>) -> Request {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Request {
            method: method.parse().unwrap(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: bearer(&self.token),
            body: Upload::whole(body),
            remote: None,
        }
    }

    /// Sends a request and lets everything that follows from it at once happen.
    pub fn request(&self, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Response {
        let response = block_on(self.send(method, path, body.into()));
        self.world.settle();
        documented::check(method, path, &response);
        response
    }

    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, "")
    }

    pub fn post(&self, path: &str, body: Value) -> Response {
        self.request("POST", path, body.to_string())
    }

    /// Two at once, and all that follows from them: first the one that won, by its status, then the other.
    pub fn post_both(&self, path: &str, bodies: [Value; 2]) -> [Response; 2] {
        let [one, two] = bodies.map(|body| self.send("POST", path, body.to_string().into()));
        let (one, two) = block_on(join(one, two));
        self.world.settle();
        let mut both = [one, two];
        both.sort_by_key(|response| response.status);
        both
    }

    pub fn patch(&self, path: &str, body: Value) -> Response {
        self.request("PATCH", path, body.to_string())
    }

    pub fn put(&self, path: &str, body: Value) -> Response {
        self.request("PUT", path, body.to_string())
    }

    pub fn delete(&self, path: &str) -> Response {
        self.request("DELETE", path, "")
    }

    /// Every item of a list, page by page.
    pub fn list_all(&self, path: &str, limit: usize) -> Vec<Value> {
        let join = if path.contains('?') { '&' } else { '?' };
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{path}{join}limit={limit}{cursor}")).expect(200);
            all.extend(page["data"].as_array().unwrap().clone());
            match page["pagination"]["nextCursor"].as_str() {
                // The feed's cursor is always given.
                Some(next) if page["pagination"]["hasMore"] != false => cursor = format!("&cursor={next}"),
                _ => return all,
            }
        }
    }

    /// A list with this filter has what `keeps` keeps of the whole list: some of it, not all.
    #[track_caller]
    pub fn assert_filter(&self, path: &str, query: &str, keeps: impl Fn(&Value) -> bool) {
        let all = self.list_all(path, 200);
        let kept: Vec<_> = all.iter().filter(|item| keeps(item)).cloned().collect();
        assert!(!kept.is_empty() && kept.len() < all.len(), "{query}");
        assert_eq!(self.list_all(&format!("{path}?{query}"), 7), kept, "{query}");
    }

    /// [`assert_filter`](Self::assert_filter) for a field's value.
    #[track_caller]
    pub fn assert_equals(&self, path: &str, field: &str, value: &str) {
        self.assert_filter(path, &format!("{field}={value}"), |item| item[field] == value);
    }

    /// Moves the center to another time zone.
    pub fn in_zone(self, zone: &str) -> Self {
        let center = format!("/admin/centers/{}", self.center);
        let moved = json!({"timeZone": zone});
        self.operator().patch(&center, moved).expect(200);
        self
    }

    /// A new webhook endpoint for these types; gives id and secret.
    pub fn subscribe(&self, url: &str, events: &[&str]) -> (String, String) {
        let endpoint = self.post("/api/v1/webhook-endpoints", json!({"url": url, "events": events})).expect(201);
        let text = |name: &str| endpoint[name].as_str().unwrap().to_owned();
        (text("id"), text("secret"))
    }

    /// A new trainee; gives the id.
    pub fn trainee(&self, email: &str) -> String {
        let mut body = json!(Trainee::example());
        body["email"] = json!(email);
        let trainee = self.post("/api/v1/trainees", body).expect(201);
        trainee["id"].as_str().unwrap().to_owned()
    }

    /// The same, and nothing behind the response happens.
    pub fn trainee_alone(&self, email: &str) {
        let mut body = json!(Trainee::example());
        body["email"] = json!(email);
        let request = self.send("POST", "/api/v1/trainees", body.to_string().into());
        block_on(request).expect(201);
    }

    /// Puts a pilot into the crew roster, over the usual ones; gives the user id.
    pub fn crew_member(&self, index: usize, changes: Value) -> String {
        let id = format!("{index:08x}-40b5-4a2b-8c1f-3a9d60c4f101");
        let mut body = json!({
            "name": format!("Crew {index}"), "role": "PILOT", "position": "FO",
            "seniorityNumber": index + 1, "safetySensitive": true,
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.put(&format!("/api/v1/crew/{id}"), body).expect(200);
        id
    }

    /// The body of a booking that this center can make, over the example's.
    pub fn booking_body(&self, changes: Value) -> Value {
        let mut body = json!(Booking::example());
        let trainees = self.get("/api/v1/trainees").expect(200);
        let trainee = match trainees["data"][0]["id"].as_str() {
            Some(id) => id.to_owned(),
            None => self.trainee("first@example.com"),
        };
        body["traineeIds"] = json!([trainee]);
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }

    pub fn booking(&self, changes: Value) -> Value {
        self.post("/api/v1/bookings", self.booking_body(changes)).expect(201)
    }
}

/// The headers of a request with this key.
pub fn bearer(token: &str) -> HeaderMap {
    let value = format!("Bearer {token}").parse().unwrap();
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

/// `base` with the members of `changes` over its own.
pub fn with(mut base: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

/// The names of an enum's variants.
pub fn names<T: WireName>() -> Vec<&'static str> {
    T::ALL.iter().map(|variant| variant.name()).collect()
}
