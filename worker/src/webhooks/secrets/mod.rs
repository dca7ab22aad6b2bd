//! Signing secrets: encrypted at rest, and encrypted again under a new key.

pub mod reseal;
pub mod sealed;
pub mod signing;
