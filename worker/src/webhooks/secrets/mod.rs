//! Signing secrets: encrypted at rest, and re-encrypted when the key changes.

pub mod reseal;
pub mod sealed;
pub mod signing;
