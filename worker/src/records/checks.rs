//! [`Checks`]: the faults of one record's fields, gathered so that a caller learns of all at once.

use std::hash::Hash;

use crate::{
    list::are_distinct,
    problem::{FieldError, Problem},
};

/// 2^53 - 1: the largest whole number that every JSON reader keeps exact (RFC 8259 section 6).
pub const MOST: i64 = (1 << 53) - 1;

#[derive(Default)]
pub struct Checks(Vec<FieldError>);

impl Checks {
    pub fn that(&mut self, holds: bool, field: &str, message: &str) {
        if !holds {
            self.0.push(FieldError::new(field, message));
        }
    }

    /// A text with something in it, of at most `longest` characters.
    pub fn text(&mut self, field: &str, text: &str, longest: usize) {
        let length = text.chars().count();
        let message = format!("must have 1 to {longest} characters, and not only spaces");
        self.that(
            !text.trim().is_empty() && length <= longest,
            field,
            &message,
        );
    }

    /// Null, or a [`text`](Self::text).
    pub fn optional_text(&mut self, field: &str, text: Option<&str>, longest: usize) {
        if let Some(text) = text {
            self.text(field, text, longest);
        }
    }

    /// A whole number of at least `least` that every JSON reader keeps exact.
    pub fn whole(&mut self, field: &str, number: i64, least: i64) {
        let holds = (least..=MOST).contains(&number);
        self.that(holds, field, &format!("must be from {least} to {MOST}"));
    }

    /// Something that a mail could be addressed to; whether it arrives only a mail can tell.
    pub fn email(&mut self, field: &str, text: &str) {
        let plain = |c: char| !c.is_whitespace() && !c.is_control();
        let parts = text.rsplit_once('@');
        let holds = text.len() <= 254
            && text.chars().all(plain)
            && parts.is_some_and(|(user, domain)| {
                let labels = domain.split('.').all(|label| !label.is_empty());
                !user.is_empty() && labels && domain.contains('.') && !user.contains('@')
            });
        self.that(
            holds,
            field,
            "must be an email address like name@example.com",
        );
    }

    /// No value twice.
    pub fn distinct<T: Eq + Hash>(&mut self, field: &str, values: &[T]) {
        self.that(are_distinct(values), field, "must not name the same twice");
    }

    pub fn errors(self) -> Vec<FieldError> {
        self.0
    }

    /// 422 with every fault, if there is one.
    pub fn done(self) -> Result<(), Problem> {
        match self.0 {
            errors if errors.is_empty() => Ok(()),
            errors => Err(Problem::unprocessable(errors)),
        }
    }
}
