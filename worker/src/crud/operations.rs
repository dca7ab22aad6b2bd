//! The handlers that every record has: list, get, create, update.

use serde_json::Map;
use uuid::Uuid;

use super::{
    commit::Emission,
    kind::Kind,
    list_query::ListQuery,
    read::find,
    record::{At, Names, Record, Stored},
    step::raises,
    write::{changed_extra, changed_fields, checked, insert, lost_race, replace},
};
use crate::{
    auth::Tenant,
    http::{
        body::{Body, BodyInput, Json as JsonBody, Patch},
        call::Call,
        endpoint::Endpoint,
        page::Page,
        reply::Created,
    },
    problem::{Code, Problem},
    wire::WireName,
};

/// Every endpoint that a record has by being one.
pub fn endpoints<R: Record>() -> Vec<Endpoint> {
    let Names { path, read_scope, write_scope, .. } = R::NAMES;
    let a_record = R::NAMES.a();
    let (all, single) = (format!("/api/v1/{path}"), format!("/api/v1/{path}/{{id}}"));
    let (read, write) = (read_scope, write_scope);
    let id = |verb: &str| format!("{path}.{verb}");
    let mut endpoints = vec![
        Endpoint::get(&all, read, id("list"), format!("List {}", R::NAMES.many()), list::<R>),
        Endpoint::get(&single, read, id("get"), format!("Get {a_record}"), get::<R>),
    ];
    if R::CREATABLE {
        let summary = format!("Create {a_record}");
        let endpoint = Endpoint::post(&all, write, id("create"), summary, create::<R>);
        endpoints.push(endpoint.described(raises(R::CREATED)));
    }
    if R::PATCHABLE {
        let summary = format!("Update {a_record}");
        let endpoint = Endpoint::patch(&single, write, id("update"), summary, update::<R>);
        let text = "Changes the fields that are sent, and leaves the others. What changes nothing is no change: \
            the version stays, and no event is raised.";
        endpoints.push(endpoint.described(format!("{text} {}", raises(R::UPDATED)).trim_end()));
    }
    endpoints.extend(R::transitions().iter().map(super::Transition::endpoint));
    endpoints.extend(R::more());
    endpoints
}

async fn list<R: Record>(call: Call<Tenant, (), ListQuery<R>>) -> Result<JsonBody<Page<Stored<R>>>, Problem> {
    let ListQuery { paging, conditions, .. } = call.query;
    let kind = Kind::of::<R>();
    let rows = kind.list(&call.caller, conditions, &paging).await?;
    Ok(JsonBody(Page::from_rows(&paging, rows, Stored::from_row)?))
}

async fn get<R: Record>(call: Call<Tenant, Uuid>) -> Result<JsonBody<Stored<R>>, Problem> {
    let (_, stored) = find(&call.caller, call.path).await?;
    Ok(JsonBody(stored))
}

/// The body of a create.
struct Fields<R>(R);

impl<R: Record> BodyInput for Fields<R> {
    fn parse(body: &Body) -> Result<Self, Problem> {
        body.read(R::check).map(Self)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut crate::http::schemas::Schemas) -> Option<serde_json::Value> {
        JsonBody::<R>::schema(schemas)
    }
}

/// One round trip, or two when a default depends on the center's time zone.
async fn create<R: Record>(call: Call<Tenant, (), (), Fields<R>>) -> Result<Created<Stored<R>>, Problem> {
    let Call { app, now, caller: tenant, body: Fields(mut fields), .. } = call;
    let zone = if fields.needs_zone() { tenant.batch([]).await?.0.time_zone } else { String::new() };
    let at = At::new(&app, now, &zone);
    fields.complete(&at);
    checked(&fields, &at)?;
    let mut facts = R::Facts::default();
    fields.derive(&mut facts, &at);
    insert(&app, &tenant, fields, facts, Map::new()).await.map(Created)
}

async fn update<R: Record>(call: Call<Tenant, Uuid, (), Patch<R>>) -> Result<JsonBody<Stored<R>>, Problem> {
    let Call { app, caller: tenant, path: id, body, .. } = call;
    let (principal, before) = find::<R>(&tenant, id).await?;
    let mut after = before.clone();
    after.fields = body.onto(&before.fields)?;
    let at = At::new(&app, tenant.now(), &principal.time_zone);
    after.fields.complete(&at);
    checked(&after.fields, &at)?;
    after.fields.derive(&mut after.facts, &at);
    R::amend(&before, &mut after);
    let changed = changed_fields(&before, &after)?;
    if let Some(field) = changed.iter().find(|field| !R::may_edit(before.status, field)) {
        let detail = format!("`{field}` cannot be changed any more: the {} is {}.", R::NAMES.one, before.status.name());
        return Err(Problem::new(Code::InvalidTransition, detail));
    }
    if changed.is_empty() {
        return Ok(JsonBody(before));
    }
    let emission = R::UPDATED.map(|event| Emission { event, extra: changed_extra(changed) });
    let rules = after.fields.rules(before.id, after.status);
    let outcome = replace(&app, &tenant, &before, &mut after, rules, emission, Vec::new()).await?;
    if outcome.written {
        return Ok(JsonBody(after));
    }
    Err(outcome.broken.unwrap_or_else(|| lost_race(R::NAMES.one)))
}
