//! [`Tenant`]: a caller with an API key, and its access to the database.
//!
//! The key is looked up in the same batch that does the work, so that a read costs one round trip and a revoked
//! key stops working at once. Every statement is bound to the center and environment that the key has *in that
//! batch*: a caller that may not act finds no rows and writes none.

use std::{cell::Cell, rc::Rc};

use super::{Environment, PlainToken, scope::Scope, turn};
use crate::{
    app::{App, turns::Turn},
    db::{Row, Rows, Sql, Statements},
    problem::{Code, Problem},
    sql,
    time::Instant,
    wire::WireName,
};

/// Limits `t` to the caller's center and environment; see [`Tenant::bound`].
pub const OF_CALLER: &str = "t.center_id = (SELECT center_id FROM caller) \
    AND t.environment = (SELECT environment FROM caller)";

/// The key that the caller sent, and the scope that the endpoint requires.
#[derive(Debug, Clone)]
pub struct Credential {
    token_hash: String,
    scope: Scope,
}

impl Credential {
    pub fn from_token(token: &str, scope: Scope) -> Result<Self, Problem> {
        let Some(token) = PlainToken::parse(token) else {
            return Err(Problem::new(
                Code::Unauthorized,
                "An API key looks like aa_live_ or aa_test_ and 32 hex digits.",
            ));
        };
        Ok(Self { token_hash: token.hash(), scope })
    }
}

/// A caller whose key was found and may act: for which center and environment.
#[derive(Debug, Clone)]
pub struct Principal {
    pub center_id: uuid::Uuid,
    pub environment: Environment,
    /// The center's IANA time zone.
    pub time_zone: String,
}

#[derive(Clone)]
pub struct Tenant {
    app: App,
    credential: Credential,
    now: Instant,
    /// Whether the database was asked for the key, in a batch of any clone.
    was_looked_up: Rc<Cell<bool>>,
}

impl Tenant {
    pub fn new(app: App, credential: Credential, now: Instant) -> Self {
        Self { app, credential, now, was_looked_up: Rc::default() }
    }

    pub fn now(&self) -> Instant {
        self.now
    }

    /// Waits until the isolate may serve one more request of this caller; 429 when that takes too long.
    pub async fn turn(&self) -> Result<Turn, Problem> {
        turn::take(&self.app, &self.credential.token_hash).await
    }

    /// `sql` with the relation `caller (center_id, environment)` in front: one row if the key may act, else none.
    pub fn bound(&self, sql: Sql) -> Sql {
        let (hash, scope) = (self.credential.token_hash.as_str(), self.credential.scope.name());
        sql!("WITH caller AS (SELECT k.center_id, k.environment FROM api_keys k \
            WHERE k.token_hash = "(hash)" AND k.revoked_at IS NULL \
            AND (k.expires_at IS NULL OR k.expires_at > "(self.now)") \
            AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', "(scope)"))) "{sql})
    }

    /// Runs the bound statements in one batch, behind the key's lookup, whose rows are taken off.
    pub async fn batch<S: Statements>(&self, statements: S) -> Result<(Principal, S::Answer), Problem> {
        let (principal, rows) = self.run(statements.into_list()).await?;
        let answer = S::answer(rows).ok_or_else(|| Problem::internal("not every statement was answered"))?;
        Ok((principal, answer))
    }

    async fn run(&self, mut statements: Vec<Sql>) -> Result<(Principal, Vec<Rows>), Problem> {
        statements.insert(0, self.lookup());
        self.was_looked_up.set(true);
        let mut rows = self.app.db.run(statements).await?;
        if rows.is_empty() {
            return Err(Problem::internal("the database answered an empty batch"));
        }
        let key = rows.remove(0);
        Ok((self.judge(key.first())?, rows))
    }

    /// Refuses a caller that may not act, if no batch has looked its key up yet.
    pub async fn check(&self) -> Result<(), Problem> {
        if !self.was_looked_up.get() {
            self.run(Vec::new()).await?;
        }
        Ok(())
    }

    fn lookup(&self) -> Sql {
        let hash = self.credential.token_hash.as_str();
        sql!("SELECT k.center_id, k.environment, k.scopes, k.revoked_at, k.expires_at, c.time_zone \
            FROM api_keys k JOIN centers c ON c.id = k.center_id WHERE k.token_hash = "(hash))
    }

    fn judge(&self, key: Option<&Row>) -> Result<Principal, Problem> {
        let refused = |detail: &str| Problem::new(Code::Unauthorized, detail);
        let Some(key) = key else {
            return Err(refused("No such API key. Mint one in Settings, Integrations."));
        };
        if key.get::<Option<Instant>>("revoked_at")?.is_some() {
            return Err(refused("This API key was revoked. Mint another one."));
        }
        let expires_at: Option<Instant> = key.get("expires_at")?;
        if expires_at.is_some_and(|at| at <= self.now) {
            return Err(refused("This API key has expired. Mint another one."));
        }
        let scopes: Vec<String> = key.json("scopes")?;
        let scope = self.credential.scope.name();
        if !scopes.iter().any(|held| held == "*" || held == scope) {
            let held = scopes.join(", ");
            let detail = format!("This operation needs the scope `{scope}`; the key has: {held}.");
            return Err(Problem::new(Code::ForbiddenScope, detail));
        }
        let center_id = key.get("center_id")?;
        self.app.turns.learn(&self.credential.token_hash, center_id);
        Ok(Principal { center_id, environment: key.get("environment")?, time_zone: key.text("time_zone")? })
    }
}
