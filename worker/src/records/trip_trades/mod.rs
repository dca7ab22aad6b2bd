//! Trip trades: a crew member's request on the open-time board to give up, take or exchange a trip.
//!
//! Every request is checked for [`legality`]. One without violations is approved at once if the center is configured so;
//! the others wait for a planner. The check is repeated when a planner approves, and refuses a trade with violations.

mod legality;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::{Tenant, scope::Scope},
    checks::Checks,
    crud::{
        At, Filter, Names, Record, Stored, Transition,
        commit::Emission,
        write::{Birth, checked, insert_as},
    },
    events::EventType,
    http::{
        body::{Json, Nothing},
        call::Call,
        endpoint::Endpoint,
        reply::Created,
    },
    problem::{Code, FieldError, Problem},
    sql,
    text::Text,
    time::Instant,
    wire_enum,
};
use legality::{HISTORIES, Histories};

/// A crew member's request to give up, take or exchange a trip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TripTrade {
    pub trade_type: TradeType,
    pub requester_user_id: Uuid,
    /// The trip given away, like `P-2204`; DROP and SWAP need it.
    #[serde(default)]
    pub offered_pairing: Option<Text<40>>,
    /// The trip taken; PICKUP and SWAP need it.
    #[serde(default)]
    pub requested_pairing: Option<Text<40>>,
    /// The colleague with whom a SWAP is made; null for one with open time.
    #[serde(default)]
    pub counterparty_user_id: Option<Uuid>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TripTradeFacts {
    /// Whether there are no violations.
    pub legal: bool,
    /// REQUESTER_ or COUNTERPARTY_, then REST_10H (a duty of the last 168 hours began after less than 10 hours of
    /// rest), FREE_30H_IN_168H (no 30 hours free of duty in the last 168) or FLIGHT_100H_IN_672H (more than 100
    /// flight hours in the last 672).
    pub violations: Vec<String>,
    /// Whether no planner was needed.
    pub auto_approved: bool,
    pub decided_by_user_id: Option<Uuid>,
    pub decided_at: Option<Instant>,
    pub deny_reason: Option<Text<1000>>,
}

wire_enum! {
    pub enum TradeType {
        Drop = "DROP",
        Pickup = "PICKUP",
        Swap = "SWAP",
    }
}

wire_enum! {
    pub enum TripTradeStatus {
        Pending = "PENDING",
        Approved = "APPROVED",
        Denied = "DENIED",
        Cancelled = "CANCELLED",
    }
}
use TripTradeStatus::{Approved, Cancelled, Denied, Pending};

/// Who approves a trade.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Approval {
    #[serde(default)]
    decided_by_user_id: Option<Uuid>,
}

/// Who denies a trade, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Denial {
    deny_reason: Text<1000>,
    #[serde(default)]
    decided_by_user_id: Option<Uuid>,
}

impl Record for TripTrade {
    type Facts = TripTradeFacts;
    type Status = TripTradeStatus;

