//! Webhook endpoints: where a center wants which events. Its signing secret is shown by one answer only.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{deliveries, health, secrets, target};
use crate::{
    api::{
        body::{self, Json, Patch},
        endpoint::{Access, Call, Endpoint},
        page::{Page, Paging},
        reply::{Created, NoContent},
    },
    app::App,
    auth::{Environment, Tenant},
    crud::kind::OF_CALLER,
    db::{DbError, Row, Sql},
    events::EventType,
    named::Named,
    problem::{Code, FieldError, Problem},
    time::Instant,
};

pub const READ: Access = Access::Scope("webhooks:read");
pub const WRITE: Access = Access::Scope("webhooks:write");

/// Endpoints per center and environment.
const MOST: i64 = 100;

pub fn endpoints() -> Vec<Endpoint> {
    let (all, one) = (
        "/api/v1/webhook-endpoints",
        "/api/v1/webhook-endpoints/{id}",
    );
    vec![
        Endpoint::new(Method::GET, all, READ, "List the webhook endpoints", list),
        Endpoint::new(
            Method::POST,
            all,
            WRITE,
            "Create a webhook endpoint",
            create,
        ),
        Endpoint::new(Method::GET, one, READ, "Get a webhook endpoint", get),
        Endpoint::new(
            Method::PATCH,
            one,
            WRITE,
            "Update a webhook endpoint",
            update,
        ),
        Endpoint::new(
            Method::DELETE,
            one,
            WRITE,
            "Delete a webhook endpoint",
            delete,
        ),
    ]
}

/// What a client may say of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndpointFields {
    /// Where deliveries are posted to: `https://` on the public internet.
    pub url: String,
    /// The event types to send, or `*` alone for every type.
    pub events: Vec<Subscription>,
    #[serde(default)]
    pub description: Option<String>,
    /// While false, deliveries are recorded as SKIPPED.
    #[serde(default = "enabled")]
    pub enabled: bool,
}

fn enabled() -> bool {
    true
}

/// An event type, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subscription(String);

impl TryFrom<String> for Subscription {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        if name == "*" || EventType::named(&name).is_some() {
            return Ok(Self(name));
        }
        Err(format!(
            "`{name}` is no event type; GET /api/v1/webhook-event-types lists them"
        ))
    }
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
    #[serde(skip)]
    version: i64,
}

/// A new endpoint with the secret that signs its deliveries. It is not shown again.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewWebhookEndpoint {
    #[serde(flatten)]
    endpoint: WebhookEndpoint,
    /// `whsec_` and base64 of 32 random bytes. Keep it where the receiver can read it.
    secret: String,
}

const COLUMNS: &str = "t.id, t.center_id, t.environment, t.created_at, t.updated_at, t.version, \
    t.url, t.events, t.description, t.enabled, t.disabled_at, t.disabled_reason";

impl WebhookEndpoint {
    fn from_row(row: &Row) -> Result<Self, DbError> {
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
            version: row.get("version")?,
        })
    }
}

fn check(app: &App, fields: &mut EndpointFields) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let mut fault = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    match target::check(&fields.url, &app.config) {
        Ok(url) => fields.url = url.into(),
        Err(why) => fault("url", &why.to_string()),
    }
    if fields.events.is_empty() {
        fault("events", "must name at least one event type, or *");
    }
    let wildcard = fields.events.iter().any(|event| event.0 == "*");
    if wildcard && fields.events.len() > 1 {
        fault("events", "must name * alone, since it covers every type");
    }
    if fields
        .description
        .as_ref()
        .is_some_and(|text| text.chars().count() > 500)
    {
        fault("description", "must have at most 500 characters");
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::unprocessable(errors))
    }
}

async fn list(call: Call<(), Paging>) -> Result<Json<Page<WebhookEndpoint>>, Problem> {
    let select = format!(
        "SELECT {COLUMNS} FROM webhook_endpoints t WHERE {OF_CALLER} AND t.deleted_at IS NULL"
    );
    let select = call.tenant.bound(Sql::text(select).then(call.query.tail()));
    let (_, rows) = call.tenant.batch(vec![select]).await?;
    let rows = rows.into_iter().next().unwrap_or_default();
    Ok(Json(Page::from_rows(
        &call.query,
        rows,
        WebhookEndpoint::from_row,
    )?))
}

async fn get(call: Call<Uuid>) -> Result<Json<WebhookEndpoint>, Problem> {
    find(&call.tenant, call.path).await.map(Json)
}

async fn find(tenant: &Tenant, id: Uuid) -> Result<WebhookEndpoint, Problem> {
    let text = format!(
        "SELECT {COLUMNS} FROM webhook_endpoints t WHERE {OF_CALLER} AND t.id = ? AND t.deleted_at IS NULL"
    );
    let (_, rows) = tenant
        .batch(vec![tenant.bound(Sql::new(text, [id.into()]))])
        .await?;
    match rows.iter().flatten().next() {
        Some(row) => Ok(WebhookEndpoint::from_row(row)?),
        None => Err(not_found(id)),
    }
}

