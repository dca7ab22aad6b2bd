//! The endpoint table: the only list of endpoints there is.

use super::{local, system};
use crate::{admin, crud::operations, for_each_record, http::endpoint::Endpoint, records::crew, webhooks};

/// Every endpoint that is served. All are documented but those of [`local`].
pub fn endpoints() -> Vec<Endpoint> {
    let mut table = Vec::new();
    macro_rules! add {
        ($_:ident, $record:ty) => {
            table.extend(operations::endpoints::<$record>());
        };
    }
    for_each_record!(add);
    table.extend(crew::endpoints());
    table.extend(webhooks::endpoints::routes::endpoints());
    table.extend(webhooks::log::routes::endpoints());
    table.extend(webhooks::recovery::routes::endpoints());
    table.extend(webhooks::events::event_types::endpoints());
    table.extend(webhooks::events::feed::endpoints());
    table.extend(system::endpoints());
    table.extend(admin::endpoints());
    table.extend(local::endpoints());
    table
}
