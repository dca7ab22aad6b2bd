//! What can be done with webhook endpoints. A signing secret is shown by the answer that makes it, and by no other.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::model::{COLUMNS, EndpointFields, WebhookEndpoint, check};
use crate::{
    app::App,
    auth::{OF_CALLER, Tenant},
    db::{Batch, Sql},
    http::page::{Page, Paging},
    problem::{Code, Problem},
    sql,
    webhooks::{
        delivery::{health, status},
        secrets::sealed,
    },
};

/// Endpoints per center and environment.
const MOST: i64 = 100;

pub async fn list(tenant: &Tenant, paging: &Paging) -> Result<Page<WebhookEndpoint>, Problem> {
    let select = sql!("SELECT "{COLUMNS}" FROM webhook_endpoints t \
        WHERE "{OF_CALLER}" AND t.deleted_at IS NULL"{paging.tail()});
    let (_, [rows]) = tenant.batch([tenant.bound(select)]).await?;
    Ok(Page::from_rows(paging, rows, |row| WebhookEndpoint::from_row(row, tenant.now()))?)
}

pub async fn find(tenant: &Tenant, id: Uuid) -> Result<WebhookEndpoint, Problem> {
    let select = sql!("SELECT "{COLUMNS}" FROM webhook_endpoints t \
        WHERE "{OF_CALLER}" AND t.id = "(id)" AND t.deleted_at IS NULL");
    let (_, [rows]) = tenant.batch([tenant.bound(select)]).await?;
    match rows.one() {
        Some(row) => Ok(WebhookEndpoint::from_row(&row, tenant.now())?),
        None => Err(not_found(id)),
    }
}

/// Selects a row if the caller has or had this endpoint; to be [bound](Tenant::bound).
pub fn is_there(id: Uuid) -> Sql {
    sql!("SELECT 1 AS there FROM webhook_endpoints t WHERE "{OF_CALLER}" AND t.id = "(id))
}

pub fn not_found(id: Uuid) -> Problem {
    Problem::not_found("webhook endpoint", id)
}

pub fn lost_race() -> Problem {
    let detail = "Another request changed the endpoint at the same moment; read it and decide again.";
    Problem::new(Code::Conflict, detail)
}

/// A new endpoint with the secret that signs its deliveries. It is not shown again.
#[derive(Serialize, JsonSchema)]
pub struct CreatedWebhookEndpoint {
    #[serde(flatten)]
    endpoint: WebhookEndpoint,
    /// `whsec_` and base64 of 32 random bytes. Keep it where the receiver can read it.
    secret: String,
}

pub async fn create(app: &App, tenant: &Tenant, mut fields: EndpointFields) -> Result<CreatedWebhookEndpoint, Problem> {
    check(app, &mut fields)?;
    let (id, now) = (app.new_id(), tenant.now());
    let secret = sealed::generate(app);
    let sealed = sealed::seal(app, id, &secret).map_err(Problem::internal)?;
    let insert = sql!("INSERT INTO webhook_endpoints (id, center_id, environment, created_at, updated_at, version, \
            url, events, description, enabled, secret, secret_key_id) \
        SELECT "(id)", center_id, environment, "(now)", "(now)", 1, \
            "(fields.url.as_str())", "(json!(fields.events))", "(fields.description.as_deref())", "(fields.enabled)", \
            "(sealed.text)", "(sealed.key_id)" \
        FROM caller WHERE (SELECT count(*) FROM webhook_endpoints t \
            WHERE "{OF_CALLER}" AND t.deleted_at IS NULL) < "(MOST)" RETURNING id");
    let (principal, [inserted]) = tenant.batch([tenant.bound(insert)]).await?;
    if inserted.is_empty() {
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
        next_secret_activates_at: None,
        version: 1,
    };
    Ok(CreatedWebhookEndpoint { endpoint, secret })
}

/// `change` gives the new fields from those before.
pub async fn update(
    app: &App,
    tenant: &Tenant,
    id: Uuid,
    change: impl FnOnce(&EndpointFields) -> Result<EndpointFields, Problem>,
) -> Result<WebhookEndpoint, Problem> {
    let now = tenant.now();
    let mut endpoint = find(tenant, id).await?;
    let mut fields = change(&endpoint.fields)?;
    check(app, &mut fields)?;
    if fields == endpoint.fields {
        return Ok(endpoint);
    }
    let update = sql!("UPDATE webhook_endpoints AS t SET url = "(fields.url.as_str())", \
            events = "(json!(fields.events))", description = "(fields.description.as_deref())", \
            enabled = "(fields.enabled)", updated_at = "(now)", version = version + 1 \
            "{health::afresh(&fields.url, fields.enabled)}" \
        WHERE "{OF_CALLER}" AND t.id = "(id)" AND t.version = "(endpoint.version)" AND t.deleted_at IS NULL \
        RETURNING id");
    let mut batch = Batch::default();
    let skipped = (!fields.enabled).then(|| status::skip_open(id));
    let updated = batch.push_guarded(tenant.bound(update), skipped);
    let (_, mut answers) = tenant.batch(batch).await?;
    if answers.take(updated).is_empty() {
        return Err(lost_race());
    }
    if fields.enabled {
        (endpoint.disabled_at, endpoint.disabled_reason) = (None, None);
    }
    endpoint.fields = fields;
    endpoint.updated_at = now;
    Ok(endpoint)
}

/// The row stays for the delivery log; nothing is sent to it any more, so that its secrets are erased.
pub async fn delete(tenant: &Tenant, id: Uuid) -> Result<(), Problem> {
    let delete = sql!("UPDATE webhook_endpoints AS t SET deleted_at = "(tenant.now())", enabled = 0, \
            secret = '', secret_key_id = '', \
            next_secret = NULL, next_secret_key_id = NULL, next_secret_activates_at = NULL \
        WHERE "{OF_CALLER}" AND t.id = "(id)" AND t.deleted_at IS NULL RETURNING id");
    let mut batch = Batch::default();
    let deleted = batch.push_guarded(tenant.bound(delete), [status::skip_open(id)]);
    let (_, mut answers) = tenant.batch(batch).await?;
    match answers.take(deleted).is_empty() {
        true => Err(not_found(id)),
        false => Ok(()),
    }
}
