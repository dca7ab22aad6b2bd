//! API keys of a center: minted, shown once, revoked.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::App,
    auth::{
        Environment, PlainToken,
        scope::{self, Scope},
    },
    checks::Checks,
    list::Distinct,
    problem::Problem,
    sql,
    text::Text,
    time::Instant,
    wire::WireName,
};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "ApiKey")]
pub struct KeyFields {
    name: Text<100>,
    environment: Environment,
    scopes: Distinct<ScopeName, 1, { Scope::ALL.len() }>,
    #[serde(default)]
    expires_at: Option<Instant>,
}

/// The name of a scope, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
struct ScopeName(String);

impl JsonSchema for ScopeName {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }
    fn inline_schema() -> bool {
        true
    }
    #[cfg(target_arch = "wasm32")]
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = scope::all().collect();
        let text = format!("What the key may do.\n\n{}", scope::all_described());
        schemars::json_schema!({"type": "string", "enum": names, "description": text})
    }
}

/// A new API key. The token is in this answer only: a lost one is revoked and replaced.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedApiKey {
    id: Uuid,
    token: String,
    last4: String,
    created_at: Instant,
    #[serde(flatten)]
    fields: KeyFields,
}

pub async fn mint(app: &App, now: Instant, center: Uuid, fields: KeyFields) -> Result<CreatedApiKey, Problem> {
    let mut checks = Checks::default();
    let known: Vec<_> = scope::all().collect();
    let mut list = format!("; there are {}", known.join(", "));
    for (index, ScopeName(name)) in fields.scopes.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let message = format!("`{name}` is no scope{}", std::mem::take(&mut list));
            checks.that(false, &format!("scopes[{index}]"), &message);
        }
    }
    let future = fields.expires_at.is_none_or(|at| at > now);
    checks.that(future, "expiresAt", "must be in the future");
    checks.done()?;

    let (id, token) = (app.new_id(), PlainToken::generate(app, fields.environment));
    let insert = sql!("INSERT INTO api_keys \
            (id, center_id, environment, created_at, name, token_hash, last4, scopes, expires_at) \
        SELECT "(id)", id, "(fields.environment.name())", "(now)", "(fields.name.as_str())", \
            "(token.hash())", "(token.last4())", "(serde_json::json!(fields.scopes))", "(fields.expires_at)" \
        FROM centers WHERE id = "(center)" RETURNING id");
    let [inserted] = app.db.batch([insert]).await?;
    if inserted.is_empty() {
        return Err(Problem::not_found("center", center));
    }
    Ok(CreatedApiKey { id, token: token.reveal().to_owned(), last4: token.last4().to_owned(), created_at: now, fields })
}

pub async fn revoke(app: &App, now: Instant, center: Uuid, key: Uuid) -> Result<(), Problem> {
    let revoke = sql!("UPDATE api_keys SET revoked_at = coalesce(revoked_at, "(now)") \
        WHERE id = "(key)" AND center_id = "(center)" RETURNING id");
    let [revoked] = app.db.batch([revoke]).await?;
    match revoked.is_empty() {
        true => Err(Problem::not_found("API key", key)),
        false => Ok(()),
    }
}
