//! [`Rule`]: what a write must not break, asked of the database in the same transaction as the write.

use uuid::Uuid;

use super::{kind::OF_CALLER, record::Record};
use crate::{
    db::Sql,
    problem::{Code, FieldError, Problem},
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
        let text = format!("EXISTS (SELECT 1 FROM {table} t WHERE {OF_CALLER} AND t.id <> ? AND ");
        Self {
            broken: Sql::new(text, [id.into()])
                .then(condition)
                .then(Sql::text(")")),
            problem: Problem::with_errors(Code::Conflict, vec![FieldError::new(field, message)]),
        }
    }

    /// Each of `ids` is an `R` of the caller: else 422.
    pub fn known<R: Record>(ids: &[Uuid], field: &str) -> Self {
        let table = R::NAMES.table;
        let text = format!(
            "EXISTS (SELECT 1 FROM json_each(?) named WHERE NOT EXISTS \
             (SELECT 1 FROM {table} t WHERE {OF_CALLER} AND t.id = named.value))"
        );
        let message = format!("names {} that does not exist", R::NAMES.a());
        Self {
            broken: Sql::new(text, [serde_json::json!(ids).to_string().into()]),
            problem: Problem::unprocessable(vec![FieldError::new(field, message)]),
        }
    }
}
