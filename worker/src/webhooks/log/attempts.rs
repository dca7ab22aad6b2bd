//! The attempts of a delivery, as its center reads them: newest first.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    auth::{OF_CALLER, Tenant},
    db::{DbError, Row, Sql},
    http::{
        page::{self, Page, Pagination},
        query::{Query, QueryInput},
    },
    problem::Problem,
    sql,
    time::Instant,
    webhooks::{delivery::delivery_id::DeliveryId, outcome::Outcome},
};

/// How many attempts a delivery shows; the list has all.
const RECENT: i64 = 10;
/// A page of the list ends before it is longer than so many bytes; its cursor goes on.
const LONGEST_PAGE: i64 = 1_000_000;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    number: i64,
    started_at: Instant,
    /// Null for an attempt that was interrupted.
    duration_ms: Option<i64>,
    /// Asked for by a resend or a test. Such attempts do not count towards the five automatic ones.
    manual: bool,
    pub outcome: Outcome,
    pub response_status: Option<u16>,
    detail: Option<String>,
    /// What the receiver answered, where it did. Left out in lists of deliveries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response: Option<KeptResponse>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
struct KeptResponse {
    headers: BTreeMap<String, String>,
    /// Its beginning, as UTF-8 of at most 16 KiB.
    body: String,
}

/// Whether what receivers answered is selected with their attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Responses {
    Shown,
    LeftOut,
}

/// The SQL expression of an [`Attempt`] `a`, as JSON.
fn object(responses: Responses) -> String {
    let response = match responses {
        Responses::Shown => {
            ", 'response', iif(a.response_headers IS NULL, NULL, \
                json_object('headers', json(a.response_headers), 'body', a.response_body))"
        }
        Responses::LeftOut => "",
    };
    format!(
        "json_object('number', a.number, 'startedAt', a.started_at, 'durationMs', a.duration_ms, \
            'outcome', a.outcome, 'responseStatus', a.response_status, 'detail', a.detail, \
            'manual', json(iif(a.manual, 'true', 'false')){response})"
    )
}

/// The SQL expression of the last attempts of a delivery `t`, as a JSON array. It has a largest size, since the
/// database takes 2 MB for a value: an attempt's body can become six times as long as JSON.
pub fn recent(responses: Responses) -> String {
    let object = object(responses);
    format!(
        "(SELECT json_group_array(json(attempt) ORDER BY number DESC) FROM (SELECT a.number, {object} AS attempt \
            FROM attempts a WHERE a.delivery_id = t.id ORDER BY a.number DESC LIMIT {RECENT}))"
    )
}

pub struct AttemptQuery {
    limit: i64,
    /// See [`Query::list_id`].
    list_id: String,
    /// The number of the last attempt on the page before.
    before: Option<i64>,
}

impl QueryInput for AttemptQuery {
    fn take(query: &mut Query) -> Result<Self, Problem> {
        let limit = page::take_limit(query)?;
        let list_id = query.list_id();
        let expected = "a nextCursor of this list with these filters; leave it out to begin with the newest attempt";
        let before = query.take_as("cursor", expected, |cursor| page::unseal(&list_id, cursor)?.parse().ok())?;
        Ok(Self { limit, list_id, before })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        page::Paging::parameters()
    }
}

/// One row if the caller has such a delivery, else none; to be [bound](crate::auth::Tenant::bound).
fn is_there(id: &str) -> Sql {
    sql!("SELECT 1 FROM deliveries t WHERE "{OF_CALLER}" AND t.id = "(id))
}

pub async fn list(tenant: &Tenant, delivery: &DeliveryId, query: AttemptQuery) -> Result<Page<Attempt>, Problem> {
    let AttemptQuery { limit, list_id, before } = query;
    let before = before.unwrap_or(i64::from(i32::MAX));
    let attempts = sql!("SELECT a.number, "{object(Responses::Shown)}" AS attempt, \
            EXISTS (SELECT 1 FROM attempts o WHERE o.delivery_id = t.id AND o.number < a.number) AS more \
        FROM deliveries t JOIN attempts a ON a.delivery_id = t.id \
        WHERE "{OF_CALLER}" AND t.id = "(delivery.as_str())" AND a.number < "(before)" \
        ORDER BY a.number DESC LIMIT "(limit));
    let fitting = sql!("SELECT number, attempt, more FROM (\
            SELECT *, sum(octet_length(attempt)) OVER (ORDER BY number DESC) AS size FROM ("{attempts}")) \
        WHERE size <= "(LONGEST_PAGE)" ORDER BY number DESC");
    let batch = [is_there(delivery.as_str()), fitting].map(|sql| tenant.bound(sql));
    let (_, [there, attempts]) = tenant.batch(batch).await?;
    if there.is_empty() {
        return Err(delivery.not_found());
    }
    Ok(page(limit, &list_id, &attempts)?)
}

fn page(limit: i64, list_id: &str, rows: &[Row]) -> Result<Page<Attempt>, DbError> {
    let next_cursor = match rows.last() {
        Some(last) if last.get::<i64>("more")? != 0 => {
            let number: i64 = last.get("number")?;
            Some(page::seal(list_id, &number.to_string()))
        }
        _ => None,
    };
    Ok(Page {
        data: rows.iter().map(|row| row.json("attempt")).collect::<Result<_, _>>()?,
        pagination: Pagination { limit, next_cursor },
    })
}
