//! The endpoint table: the only list of endpoints there is.

use super::{
    endpoint::{Access, Endpoint},
    system,
};
use crate::{admin, crud::operations, for_each_record, records::crew, webhooks};

/// Every endpoint that is served and documented.
pub fn endpoints() -> Vec<Endpoint> {
    let mut table = Vec::new();
    macro_rules! add {
        ($record:ty) => {
            table.extend(operations::endpoints::<$record>());
        };
    }
    for_each_record!(add);
    table.extend(crew::endpoints());
    table.extend(webhooks::endpoints::endpoints());
    table.extend(webhooks::rotation::endpoints());
    table.extend(webhooks::deliveries::endpoints());
    table.extend(webhooks::attempts::endpoints());
    table.extend(webhooks::resend::endpoints());
    table.extend(webhooks::test_message::endpoints());
    table.extend(webhooks::recover::endpoints());
    table.extend(webhooks::recoveries::endpoints());
    table.extend(webhooks::event_types::endpoints());
    table.extend(webhooks::feed::endpoints());
    table.extend(system::endpoints());
    table.extend(admin::endpoints());
    table
}

/// Every scope that some endpoint asks for.
pub fn scopes() -> Vec<&'static str> {
    let mut scopes: Vec<_> = endpoints()
        .iter()
        .filter_map(|endpoint| match endpoint.access {
            Access::Scope(scope) => Some(scope),
            Access::Public | Access::Operator => None,
        })
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}
