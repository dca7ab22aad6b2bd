//! [`Checks`]: collects the invalid fields of a record, so that a caller sees all of them at once.

use std::hash::Hash;

use crate::{
    list::are_distinct,
    problem::{FieldError, Problem},
};

#[derive(Default)]
pub struct Checks(Vec<FieldError>);

impl Checks {
    pub fn that(&mut self, holds: bool, field: &str, message: &str) {
        if !holds {
            self.0.push(FieldError::new(field, message));
        }
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
