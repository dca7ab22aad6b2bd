//! Re-encrypts stored secrets after `SECRETS_KEY` was replaced, until the previous key can be deleted.

use uuid::Uuid;

use super::{sealed, sealed::Sealed};
use crate::{
    app::App,
    db::{Batch, DbError, Row, Sql},
    sql,
    steps::{Step, in_steps},
};

/// Secrets that one batch re-encrypts.
const STEP: usize = 50;
/// Batches that one run spends on each column; the next minute goes on.
const STEPS: usize = 10;

/// The columns of a row with encrypted secrets, each with the column that names the key.
const COLUMNS: [(&str, &str); 2] = [("secret", "secret_key_id"), ("next_secret", "next_secret_key_id")];

/// Re-encrypts what the previous key encrypted, and logs how much is left; returns how many it re-encrypted.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let Some(previous) = sealed::previous_key_id(app) else {
        return Ok(0);
    };
    let mut resealed = 0;
    for columns in COLUMNS {
        resealed += sweep_column(app, columns, &previous).await?;
    }
    let left = sql!("SELECT (SELECT count(*) FROM webhook_endpoints WHERE secret_key_id = "(previous.as_str())") \
        + (SELECT count(*) FROM webhook_endpoints WHERE next_secret_key_id = "(previous.as_str())") AS n");
    let [rows] = app.db.batch([left]).await?;
    if let Some(row) = rows.one() {
        let left: i64 = row.get("n")?;
        app.log.info(&format!("secrets under SECRETS_KEY_PREVIOUS: {resealed} re-encrypted, {left} left"));
    }
    Ok(resealed)
}

async fn sweep_column(app: &App, columns @ (text, key_id): (&str, &str), previous: &str) -> Result<usize, DbError> {
    let mut last = String::new();
    in_steps(STEPS, async || {
        let find = sql!("SELECT id, "{text}" AS text FROM webhook_endpoints \
            WHERE "{key_id}" = "(previous)" AND id > "(last.as_str())" ORDER BY id LIMIT "(STEP));
        let [rows] = app.db.batch([find]).await?;
        let mut batch = Batch::default();
        for row in &rows {
            last = row.text("id")?;
            batch.extend(reseal(app, row, columns, previous)?);
        }
        let mut moved = 0;
        if !batch.is_empty() {
            let written = app.db.batch(batch).await?;
            moved = written.into_iter().map(|rows| rows.len()).sum();
        }
        Ok(Step { moved, is_full: rows.len() >= STEP })
    })
    .await
}

/// `None`, after logging it, for a secret that cannot be decrypted: the others must not wait for it.
fn reseal(app: &App, row: &Row, (text, key_id): (&str, &str), previous: &str) -> Result<Option<Sql>, DbError> {
    let id: Uuid = row.get("id")?;
    let old = Sealed { key_id: previous.to_owned(), text: row.text("text")? };
    let new = sealed::open(app, id, &old).and_then(|secret| sealed::seal(app, id, &secret));
    let new = match new {
        Ok(new) => new,
        Err(error) => {
            app.log.error(&format!("endpoint {id}: {error}"));
            return Ok(None);
        }
    };
    // The condition on the old text: a rotation at the same moment may have stored another secret, which must stay.
    let update = sql!("UPDATE webhook_endpoints SET "{text}" = "(new.text)", "{key_id}" = "(new.key_id)" \
        WHERE id = "(id)" AND "{text}" = "(old.text)" RETURNING id");
    Ok(Some(update))
}
