//! One record by its id.

use uuid::Uuid;

use super::{
    kind::Kind,
    record::{Record, Stored},
};
use crate::{
    auth::{Principal, Tenant},
    problem::Problem,
};

pub async fn find<R: Record>(tenant: &Tenant, id: Uuid) -> Result<(Principal, Stored<R>), Problem> {
    let (principal, row) = Kind::of::<R>().find(tenant, id, None).await?;
    Ok((principal, Stored::from_row(&row)?))
}

/// With what is [related](Record::RELATED) to it.
pub async fn find_related<R: Record>(tenant: &Tenant, id: Uuid) -> Result<(Principal, Stored<R>), Problem> {
    let (principal, row) = Kind::of::<R>().find(tenant, id, R::RELATED).await?;
    Ok((principal, Stored::from_row(&row)?))
}
