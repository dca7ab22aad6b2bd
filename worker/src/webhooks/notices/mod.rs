//! News of endpoints for a center's OWNERs and ADMINs.
//!
//! What is to be told is committed with the change that it tells of, as a [`notice`]. The cron [`gather`]s the notices
//! of an endpoint into at most one mail an hour, whose words [`compose`] finds.

pub mod compose;
pub mod gather;
pub mod notice;
