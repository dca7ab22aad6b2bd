//! [`Rule`]: a constraint over other rows, checked by the database in the same transaction as the write.

use serde_json::Value;
use uuid::Uuid;

use super::record::Record;
use crate::{
    auth::OF_CALLER,
    db::{Row, Sql},
    problem::{Code, FieldError, Problem},
    sql,
};

pub struct Rule {
    /// A condition, true when the rule is broken.
    pub broken: Sql,
    pub problem: Problem,
}

impl Rule {
    /// No other `R` of the caller, than the one of `id`, fulfils `condition` (over `t`): else 409.
    pub fn no_other<R: Record>(id: Uuid, condition: Sql, field: &str, message: &str) -> Self {
        let table = R::NAMES.table;
        Self {
            broken: sql!("EXISTS (SELECT 1 FROM "{table}" t \
                WHERE "{OF_CALLER}" AND t.id <> "(id)" AND "{condition}")"),
            problem: Problem::with_errors(Code::Conflict, [FieldError::new(field, message)]),
        }
    }

    /// Each of `ids` is an `R` of the caller: else 422.
    pub fn known<R: Record>(ids: &[Uuid], field: &str) -> Self {
        let table = R::NAMES.table;
        let message = format!("names {} that does not exist", R::NAMES.a());
        Self {
            broken: sql!("EXISTS (SELECT 1 FROM json_each("(serde_json::json!(ids))") named WHERE NOT EXISTS \
                (SELECT 1 FROM "{table}" t WHERE "{OF_CALLER}" AND t.id = named.value))"),
            problem: Problem::unprocessable([FieldError::new(field, message)]),
        }
    }
}

/// One row that says of each rule whether it is broken, as `r0`, `r1`, ...
pub fn broken(rules: &[Rule]) -> Sql {
    let mut sql = Sql::text("SELECT 0 AS none");
    for (index, rule) in rules.iter().enumerate() {
        sql = sql!({sql}", "{&rule.broken}" AS r"{index.to_string()});
    }
    sql
}

/// A condition, begun by ` AND `, that holds when no rule is broken.
pub fn unbroken(rules: &[Rule]) -> Sql {
    rules.iter().fold(Sql::default(), |sql, rule| sql!({sql}" AND NOT "{&rule.broken}))
}

/// What the first broken rule says, by the rows of [`broken`].
pub fn first_broken(rules: impl IntoIterator<Item = Rule>, rows: &[Row]) -> Option<Problem> {
    let row = rows.first()?;
    let is_broken = |index: usize| row.0.get(&format!("r{index}")).is_some_and(is_true);
    let mut rules = rules.into_iter().enumerate();
    let (_, rule) = rules.find(|(index, _)| is_broken(*index))?;
    Some(rule.problem)
}

fn is_true(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number != 0.0)
}
