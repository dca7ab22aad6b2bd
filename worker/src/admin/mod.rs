//! The operator's API: centers and their keys, behind the operator's token.

mod api_keys;
mod centers;

use crate::http::endpoint::Endpoint;

pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = centers::endpoints();
    endpoints.extend(api_keys::endpoints());
    endpoints
}
