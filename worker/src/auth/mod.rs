//! Who calls: bearer keys, and the SQL that binds every statement of a tenant to its center and environment.

mod key;
mod tenant;
pub mod turns;

pub use key::{Environment, PlainToken};
pub use tenant::{Credential, Principal, Tenant};
