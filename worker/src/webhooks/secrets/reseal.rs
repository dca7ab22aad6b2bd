//! A new `SECRETS_KEY`: what the previous one sealed is sealed anew, until the previous one can be thrown away.

use uuid::Uuid;

use super::{sealed, sealed::Sealed};
use crate::{
    app::App,
    db::{DbError, Row, Sql},
    steps::{Step, in_steps},
};

/// Secrets that one batch seals anew.
const STEP: usize = 50;
/// Batches that one run spends on each column; the next minute goes on.
const STEPS: usize = 10;

/// Where a row keeps sealed secrets, with the column that names the key.
const COLUMNS: [(&str, &str); 2] = [("secret", "secret_key_id"), ("next_secret", "next_secret_key_id")];

/// Seals anew what the previous key sealed, and tells the operator's log how much is left; returns how much it did.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let Some(previous) = sealed::previous_key_id(app) else {
        return Ok(0);
    };
    let mut sealed = 0;
    for columns in COLUMNS {
        sealed += sweep_column(app, columns, &previous).await?;
    }
    let left = "SELECT (SELECT count(*) FROM webhook_endpoints WHERE secret_key_id = ?) \
        + (SELECT count(*) FROM webhook_endpoints WHERE next_secret_key_id = ?) AS n";
    let left = Sql::new(left, [previous.as_str().into(), previous.as_str().into()]);
    let rows = app.db.batch(vec![left]).await?;
    if let Some(row) = rows.iter().flatten().next() {
        let left: i64 = row.get("n")?;
        app.log.info(&format!("secrets under SECRETS_KEY_PREVIOUS: {sealed} sealed anew, {left} left"));
    }
    Ok(sealed)
}

async fn sweep_column(app: &App, columns @ (text, key_id): (&str, &str), previous: &str) -> Result<usize, DbError> {
    let find =
        format!("SELECT id, {text} AS text FROM webhook_endpoints WHERE {key_id} = ? AND id > ? ORDER BY id LIMIT ?");
    let mut last = String::new();
    in_steps(STEPS, async || {
        let limit = i64::try_from(STEP).unwrap_or(i64::MAX);
        let params = [previous.into(), last.as_str().into(), limit.into()];
        let found = app.db.batch(vec![Sql::new(find.as_str(), params)]).await?;
        let rows: Vec<_> = found.into_iter().flatten().collect();
        let mut batch = Vec::new();
        for row in &rows {
            last = row.text("id")?;
            batch.extend(seal_anew(app, row, columns, previous)?);
        }
        let mut moved = 0;
        if !batch.is_empty() {
            let written = app.db.batch(batch).await?;
            moved = written.iter().map(Vec::len).sum();
        }
        Ok(Step { moved, is_full: rows.len() >= STEP })
    })
    .await
}

/// `None` for a secret that cannot be opened: the operator is told, and the others go on.
fn seal_anew(app: &App, row: &Row, (text, key_id): (&str, &str), previous: &str) -> Result<Option<Sql>, DbError> {
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
    // A rotation at the same moment has put another secret there, which is to stay.
    let update =
        format!("UPDATE webhook_endpoints SET {text} = ?, {key_id} = ? WHERE id = ? AND {text} = ? RETURNING id");
    let params = [new.text.into(), new.key_id.into(), id.into(), old.text.into()];
    Ok(Some(Sql::new(update, params)))
}
