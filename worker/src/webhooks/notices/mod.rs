//! Notifications about endpoints, mailed to a center's OWNERs and ADMINs.
//!
//! A [`notice`] is committed with the change that it reports. The cron [`gather`]s the notices of an endpoint into at
//! most one mail an hour; [`compose`] writes its text.

pub mod compose;
pub mod gather;
pub mod notice;
