//! [`Scope`]: what an API key allows.

use crate::{wire::WireName, wire_enum};

wire_enum! {
    /// The permission that one operation requires.
    pub enum Scope {
        BiddingRead = "bidding:read",
        BiddingWrite = "bidding:write",
        BookingsRead = "bookings:read",
        BookingsWrite = "bookings:write",
        ComplianceRead = "compliance:read",
        ComplianceWrite = "compliance:write",
        CrewRead = "crew:read",
        CrewWrite = "crew:write",
        DatRead = "dat:read",
        DatWrite = "dat:write",
        EventsRead = "events:read",
        FaTrainingRead = "fa_training:read",
        FaTrainingWrite = "fa_training:write",
        FlightLogRead = "flight_log:read",
        FlightLogWrite = "flight_log:write",
        InvoicesRead = "invoices:read",
        InvoicesWrite = "invoices:write",
        MelRead = "mel:read",
        MelWrite = "mel:write",
        QuotesRead = "quotes:read",
        QuotesWrite = "quotes:write",
        ReserveRead = "reserve:read",
        ReserveWrite = "reserve:write",
        SafetyRead = "safety:read",
        SafetyWrite = "safety:write",
        StageChecksRead = "stage_checks:read",
        StageChecksWrite = "stage_checks:write",
        TraineesRead = "trainees:read",
        TraineesWrite = "trainees:write",
        TripTradesRead = "trip_trades:read",
        TripTradesWrite = "trip_trades:write",
        WebhooksRead = "webhooks:read",
        WebhooksWrite = "webhooks:write",
        WorkordersRead = "workorders:read",
        WorkordersWrite = "workorders:write",
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Scope {
    /// What a key with this scope may do; the same text wherever a scope is chosen or required.
    pub fn describe(self) -> String {
        let (domain, verb) = self.name().split_once(':').unwrap_or_default();
        match (self, verb) {
            (Self::EventsRead, _) => "Reads the feed of events, and with it every record that an event tells of, \
                of every domain."
                .to_owned(),
            (Self::WebhooksWrite, _) => "Writes webhook endpoints, and can so have every record that an event tells \
                of, of every domain, sent to a URL of its choice. An answer shows what was written; the scope opens no \
                list, get or feed."
                .to_owned(),
            (_, "write") => format!(
                "Writes {domain}. A write, even one that changes nothing, answers with the whole record that it wrote; \
                 the scope opens no list, get or feed."
            ),
            _ => format!("Lists and gets {domain}; writes nothing."),
        }
    }
}

/// Held by a key that may do everything.
pub const EVERYTHING: &str = "*";

/// The values that a key can be given: [`EVERYTHING`], and each scope.
pub fn all() -> impl Iterator<Item = &'static str> {
    std::iter::once(EVERYTHING).chain(Scope::ALL.iter().map(|scope| scope.name()))
}

/// Every scope with its description, as a list in Markdown.
#[cfg(not(target_arch = "wasm32"))]
pub fn all_described() -> String {
    let line = |scope: &Scope| format!("\n- `{}`: {}", scope.name(), scope.describe());
    let scopes: String = Scope::ALL.iter().map(line).collect();
    format!("- `{EVERYTHING}`: Everything.{scopes}")
}