pub fn not_found(id: Uuid) -> Problem {
    Problem::not_found("webhook endpoint", id)
}

async fn create(
    call: Call<(), (), Json<EndpointFields>>,
) -> Result<Created<NewWebhookEndpoint>, Problem> {
    let Call {
        app,
        now,
        tenant,
        body: Json(mut fields),
        ..
    } = call;
    if let Err(problem) = check(&app, &mut fields) {
        tenant.check().await?;
        return Err(problem);
    }
    let id = app.new_id();
    let secret = secrets::generate(&app);
    let sealed = secrets::seal(&app, id, &secret).map_err(Problem::internal)?;
    let insert = format!(
        "INSERT INTO webhook_endpoints (id, center_id, environment, created_at, updated_at, version, \
            url, events, description, enabled, secret, secret_key_id) \
         SELECT ?, center_id, environment, ?, ?, 1, ?, ?, ?, ?, ?, ? FROM caller \
         WHERE (SELECT count(*) FROM webhook_endpoints t WHERE {OF_CALLER} AND t.deleted_at IS NULL) < ? RETURNING id"
    );
    let params = [
        id.into(),
        now.into(),
        now.into(),
        fields.url.as_str().into(),
        json!(fields.events).to_string().into(),
        fields.description.clone().into(),
        i64::from(fields.enabled).into(),
        sealed.text.into(),
        sealed.key_id.into(),
        MOST.into(),
    ];
    let (principal, rows) = tenant
        .batch(vec![tenant.bound(Sql::new(insert, params))])
        .await?;
    if rows.iter().flatten().next().is_none() {
        let detail = format!("A center has at most {MOST} webhook endpoints; delete one first.");
        return Err(Problem::new(Code::Conflict, detail));
    }
    let endpoint = WebhookEndpoint {
        id,
        center_id: principal.center_id,
        environment: principal.environment,
        created_at: now,
        updated_at: now,
        fields,
        disabled_at: None,
        disabled_reason: None,
        version: 1,
    };
    Ok(Created(NewWebhookEndpoint { endpoint, secret }))
}

async fn update(
    call: Call<Uuid, (), Patch<EndpointFields>>,
) -> Result<Json<WebhookEndpoint>, Problem> {
    let Call {
        app,
        now,
        tenant,
        path: id,
        body,
        ..
    } = call;
    let mut endpoint = find(&tenant, id).await?;
    let serde_json::Value::Object(mut fields) = json!(endpoint.fields) else {
        return Err(Problem::internal("an endpoint's fields are no JSON object"));
    };
    fields.extend(body.changes);
    let mut fields: EndpointFields = body::from_object(fields)?;
    check(&app, &mut fields)?;
    if fields == endpoint.fields {
        return Ok(Json(endpoint));
    }
    let set = "UPDATE webhook_endpoints AS t SET url = ?, events = ?, description = ?, enabled = ?, updated_at = ?, \
         version = version + 1";
    let params = [
        fields.url.as_str().into(),
        json!(fields.events).to_string().into(),
        fields.description.clone().into(),
        i64::from(fields.enabled).into(),
        now.into(),
    ];
    let only = format!(
        " WHERE {OF_CALLER} AND t.id = ? AND t.version = ? AND t.deleted_at IS NULL RETURNING id"
    );
    let update = Sql::new(set, params)
        .then(health::afresh(&fields.url, fields.enabled))
        .then(Sql::new(only, [id.into(), endpoint.version.into()]));
    let mut batch = vec![tenant.bound(update)];
    if !fields.enabled {
        batch.push(deliveries::skip_open(id));
    }
    let (_, rows) = tenant.batch(batch).await?;
    if rows.first().is_none_or(Vec::is_empty) {
        let detail =
            "Another request changed the endpoint at the same moment; read it and decide again.";
        return Err(Problem::new(Code::Conflict, detail));
    }
    if fields.enabled {
        (endpoint.disabled_at, endpoint.disabled_reason) = (None, None);
    }
    endpoint.fields = fields;
    endpoint.updated_at = now;
    Ok(Json(endpoint))
}

/// The row stays for the delivery log; nothing is sent to it any more.
async fn delete(call: Call<Uuid>) -> Result<NoContent, Problem> {
    let Call {
        now,
        tenant,
        path: id,
        ..
    } = call;
    let text = format!(
        "UPDATE webhook_endpoints AS t SET deleted_at = ?, enabled = 0 \
         WHERE {OF_CALLER} AND t.id = ? AND t.deleted_at IS NULL RETURNING id"
    );
    let delete = tenant.bound(Sql::new(text, [now.into(), id.into()]));
    let (_, rows) = tenant
        .batch(vec![delete, deliveries::skip_open(id)])
        .await?;
    match rows.first() {
        Some(deleted) if !deleted.is_empty() => Ok(NoContent),
        _ => Err(not_found(id)),
    }
}
