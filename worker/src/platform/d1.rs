//! D1 behind the database port.

use futures::future::LocalBoxFuture;
use worker::{D1Database, wasm_bindgen::JsValue};

use crate::db::{BatchResult, Database, DbError, Row, Rows, Sql, Value};

pub struct D1(pub D1Database);

impl Database for D1 {
    fn run(&self, statements: Vec<Sql>) -> LocalBoxFuture<'_, BatchResult> {
        Box::pin(async move {
            let prepared = statements
                .into_iter()
                .map(|Sql { text, params }| {
                    let params: Vec<_> = params.into_iter().map(js_value).collect();
                    self.0.prepare(text).bind(&params)
                })
                .collect::<Result<_, _>>()
                .map_err(failure)?;
            let results = self.0.batch(prepared).await.map_err(failure)?;
            results
                .iter()
                .map(|result| result.results().map_err(failure))
                .map(|rows| Ok(Rows(rows?.into_iter().map(Row).collect())))
                .collect()
        })
    }
}

/// Integers cross as floating point; the columns' INTEGER affinity turns them back.
fn js_value(value: Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        #[expect(clippy::cast_precision_loss, reason = "the port's integers stay within 2^53")]
        Value::Int(number) => JsValue::from_f64(number as f64),
        Value::Text(text) => JsValue::from_str(&text),
    }
}

fn failure(error: worker::Error) -> DbError {
    let cause = error.to_string();
    // The transient errors that Cloudflare documents for D1 (debug-d1, "error list").
    let transient =
        ["overloaded", "reset because", "Network connection lost", "exceeded timeout", "object to be reset"];
    if transient.iter().any(|words| cause.contains(words)) {
        DbError::Overloaded(cause)
    } else {
        DbError::Failed(cause)
    }
}