    const NAMES: Names = Names {
        one: "trip trade",
        path: "trip-trades",
        table: "trip_trades",
        read_scope: Scope::TripTradesRead,
        write_scope: Scope::TripTradesWrite,
    };
    const INITIAL: TripTradeStatus = Pending;
    const CREATED: Option<EventType> = Some(EventType::TripTradeRequested);
    const CREATABLE: bool = false;
    const RELATED: Option<&'static str> = Some(HISTORIES);
    const SEARCH: &'static [&'static str] = &["offered_pairing", "requested_pairing"];

    fn transitions() -> Vec<Transition<Self>> {
        let approved = Some(EventType::TripTradeApproved);
        vec![
            Transition::new("approve", &[Pending], Approved, approved, approve),
            Transition::new("deny", &[Pending], Denied, None, deny),
            Transition::new("cancel", &[Pending], Cancelled, None, nothing_more),
        ]
    }

    fn filters() -> Vec<Filter> {
        let people = ["requester_user_id", "counterparty_user_id"];
        vec![Filter::one_of::<TradeType>("tradeType", "trade_type"), Filter::either("userId", people)]
    }

    fn more() -> Vec<Endpoint> {
        let path = format!("/api/v1/{}", Self::NAMES.path);
        let access = Self::NAMES.write_scope;
        let summary = "Request a trip trade, and approve it at once if it is legal and the center says so";
        vec![Endpoint::post(path, access, "trip-trades.create", summary, request)]
    }

    fn check(&self) -> Vec<FieldError> {
        use TradeType::{Drop, Pickup, Swap};
        let mut checks = Checks::default();
        let (offered, requested) = (&self.offered_pairing, &self.requested_pairing);
        for (field, pairing, kinds) in
            [("offeredPairing", offered, [Drop, Swap]), ("requestedPairing", requested, [Pickup, Swap])]
        {
            let needed = kinds.contains(&self.trade_type);
            let message = if needed { "is required for this type" } else { "is not for this type" };
            checks.that(pairing.is_some() == needed, field, message);
        }
        let field = "counterpartyUserId";
        let alone = self.counterparty_user_id.is_none();
        checks.that(alone || self.trade_type == Swap, field, "is for a SWAP only");
        let another = self.counterparty_user_id != Some(self.requester_user_id);
        checks.that(another, field, "must be someone other than the requester");
        checks.errors()
    }

    /// The people cannot be changed, because they were checked. The trips can: only the planner assesses those.
    fn may_edit(status: TripTradeStatus, field: &str) -> bool {
        status == Pending && ["offeredPairing", "requestedPairing"].contains(&field)
    }

    fn example() -> Self {
        Self {
            trade_type: TradeType::Swap,
            requester_user_id: Uuid::from_u128(0xb1b0a5a2_40b5_4a2b_8c1f_3a9d60c4f101),
            offered_pairing: Some("P-2204".into()),
            requested_pairing: Some("P-2310".into()),
            counterparty_user_id: Some(Uuid::from_u128(0x0b8d2f59_6a53_44a4_a1b9_9c1d7f3e8a77)),
        }
    }
}

/// Two round trips: read the histories for the check, then write the trade in the resulting status.
async fn request(call: Call<Tenant, (), (), Json<TripTrade>>) -> Result<Created<Stored<TripTrade>>, Problem> {
    let Call { app, now, caller: tenant, body: Json(fields), .. } = call;
    let read = sql!("SELECT "{HISTORIES}" AS histories, c.auto_approve_trades FROM (SELECT center_id, environment, \
            "(now)" AS created_at, "(fields.requester_user_id)" AS requester_user_id, \
            "(fields.counterparty_user_id)" AS counterparty_user_id FROM caller) t \
        JOIN centers c ON c.id = t.center_id");
    let (principal, [rows]) = tenant.batch([tenant.bound(read)]).await?;
    checked(&fields, &At::new(&app, now, &principal.time_zone))?;
    let row = rows.one().unwrap_or_default();
    let violations = Histories::violations(&row.text("histories")?, now)?;
    let legal = violations.is_empty();
    let auto_approved = legal && row.get::<i64>("auto_approve_trades")? != 0;
    let facts = TripTradeFacts {
        legal,
        violations,
        auto_approved,
        decided_at: auto_approved.then_some(now),
        ..TripTradeFacts::default()
    };
    let mut birth = Birth::default();
    if auto_approved {
        birth.status = Approved;
        birth.emissions.push(Emission::of(EventType::TripTradeApproved));
    }
    insert_as(&app, &tenant, fields, facts, birth).await.map(Created)
}

fn nothing_more(_: &mut Stored<TripTrade>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn approve(trade: &mut Stored<TripTrade>, input: Approval, at: &At) -> Result<(), Problem> {
    let histories = trade.related.as_deref().unwrap_or_default();
    let violations = Histories::violations(histories, at.now)?;
    if !violations.is_empty() {
        let detail = format!("The trip trade cannot be approved because of violations: {}.", violations.join(", "));
        return Err(Problem::new(Code::Conflict, detail));
    }
    trade.facts.legal = true;
    trade.facts.violations = violations;
    trade.facts.decided_by_user_id = input.decided_by_user_id;
    trade.facts.decided_at = Some(at.now);
    Ok(())
}

fn deny(trade: &mut Stored<TripTrade>, input: Denial, at: &At) -> Result<(), Problem> {
    trade.facts.deny_reason = Some(input.deny_reason);
    trade.facts.decided_by_user_id = input.decided_by_user_id;
    trade.facts.decided_at = Some(at.now);
    Ok(())
}
