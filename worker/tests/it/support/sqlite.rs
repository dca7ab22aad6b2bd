//! SQLite behind the database port: the same SQL and the same migrations as D1.

use std::{
    cell::{Cell, RefCell},
    path::PathBuf,
    sync::{LazyLock, Mutex},
    task::Poll,
};

use super::plans;
use aviationalley_worker::{
    db::{BatchResult, Database, DbError, Row, Rows, Sql, Value},
    sql,
};
use futures::future::{LocalBoxFuture, poll_fn};
use rusqlite::{Connection, backup::Backup, config::DbConfig, limits::Limit, params_from_iter, types::ValueRef};

pub struct Sqlite {
    connection: RefCell<Connection>,
    /// Round trips so far.
    pub batches: Cell<usize>,
    /// While set, every batch fails.
    pub down: Cell<bool>,
    last: RefCell<Vec<Sql>>,
    /// Batches, while they are recorded.
    recording: RefCell<Option<Vec<Vec<Sql>>>>,
}

impl Sqlite {
    pub fn migrated() -> Self {
        let mut connection = Connection::open_in_memory().unwrap();
        copy_of_migrated(&mut connection);
        // To prepare a statement takes longer than to run it: so all of them are kept, and values change no plan.
        connection.set_prepared_statement_cache_capacity(1_000);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
        // D1 takes no longer value, row or statement.
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 2_000_000).unwrap();
        // D1 enforces foreign keys too.
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        Self {
            connection: RefCell::new(connection),
            batches: Cell::new(0),
            down: Cell::new(false),
            last: RefCell::default(),
            recording: RefCell::default(),
        }
    }

    /// Rows of a plain query, for looking behind the API.
    pub fn query(&self, sql: &str) -> Vec<Row> {
        run(&self.connection.borrow(), &Sql::text(sql)).unwrap().0
    }

    /// How SQLite would run the statements of the last batch.
    pub fn plan_of_last(&self) -> String {
        let connection = self.connection.borrow();
        let rows = self.last.borrow().iter().flat_map(|sql| explain(&connection, sql)).collect::<Vec<_>>();
        rows.iter().map(|row| row.text("detail").unwrap() + "\n").collect()
    }

    /// What each table and index is made by, a table's indexes after it.
    pub fn schema(&self) -> String {
        let statements = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' \
            ORDER BY tbl_name, type DESC, name";
        let all: String = self.query(statements).iter().map(|row| row.text("sql").unwrap() + ";\n").collect();
        all.replace(";\nCREATE TABLE", ";\n\nCREATE TABLE")
    }

    /// The batches of `work`.
    pub fn recorded<T>(&self, work: impl FnOnce() -> T) -> Vec<Vec<Sql>> {
        self.recording.replace(Some(Vec::new()));
        work();
        self.recording.take().unwrap()
    }

    /// The rows of the statement's `EXPLAIN QUERY PLAN`.
    pub fn plan(&self, sql: &Sql) -> Vec<Row> {
        explain(&self.connection.borrow(), sql)
    }

    /// Everything that is stored, as text.
    pub fn dump(&self) -> String {
        let tables = self.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
        let all = |table: &Row| self.query(&format!("SELECT * FROM {}", table.text("name").unwrap()));
        tables.iter().flat_map(all).map(|row| serde_json::json!(row.0).to_string() + "\n").collect()
    }
}

impl Database for Sqlite {
    fn run(&self, statements: Vec<Sql>) -> LocalBoxFuture<'_, BatchResult> {
        Box::pin(async move {
            self.batches.set(self.batches.get() + 1);
            // Before and after: two requests at once interleave at their round trips, as on the platform.
            yield_once().await;
            let result = self.transact(&statements);
            if let Some(recording) = self.recording.borrow_mut().as_mut() {
                recording.push(statements.clone());
            }
            self.last.replace(statements);
            yield_once().await;
            result
        })
    }
}

impl Sqlite {
    /// Reads with SQLite's own types, which is fast.
    pub fn read<T>(&self, sql: &str, row: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let connection = self.connection.borrow();
        let mut statement = connection.prepare_cached(sql).unwrap();
        let rows = statement.query_map([], row).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Rows that were ever changed.
    pub fn changes(&self) -> u64 {
        self.connection.borrow().total_changes()
    }

    /// One transaction, at once.
    pub fn transact(&self, statements: &[Sql]) -> BatchResult {
        if self.down.get() {
            return Err(DbError::Overloaded("D1 DB is overloaded".to_owned()));
        }
        let mut connection = self.connection.borrow_mut();
        // Beforehand: `EXPLAIN` resets `changes()`.
        for sql in statements {
            plans::look(sql, || explain(&connection, sql));
        }
        let transaction = connection.transaction().map_err(failed)?;
        let rows = statements.iter().map(|sql| run(&transaction, sql)).collect::<Result<_, _>>()?;
        transaction.commit().map_err(failed)?;
        Ok(rows)
    }
}

/// The migrations' files, in their order.
pub fn migrations() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// Fills the database with what the migrations make. They run once in a process: a copy takes a tenth of the time.
fn copy_of_migrated(connection: &mut Connection) {
    static MIGRATED: LazyLock<Mutex<Connection>> = LazyLock::new(|| {
        let connection = Connection::open_in_memory().unwrap();
        for file in migrations() {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        Mutex::new(connection)
    });
    let source = MIGRATED.lock().unwrap();
    Backup::new(&source, connection).unwrap().step(-1).unwrap();
}

fn failed(error: rusqlite::Error) -> DbError {
    DbError::Failed(error.to_string())
}

/// How SQLite would run the statement.
fn explain(connection: &Connection, sql: &Sql) -> Vec<Row> {
    run(connection, &sql!("EXPLAIN QUERY PLAN "{sql})).unwrap().0
}

fn run(connection: &Connection, sql: &Sql) -> Result<Rows, DbError> {
    let explain = |error: rusqlite::Error| DbError::Failed(format!("{error} in {}", sql.text));
    assert!(sql.params.len() <= 100, "D1 takes at most 100 parameters");
    let mut statement = connection.prepare_cached(&sql.text).map_err(explain)?;
    let names: Vec<_> = statement.column_names().map(str::to_owned).collect();
    // As D1 does: every number crosses as floating point.
    let params = sql.params.iter().map(|value| match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Int(number) => rusqlite::types::Value::Real(*number as f64),
        Value::Text(text) => rusqlite::types::Value::Text(text.clone()),
    });
    let mut rows = statement.query(params_from_iter(params)).map_err(explain)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().map_err(explain)? {
        let mut columns = serde_json::Map::new();
        for (index, name) in names.iter().enumerate() {
            let value = match row.get_ref(index).map_err(explain)? {
                ValueRef::Null => serde_json::Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                ValueRef::Blob(_) => return Err(DbError::Failed("a column is a blob".to_owned())),
            };
            columns.insert(name.clone(), value);
        }
        all.push(Row(columns));
    }
    Ok(Rows(all))
}

pub async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
