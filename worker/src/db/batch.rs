//! Batches: statements that run as one transaction and one round trip, and the port that runs them.
//!
//! D1 answers it in the worker, SQLite in the native tests, with the same SQL and the same migrations.

use futures::future::LocalBoxFuture;

use super::{
    row::{DbError, Rows},
    sql::Sql,
};

/// The rows of each statement of a batch, in order.
pub type BatchResult = Result<Vec<Rows>, DbError>;

/// The port. Its callers use [`batch`](trait.Database.html#method.batch).
pub trait Database {
    /// Runs the statements in order as one transaction.
    fn run(&self, statements: Vec<Sql>) -> LocalBoxFuture<'_, BatchResult>;
}

impl dyn Database {
    /// Runs a batch: an array of statements answers an array of [`Rows`], a [`Batch`] its [`Answers`].
    pub async fn batch<S: Statements>(&self, statements: S) -> Result<S::Answer, DbError> {
        let rows = self.run(statements.into_list()).await?;
        S::answer(rows).ok_or_else(|| DbError::Failed("not every statement was answered".to_owned()))
    }
}

/// Statements that know the shape of their answer.
pub trait Statements {
    type Answer;
    fn into_list(self) -> Vec<Sql>;
    /// `None` when there is not one set of rows for each statement.
    fn answer(rows: Vec<Rows>) -> Option<Self::Answer>;
}

impl<const N: usize> Statements for [Sql; N] {
    type Answer = [Rows; N];
    fn into_list(self) -> Vec<Sql> {
        self.into()
    }
    fn answer(rows: Vec<Rows>) -> Option<Self::Answer> {
        rows.try_into().ok()
    }
}

/// A batch that is put together at run time.
#[derive(Default)]
pub struct Batch(Vec<Sql>);

/// A statement's place in its [`Batch`], by which its rows are taken out of the [`Answers`].
#[derive(Debug, Clone, Copy)]
pub struct Slot(usize);

/// The rows of a [`Batch`].
pub struct Answers(Vec<Rows>);

/// A statement that acts only if the one right before it changed a row. Nothing can come between the two, since only
/// [`Batch::push_guarded`] takes it.
///
/// That a later statement looks for what the earlier one wrote is not enough: a request that lost a race would find
/// what the winner wrote.
pub struct Guarded(Sql);

impl Guarded {
    /// `write` gets the condition, which belongs into the statement's `WHERE`.
    pub fn new(write: impl FnOnce(&'static str) -> Sql) -> Self {
        Self(write("changes() > 0"))
    }
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn push(&mut self, statement: Sql) -> Slot {
        self.0.push(statement);
        Slot(self.0.len() - 1)
    }

    /// Pushes a change and what follows from it; each acts only if the one before it changed a row. Returns the place
    /// of the change.
    pub fn push_guarded(&mut self, change: Sql, then: impl IntoIterator<Item = Guarded>) -> Slot {
        let slot = self.push(change);
        self.0.extend(then.into_iter().map(|Guarded(statement)| statement));
        slot
    }
}

impl FromIterator<Sql> for Batch {
    fn from_iter<T: IntoIterator<Item = Sql>>(statements: T) -> Self {
        Self(statements.into_iter().collect())
    }
}

impl Extend<Sql> for Batch {
    fn extend<T: IntoIterator<Item = Sql>>(&mut self, statements: T) {
        self.0.extend(statements);
    }
}

impl Statements for Batch {
    type Answer = Answers;
    fn into_list(self) -> Vec<Sql> {
        self.0
    }
    fn answer(rows: Vec<Rows>) -> Option<Self::Answer> {
        Some(Answers(rows))
    }
}

impl Answers {
    /// Takes the rows of one statement.
    pub fn take(&mut self, Slot(index): Slot) -> Rows {
        self.0.get_mut(index).map(std::mem::take).unwrap_or_default()
    }
}

/// The rows of each statement, in order.
impl IntoIterator for Answers {
    type Item = Rows;
    type IntoIter = std::vec::IntoIter<Rows>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
