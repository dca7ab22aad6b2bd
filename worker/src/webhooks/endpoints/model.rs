//! A webhook endpoint, as clients describe it and as they see it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::App,
    auth::Environment,
    db::{DbError, Row},
    events::EventType,
    list::Distinct,
    problem::{FieldError, Problem},
    text::Text,
    time::Instant,
    webhooks::delivery::target,
    wire::WireName,
};

/// What a client may say of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "WebhookEndpoint")]
pub struct EndpointFields {
    /// Where deliveries are posted to: `https://` on the public internet.
    #[schemars(length(max = target::LONGEST_URL), regex(pattern = r"^https?://[^\s\u0000-\u001f\u007f-\u009f]+$"))]
    pub url: String,
    /// The event types to send, or `*` alone for every type.
    pub events: Subscriptions,
    #[serde(default)]
    pub description: Option<Text<500>>,
    /// While false, deliveries are recorded as SKIPPED.
    #[serde(default = "enabled")]
    pub enabled: bool,
}

fn enabled() -> bool {
    true
}

/// An event type, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subscription(String);

impl Subscription {
    /// Every event type.
    pub fn all() -> Self {
        Self("*".to_owned())
    }
}

/// At most as many as there are event types: `*` covers them all.
pub type Subscriptions = Distinct<Subscription, 1, { EventType::ALL.len() }>;

pub const ALL_ALONE: &str = "must name * alone, since it covers every type";

/// Whether `*`, if it is there, stands alone.
pub fn all_alone(subscriptions: &[Subscription]) -> bool {
    subscriptions.len() == 1 || subscriptions.iter().all(|one| one.0 != "*")
}

impl TryFrom<String> for Subscription {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        if name == "*" || EventType::named(&name).is_some() {
            return Ok(Self(name));
        }
        Err(no_event_type(&name))
    }
}

pub fn no_event_type(name: &str) -> String {
    format!("`{name}` is no event type; GET /api/v1/webhook-event-types lists them")
}

impl From<Subscription> for String {
    fn from(subscription: Subscription) -> Self {
        subscription.0
    }
}

impl JsonSchema for Subscription {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Subscription".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let types = EventType::ALL.iter().map(|event| event.name());
        let names: Vec<_> = std::iter::once("*").chain(types).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

/// A webhook endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    pub id: Uuid,
    pub center_id: Uuid,
    pub environment: Environment,
    pub created_at: Instant,
    pub updated_at: Instant,
    #[serde(flatten)]
    pub fields: EndpointFields,
    /// When it was disabled because every attempt failed; null while it is enabled, and when a person disabled it.
    pub disabled_at: Option<Instant>,
    pub disabled_reason: Option<String>,
    /// While a rotation of the secret is pending: when the next secret becomes the current one.
    pub next_secret_activates_at: Option<Instant>,
    #[serde(skip)]
    pub version: i64,
}

/// What [`WebhookEndpoint::from_row`] reads.
pub const COLUMNS: &str = "t.id, t.center_id, t.environment, t.created_at, t.updated_at, t.version, \
    t.url, t.events, t.description, t.enabled, t.disabled_at, t.disabled_reason, t.next_secret_activates_at";

impl WebhookEndpoint {
    /// As it is at `now`.
    pub fn from_row(row: &Row, now: Instant) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            center_id: row.get("center_id")?,
            environment: row.get("environment")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            fields: EndpointFields {
                url: row.text("url")?,
                events: row.json("events")?,
                description: row.get("description")?,
                enabled: row.get::<i64>("enabled")? != 0,
            },
            disabled_at: row.get("disabled_at")?,
            disabled_reason: row.get("disabled_reason")?,
            next_secret_activates_at: row.get::<Option<Instant>>("next_secret_activates_at")?.filter(|at| *at > now),
            version: row.get("version")?,
        })
    }
}

/// The rules that an endpoint has to keep; its URL is put into the form in which it is called.
pub fn check(app: &App, fields: &mut EndpointFields) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let mut fault = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    match target::check(&fields.url, &app.config) {
        Ok(url) => fields.url = url.into(),
        Err(why) => fault("url", &why.to_string()),
    }
    if !all_alone(&fields.events) {
        fault("events", ALL_ALONE);
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::unprocessable(errors)) }
}
