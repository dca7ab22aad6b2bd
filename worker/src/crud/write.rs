//! Writes: a new record, a transition, a change; each one guarded batch.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    commit::{Emission, Outcome, Write, commit},
    kind::Kind,
    read::find_related,
    record::{At, Record, Stored},
    rule::Rule,
    step::{Step, refused},
};
use crate::{
    app::App,
    auth::{OF_CALLER, Principal, Tenant},
    db::Sql,
    fold,
    http::filter::camel_case,
    problem::{Code, Problem},
    sql,
    wire::WireName,
};

/// Inserts a new record with its event, unless a rule stands in the way.
pub async fn insert<R: Record>(
    app: &App,
    tenant: &Tenant,
    fields: R,
    facts: R::Facts,
    extra: Map<String, Json>,
) -> Result<Stored<R>, Problem> {
    let mut birth = Birth::default();
    if let Some(emission) = birth.emissions.first_mut() {
        emission.extra = extra;
    }
    insert_as(app, tenant, fields, facts, birth).await
}

/// How a record comes into being; plainly, by default.
pub struct Birth<R: Record> {
    pub status: R::Status,
    /// Its events, in order.
    pub emissions: Vec<Emission>,
    /// Besides the rules of its fields.
    pub rules: Vec<Rule>,
}

impl<R: Record> Default for Birth<R> {
    fn default() -> Self {
        Self { status: R::INITIAL, emissions: R::CREATED.map(Emission::of).into_iter().collect(), rules: Vec::new() }
    }
}

/// As [`insert`], for a record that does not come into being plainly.
pub async fn insert_as<R: Record>(
    app: &App,
    tenant: &Tenant,
    fields: R,
    facts: R::Facts,
    birth: Birth<R>,
) -> Result<Stored<R>, Problem> {
    let (id, now) = (app.new_id(), tenant.now());
    let status = birth.status;
    let mut rules = fields.rules(id, status);
    rules.extend(birth.rules);
    let facts_json = as_text(&facts)?;
    // A fact that the database assigns is set in the insert itself.
    let facts_value = match fields.assigned(&At::new(app, now, "")) {
        Some((fact, value)) => sql!("json_set("(facts_json)", '$."{fact}"', "{value}")"),
        None => sql!((facts_json)),
    };
    let fields_json = as_object(&fields)?;
    let folded = folded(R::SEARCH, [&fields_json, &as_object(&facts)?]);
    let kind = Kind::of::<R>();
    let insert = sql!("INSERT INTO "{kind.names.table}" (version, center_id, environment, id, created_at, updated_at, \
            status, fields, folded, facts) \
        SELECT 1, center_id, environment, "(id)", "(now)", "(now)", "(status.name())", \
            "(Json::Object(fields_json))", "(folded)", "{facts_value}" FROM caller WHERE 1");
    let write = Write { id, sql: insert, rules, emissions: birth.emissions, follow_up: Vec::new() };
    let (principal, facts) = insert_row(app, tenant, &kind, write).await?;
    Ok(Stored {
        id,
        center_id: principal.center_id,
        created_at: now,
        updated_at: now,
        status,
        fields,
        facts: serde_json::from_str(&facts).map_err(Problem::internal)?,
        version: 1,
        related: None,
    })
}

/// Returns the facts with what the database assigned.
async fn insert_row(app: &App, tenant: &Tenant, kind: &Kind, write: Write) -> Result<(Principal, String), Problem> {
    let outcome = commit(app, tenant, kind, write).await?;
    match outcome.facts {
        Some(facts) => Ok((outcome.principal, facts)),
        None => Err(outcome
            .broken
            .unwrap_or_else(|| Problem::internal("an insert wrote nothing although no rule was broken"))),
    }
}

/// What a transition changes in a record; it may refuse.
pub type Apply<R> = Box<dyn FnOnce(&mut Stored<R>, &At) -> Result<(), Problem>>;

