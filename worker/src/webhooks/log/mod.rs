//! The delivery log: what a center reads of its deliveries, and what it asks to be sent again.

pub mod attempts;
pub mod deliveries;
pub mod resend;
pub mod routes;
pub mod test_message;
