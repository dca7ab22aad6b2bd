//! [`Fence`]: decisions about deliveries, which take effect only while the decider still holds the leases.
//!
//! A lease can run out before its holder has written, and another holder takes the delivery. So each statement reads the
//! decisions through the fence, and none of them comes after the statement that ends the leases.

use serde_json::{Value, json};

use super::job::Job;
use crate::{db::Sql, sql};

/// A decision `v` is of the delivery `d`, whose lease its maker holds.
const HELD: &str = "d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token'";

/// Decisions as a JSON array of objects, each with its `delivery` and `token`.
pub struct Fence(String);

impl Fence {
    /// Of the deliveries of these jobs, each with what was decided: a JSON object.
    pub fn new<'a>(decisions: impl IntoIterator<Item = (&'a Job, Value)>) -> Self {
        let fenced = |(job, mut decision): (&Job, Value)| {
            if let Value::Object(members) = &mut decision {
                members.insert("delivery".to_owned(), json!(job.delivery));
                members.insert("token".to_owned(), json!(job.lease_token));
            }
            decision
        };
        let decisions: Vec<_> = decisions.into_iter().map(fenced).collect();
        Self(json!(decisions).to_string())
    }

    /// The decisions `v`, each joined with its delivery `d`, as long as it is held.
    pub fn held(&self) -> Sql {
        sql!("json_each("(self.0.as_str())") v JOIN deliveries d ON "{HELD})
    }

    /// The same as the end of an update of the deliveries `d`.
    pub fn from_held(&self) -> Sql {
        sql!(" FROM json_each("(self.0.as_str())") v WHERE "{HELD})
    }
}
