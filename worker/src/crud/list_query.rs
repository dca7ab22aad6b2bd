//! [`ListQuery`]: what the list of a record can be asked for.

use std::marker::PhantomData;

use super::record::Record;
use crate::{
    db::Sql,
    http::{
        filter::{FOLDED, Filter, Listing},
        page::Paging,
        query::{Query, QueryInput},
    },
    problem::Problem,
    wire::WireName,
};

/// The query of a record's list.
pub struct ListQuery<R> {
    pub paging: Paging,
    /// Conditions over `t`, each begun by ` AND `.
    pub conditions: Sql,
    of: PhantomData<R>,
}

impl<R: Record> QueryInput for ListQuery<R> {
    fn take(query: &mut Query) -> Result<Self, Problem> {
        Ok(Self { paging: Paging::take(query)?, conditions: listing::<R>().take(query)?, of: PhantomData })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        listing::<R>().parameters()
    }
}

fn listing<R: Record>() -> Listing {
    let status = Filter::one_of::<R::Status>("status", "status");
    let has_status = !R::Status::ALL.is_empty();
    let mut filters: Vec<_> = has_status.then_some(status).into_iter().collect();
    filters.extend(R::filters());
    Listing { range: R::RANGE, search: R::SEARCH, folded: FOLDED, filters }
}
