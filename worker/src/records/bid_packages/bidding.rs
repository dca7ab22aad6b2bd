//! Bidding: each person's bid is a row of its own, written while the package is OPEN.
//!
//! The lines of an OPEN package do not change, and a closed package never opens again. So a bid that was valid once stays
//! valid while bids are accepted, and nothing changes bids after closing.

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{BidPackage, BidPackageStatus, bids::Bid};
use crate::{
    auth::{OF_CALLER, Tenant},
    crud::{
        Record, Rule,
        read::find,
        rule,
        step::{Step, refused},
        write::lost_race,
    },
    db::{DbError, Row},
    http::{
        body::Json,
        call::Call,
        endpoint::Endpoint,
        page::{Page, Paging},
    },
    problem::{FieldError, Problem},
    sql,
    time::Instant,
};

/// The largest number of people who can bid for one package.
pub const MOST_BIDS: i64 = 500;

const STEP: Step<BidPackage> =
    Step { verb: "bids", from: &[BidPackageStatus::Open], to: BidPackageStatus::Open, event: None };

/// SQL scalar over a closed package `t`: its bids with the bidders' current seniority numbers, as a JSON array of
/// [`Bidder`]s.
pub const BIDDERS: &str = "(SELECT json_group_array(json_object('bid', json(b.bid), 'seniorityNumber', c.seniority_number)) \
    FROM bids b LEFT JOIN crew c ON c.center_id = b.center_id AND c.environment = b.environment AND c.id = b.id \
    WHERE b.package_id = t.id AND t.status IN ('CLOSED', 'AWARDED'))";

/// What one person bids for a package.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlacedBid {
    created_at: Instant,
    /// When it was last replaced.
    updated_at: Instant,
    #[serde(flatten)]
    bid: Bid,
}

impl PlacedBid {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self { created_at: row.get("created_at")?, updated_at: row.get("updated_at")?, bid: row.json("bid")? })
    }
}

pub fn endpoints() -> Vec<Endpoint> {
    let names = BidPackage::NAMES;
    let path = format!("/api/v1/{}/{{id}}/bids", names.path);
    let put = "Put in a person's bid, or replace it, while the package is OPEN";
    let (read, write) = (names.read_scope, names.write_scope);
    vec![
        Endpoint::get(&path, read, "bid-packages.bids.list", "List the bids for a bid package", list),
        Endpoint::post(&path, write, "bid-packages.bids", put, place),
    ]
}

async fn list(call: Call<Tenant, Uuid, Paging>) -> Result<Json<Page<PlacedBid>>, Problem> {
    let Call { caller: tenant, path: id, query: paging, .. } = call;
    let package = sql!("SELECT 1 AS found FROM bid_packages t WHERE "{OF_CALLER}" AND t.id = "(id));
    let page = sql!("SELECT t.id, t.created_at, t.updated_at, t.bid FROM bids t \
        WHERE "{OF_CALLER}" AND t.package_id = "(id){paging.tail()});
    let (_, [package, page]) = tenant.batch([package, page].map(|sql| tenant.bound(sql))).await?;
    if package.is_empty() {
        return Err(Problem::not_found(BidPackage::NAMES.one, id));
    }
    Ok(Json(Page::from_rows(&paging, page, PlacedBid::from_row)?))
}

async fn place(call: Call<Tenant, Uuid, (), Json<Bid>>) -> Result<Json<PlacedBid>, Problem> {
    let Call { now, caller: tenant, path: id, body: Json(bid), .. } = call;
    let (_, package) = find::<BidPackage>(&tenant, id).await?;
    if !STEP.from.contains(&package.status) {
        return Err(refused(&STEP, package.status));
    }
    bid.check(package.fields.mode, &package.fields.lines)?;
    let rules = [still_open(id), ranked_in_roster(bid.user_id), room_for(id, bid.user_id)];
    let text = serde_json::to_string(&bid).map_err(Problem::internal)?;
    let insert = sql!("INSERT INTO bids (package_id, id, center_id, environment, created_at, updated_at, bid) \
        SELECT "(id)", "(bid.user_id)", center_id, environment, "(now)", "(now)", "(text)" FROM caller \
        WHERE 1"{rule::unbroken(&rules)}" \
        ON CONFLICT (package_id, id) DO UPDATE SET bid = excluded.bid, updated_at = excluded.updated_at \
        RETURNING created_at, updated_at, bid");
    let batch = [rule::broken(&rules), insert].map(|sql| tenant.bound(sql));
    let (_, [broken, placed]) = tenant.batch(batch).await?;
    match placed.one() {
        Some(row) => Ok(Json(PlacedBid::from_row(&row)?)),
        None => Err(rule::first_broken(rules, &broken)
            .unwrap_or_else(|| Problem::internal("a bid was not written although no rule was broken"))),
    }
}

fn still_open(package: Uuid) -> Rule {
    Rule {
        broken: sql!("NOT EXISTS (SELECT 1 FROM bid_packages t \
            WHERE "{OF_CALLER}" AND t.id = "(package)" AND t.status = 'OPEN')"),
        problem: lost_race(BidPackage::NAMES.one),
    }
}

fn ranked_in_roster(user: Uuid) -> Rule {
    let message = "must be of the crew roster, with a seniority number";
    Rule {
        broken: sql!("NOT EXISTS (SELECT 1 FROM crew c JOIN caller k ON k.center_id = c.center_id \
            AND k.environment = c.environment WHERE c.id = "(user)" AND c.seniority_number IS NOT NULL)"),
        problem: Problem::unprocessable(vec![FieldError::new("userId", message)]),
    }
}

fn room_for(package: Uuid, user: Uuid) -> Rule {
    let message = format!("comes too late: a package takes the bids of {MOST_BIDS} people");
    Rule {
        broken: sql!("(SELECT count(*) FROM bids b WHERE b.package_id = "(package)" AND b.id <> "(user)") >= "(MOST_BIDS)),
        problem: Problem::unprocessable(vec![FieldError::new("userId", message)]),
    }
}
