//! What holds for every endpoint: keys, bodies, lists, the document.

mod arrays;
mod bad_input;
mod bounds;
mod callers;
mod control_characters;
mod dates;
mod faults;
mod filters;
mod generators;
mod keys;
mod lists;
mod numbers;
mod openapi;
mod pages;
mod refusals;
mod scopes;
mod sizes;
mod turns;
