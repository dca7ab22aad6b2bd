//! Random drug and alcohol draws: who of the pool is to be tested, by a method that gives all the same chance.
//!
//! The selection is made by a computer generator, each member of the pool has an equal chance at each draw, and the
//! pool is all safety-sensitive staff and nobody else (14 CFR 120.109(b), 120.217): the safety-sensitive members of
//! the crew roster. A draw is final, and who was drawn before is not left out. [`selection`] says how to compute it
//! again. The draw schedules no test.

mod selection;

use chrono::Datelike;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::crew;
use crate::{
    app::App,
    auth::{Tenant, scope::Scope},
    checks::Checks,
    crud::{
        At, Filter, Names, NoStatus, Range, Record, Rule, Stored,
        write::{Birth, checked, insert_as},
    },
    db::Sql,
    events::EventType,
    http::{
        body::Json,
        endpoint::{Call, Endpoint},
        reply::Created,
    },
    problem::{Code, FieldError, Problem},
    text::{Text, Whole},
    time::Instant,
    wire_enum,
};

/// A draw names them all.
const MOST_SELECTED: i64 = 2_000;

/// A random draw over the safety-sensitive members of the crew roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DatDraw {
    pub substance: DrawSubstance,
    /// What the draw is for, like `2026-Q2`; when left out, the present quarter at the center.
    #[serde(default)]
    pub period: Option<Text<20>>,
    /// At most `poolSize`.
    pub selection_count: Whole<1, MOST_SELECTED>,
    /// The yearly rate that the draws are to reach, as percent of the pool.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub annual_rate_pct: Option<f64>,
    /// Decides the draw together with the pool; made by the server's secure random source when left out.
    #[serde(default)]
    pub seed: Option<Text<200>>,
    #[serde(default)]
    pub drawn_by_user_id: Option<Uuid>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatDrawFacts {
    pub drawn_at: Instant,
    pub pool_size: usize,
    /// SHA-256, in hex, of the pool's user ids in ascending order, with a newline between each two.
    pub pool_hash: String,
    /// In the order in which they were drawn.
    pub selected_user_ids: Vec<Uuid>,
}

impl Default for DatDrawFacts {
    fn default() -> Self {
        Self { drawn_at: Instant::EPOCH, pool_size: 0, pool_hash: String::new(), selected_user_ids: Vec::new() }
    }
}

wire_enum! {
    /// What the people drawn are to be tested for.
    pub enum DrawSubstance {
        Drug = "DRUG",
        Alcohol = "ALCOHOL",
        Both = "BOTH",
    }
}

impl Record for DatDraw {
    type Facts = DatDrawFacts;
    type Status = NoStatus;

    const NAMES: Names = Names {
        one: "random draw",
        path: "dat-draws",
        table: "dat_draws",
        read_scope: Scope::DatRead,
        write_scope: Scope::DatWrite,
    };
    const INITIAL: NoStatus = NoStatus;
    const CREATED: Option<EventType> = Some(EventType::DatRandomDraw);
    const CREATABLE: bool = false;
    const PATCHABLE: bool = false;
    const RANGE: Range = Range::Instant("drawn_at");
    const SEARCH: &'static [&'static str] = &["period"];

    fn filters() -> Vec<Filter> {
        vec![Filter::one_of::<DrawSubstance>("substance", "substance"), Filter::member("userId", "selected_user_ids")]
    }

    fn more() -> Vec<Endpoint> {
        let path = format!("/api/v1/{}", Self::NAMES.path);
        let access = Self::NAMES.write_scope;
        let summary = "Draw people to test from the safety-sensitive crew";
        vec![Endpoint::post(path, access, "dat-draws.create", summary, draw)]
    }

    fn complete(&mut self, at: &At) {
        let today = at.today().0;
        let quarter = || format!("{}-Q{}", today.year(), today.month0() / 3 + 1).into();
        self.period.get_or_insert_with(quarter);
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        let rate = self.annual_rate_pct.unwrap_or_default();
        let message = "must be from 0 to 100";
        checks.that((0.0..=100.0).contains(&rate), "annualRatePct", message);
        checks.errors()
    }

    fn example() -> Self {
        Self {
            substance: DrawSubstance::Drug,
            period: Some("2026-Q2".into()),
            selection_count: 2.into(),
            annual_rate_pct: Some(25.0),
            seed: Some("0d6f3c1e9a7b45d2".into()),
            drawn_by_user_id: None,
        }
    }
}

/// Two round trips: the pool is read, then the draw is written if the pool is still the same.
async fn draw(call: Call<Tenant, (), (), Json<DatDraw>>) -> Result<Created<Stored<DatDraw>>, Problem> {
    let Call { app, now, caller: tenant, body: Json(mut fields), .. } = call;
    let read = Sql::text(format!("SELECT {} AS pool", crew::POOL));
    let (principal, rows) = tenant.batch(vec![tenant.bound(read)]).await?;
    let at = At::new(&app, now, &principal.time_zone);
    fields.complete(&at);
    checked(&fields, &at)?;
    let seed = fields.seed.get_or_insert_with(|| new_seed(&app).into()).clone();
    let row = rows.into_iter().flatten().next().unwrap_or_default();
    let pool_text = row.text("pool")?;
    let pool = pool_text.lines().map(Uuid::try_parse).collect::<Result<Vec<_>, _>>().map_err(Problem::internal)?;
    let count = usize::try_from(fields.selection_count.get()).unwrap_or(usize::MAX);
    if count > pool.len() {
        let message = format!("must be at most {}, the size of the pool", pool.len());
        let fault = FieldError::new("selectionCount", message);
        return Err(Problem::unprocessable(vec![fault]));
    }
    let facts = DatDrawFacts {
        drawn_at: now,
        pool_size: pool.len(),
        pool_hash: selection::pool_hash(&pool),
        selected_user_ids: selection::select(pool, &seed, count),
    };
    let detail = "The pool changed while the draw was made, and nothing was drawn. Send it again.";
    let changed = Rule {
        broken: Sql::new(format!("{} IS NOT ?", crew::POOL), [pool_text.into()]),
        problem: Problem::new(Code::Conflict, detail),
    };
    let birth = Birth { rules: vec![changed], ..Birth::default() };
    insert_as(&app, &tenant, fields, facts, birth).await.map(Created)
}

/// 256 bits as hex.
fn new_seed(app: &App) -> String {
    let mut bytes = [0; 32];
    app.random.fill(&mut bytes);
    hex::encode(bytes)
}
