//! The caller: API keys, and the SQL that limits every statement of a tenant to its center and environment.

mod caller;
mod key;
pub mod scope;
mod tenant;
pub mod turn;

pub use caller::{Access, Nobody, Operator};
pub use key::{Environment, PlainToken};
pub use tenant::{Credential, OF_CALLER, Principal, Tenant};
