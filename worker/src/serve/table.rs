//! The endpoint table: the only list of endpoints there is.

use super::{local, system};
use crate::{admin, crud::operations, for_each_record, http::endpoint::Endpoint, records::crew, webhooks};

/// Every endpoint that is served. All are documented but those of [`local`].
pub fn endpoints() -> Vec<Endpoint> {
    let mut table = Vec::new();
    macro_rules! add {
        ($record:ty) => {
            table.extend(operations::endpoints::<$record>());
        };
    }
    for_each_record!(add);
    table.extend(crew::endpoints());
    table.extend(webhooks::endpoints::handlers::endpoints());
    table.extend(webhooks::endpoints::rotation::endpoints());
    table.extend(webhooks::log::deliveries::endpoints());
    table.extend(webhooks::log::attempts::endpoints());
    table.extend(webhooks::log::resend::endpoints());
    table.extend(webhooks::log::test_message::endpoints());
    table.extend(webhooks::recovery::request::endpoints());
    table.extend(webhooks::recovery::progress::endpoints());
    table.extend(webhooks::events::event_types::endpoints());
    table.extend(webhooks::events::feed::endpoints());
    table.extend(system::endpoints());
    table.extend(admin::endpoints());
    table.extend(local::endpoints());
    table
}