/// Carries out a transition: reads, lets `apply` change the record, writes behind the version it has read.
///
/// `rules` are those that its input can break, besides the rules of the fields.
pub async fn advance<R: Record>(
    app: &App,
    tenant: &Tenant,
    id: Uuid,
    step: Step<R>,
    mut rules: Vec<Rule>,
    apply: Apply<R>,
) -> Result<Stored<R>, Problem> {
    let (principal, before) = find_related::<R>(tenant, id).await?;
    if !step.from.contains(&before.status) {
        return Err(refused(&step, before.status));
    }
    let mut after = before.clone();
    let at = At::new(app, tenant.now(), &principal.time_zone);
    apply(&mut after, &at)?;
    after.status = step.to;
    let emission = match step.event {
        Some(event) if Some(event) == R::UPDATED => {
            Some(Emission { event, extra: changed_extra(changed_fields(&before, &after)?) })
        }
        other => other.map(Emission::of),
    };
    let follow_up = R::follow_up(&after);
    rules.extend(after.fields.rules(before.id, after.status));
    let outcome = replace(app, tenant, &before, &mut after, rules, emission, follow_up).await?;
    if outcome.written {
        return Ok(after);
    }
    let status_now = match &outcome.before {
        Some(row) => row.get::<R::Status>("status")?,
        None => before.status,
    };
    if !step.from.contains(&status_now) {
        return Err(refused(&step, status_now));
    }
    Err(outcome.broken.unwrap_or_else(|| lost_race(R::NAMES.one)))
}

/// Puts `after` in the place of `before`, unless the record was changed since it was read.
pub(super) async fn replace<R: Record>(
    app: &App,
    tenant: &Tenant,
    before: &Stored<R>,
    after: &mut Stored<R>,
    rules: Vec<Rule>,
    emission: Option<Emission>,
    follow_up: Vec<Sql>,
) -> Result<Outcome, Problem> {
    after.updated_at = tenant.now();
    after.version = before.version + 1;
    let (fields, facts) = (as_object(&after.fields)?, as_object(&after.facts)?);
    let folded = folded(R::SEARCH, [&fields, &facts]);
    let update = sql!("UPDATE "{R::NAMES.table}" AS t SET status = "(after.status.name())", \
        fields = "(Json::Object(fields))", folded = "(folded)", facts = "(Json::Object(facts))", \
        updated_at = "(after.updated_at)", version = version + 1 \
        WHERE "{OF_CALLER}" AND t.id = "(before.id)" AND t.version = "(before.version));
    let write = Write { id: before.id, sql: update, rules, emissions: emission.into_iter().collect(), follow_up };
    commit(app, tenant, &Kind::of::<R>(), write).await
}

/// 422 with every fault, if there is one.
pub fn checked<R: Record>(fields: &R, at: &At) -> Result<(), Problem> {
    let mut errors = fields.check();
    errors.extend(fields.check_at(at));
    if errors.is_empty() {
        return Ok(());
    }
    Err(Problem::unprocessable(errors))
}

/// 409; `one` is what the record is called.
pub fn lost_race(one: &str) -> Problem {
    let detail = format!("Another request changed the {one} at the same moment; read it and decide again.");
    Problem::new(Code::Conflict, detail)
}

/// The wire names of what differs.
pub(super) fn changed_fields<R: Record>(before: &Stored<R>, after: &Stored<R>) -> Result<Vec<String>, Problem> {
    let (before, after) = (as_object(before)?, as_object(after)?);
    let changed = after.into_iter().filter(|(name, value)| before.get(name) != Some(value));
    Ok(changed.map(|(name, _)| name).collect())
}

pub(super) fn changed_extra(changed: Vec<String>) -> Map<String, Json> {
    Map::from_iter([("changedFields".to_owned(), changed.into())])
}

pub(super) fn as_object(value: &impl serde::Serialize) -> Result<Map<String, Json>, Problem> {
    match serde_json::to_value(value).map_err(Problem::internal)? {
        Json::Object(object) => Ok(object),
        _ => Err(Problem::internal("a record is no JSON object")),
    }
}

/// The texts of a record that are searched, as the column `folded` holds them.
fn folded(search: &[&'static str], parts: [&Map<String, Json>; 2]) -> String {
    let text = |column: &&'static str| {
        let field = camel_case(column);
        let text = parts.iter().find_map(|part| part.get(&field)?.as_str());
        Some((*column, text?))
    };
    fold::column(search.iter().filter_map(text))
}

fn as_text(value: &impl serde::Serialize) -> Result<String, Problem> {
    as_object(value).map(|object| Json::Object(object).to_string())
}
