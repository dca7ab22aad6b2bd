//! Writes: a new record, a transition, a change; each one guarded batch.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    commit::{self, Emission, commit},
    operations::find,
    record::{At, OF_CALLER, Record, Stored},
    rule::Rule,
    transition::{Step, refused},
};
use crate::{
    app::App,
    auth::Tenant,
    db::Sql,
    named::Named,
    problem::{Code, Problem},
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
        Self {
            status: R::INITIAL,
            emissions: R::CREATED.map(Emission::of).into_iter().collect(),
            rules: Vec::new(),
        }
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
    let (fields_json, facts_json) = (as_text(&fields)?, as_text(&facts)?);
    // A fact that the database assigns is set in the insert itself.
    let facts_json = match fields.assigned(&At::new(app, now, "")) {
        Some((fact, value)) => Sql::new(format!("json_set(?, '$.{fact}', "), [facts_json.into()])
            .then(value)
            .then(Sql::text(")")),
        None => Sql::new("?", [facts_json.into()]),
    };
    let write = |unbroken: Sql| {
        let head = format!(
            "INSERT INTO {} (id, center_id, environment, created_at, updated_at, version, status, fields, facts) \
             SELECT ?, center_id, environment, ?, ?, 1, ?, ?, ",
            R::NAMES.table
        );
        let params = [
            id.into(),
            now.into(),
            now.into(),
            status.name().into(),
            fields_json.into(),
        ];
        Sql::new(head, params)
            .then(facts_json)
            .then(Sql::text(" FROM caller WHERE 1"))
            .then(unbroken)
            .then(Sql::text(" RETURNING facts"))
    };
    let outcome = commit::<R>(app, tenant, id, rules, write, birth.emissions, Vec::new()).await?;
    let Some(facts) = outcome.facts else {
        let unexplained =
            || Problem::internal("an insert wrote nothing although no rule was broken");
        return Err(outcome.broken.unwrap_or_else(unexplained));
    };
    Ok(Stored {
        id,
        center_id: outcome.principal.center_id,
        created_at: now,
        updated_at: now,
        status,
        fields,
        facts: serde_json::from_str(&facts).map_err(Problem::internal)?,
        version: 1,
        related: None,
    })
}

/// Carries out a transition: reads, lets `apply` change the record, writes behind the version it has read.
///
/// `rules` are those that its input can break, besides the rules of the fields.
pub async fn advance<R: Record>(
    app: &App,
    tenant: &Tenant,
    id: Uuid,
    step: &Step<R>,
    mut rules: Vec<Rule>,
    apply: impl FnOnce(&mut Stored<R>, &At) -> Result<(), Problem>,
) -> Result<Stored<R>, Problem> {
    let (principal, before) = find::<R>(tenant, id).await?;
    if !step.from.contains(&before.status) {
        return Err(refused(step, before.status));
    }
    let mut after = before.clone();
    let at = At::new(app, tenant.now(), &principal.time_zone);
    apply(&mut after, &at)?;
    after.status = step.to;
    let emission = match step.event {
        Some(event) if Some(event) == R::UPDATED => Some(Emission {
            event,
            extra: changed_extra(changed_fields(&before, &after)?),
        }),
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
        return Err(refused(step, status_now));
    }
    Err(outcome.broken.unwrap_or_else(lost_race::<R>))
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
) -> Result<commit::Outcome, Problem> {
    after.updated_at = tenant.now();
    after.version = before.version + 1;
    let (fields, facts) = (as_text(&after.fields)?, as_text(&after.facts)?);
    let write = |unbroken: Sql| {
        let text = format!(
            "UPDATE {} AS t SET status = ?, fields = ?, facts = ?, updated_at = ?, version = version + 1 \
             WHERE {OF_CALLER} AND t.id = ? AND t.version = ?",
            R::NAMES.table
        );
        let (status, version) = (after.status.name(), before.version);
        let params = [
            status.into(),
            fields.into(),
            facts.into(),
            after.updated_at.into(),
            before.id.into(),
            version.into(),
        ];
        Sql::new(text, params)
            .then(unbroken)
            .then(Sql::text(" RETURNING facts"))
    };
    let emissions = emission.into_iter().collect();
    commit::<R>(app, tenant, before.id, rules, write, emissions, follow_up).await
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

pub(super) fn lost_race<R: Record>() -> Problem {
    let detail = format!(
        "Another request changed the {} at the same moment; read it and decide again.",
        R::NAMES.one
    );
    Problem::new(Code::Conflict, detail)
}

/// The wire names of what differs.
pub(super) fn changed_fields<R: Record>(
    before: &Stored<R>,
    after: &Stored<R>,
) -> Result<Vec<String>, Problem> {
    let (before, after) = (as_object(before)?, as_object(after)?);
    let changed = after
        .into_iter()
        .filter(|(name, value)| before.get(name) != Some(value));
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

fn as_text(value: &impl serde::Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(Problem::internal)
}
