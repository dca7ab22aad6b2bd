//! The records, one file each, and the registry of them. CONTRIBUTING.md says what a new one needs.

mod bid_packages;
mod bookings;
mod compliance_items;
pub mod crew;
mod dat_draws;
mod dat_tests;
mod fa_training;
mod flight_log;
mod invoices;
mod mel_deferrals;
mod money;
mod numbering;
mod quotes;
mod reserve_assignments;
mod safety_findings;
mod safety_reports;
mod stage_checks;
mod trainees;
mod trip_trades;
mod work_orders;

pub use bid_packages::BidPackage;
pub use bookings::Booking;
pub use compliance_items::ComplianceItem;
pub use dat_draws::DatDraw;
pub use dat_tests::DatTest;
pub use fa_training::FaTraining;
pub use flight_log::FlightLogEntry;
pub use invoices::Invoice;
pub use mel_deferrals::MelDeferral;
pub use quotes::Quote;
pub use reserve_assignments::ReserveAssignment;
pub use safety_findings::SafetyFinding;
pub use safety_reports::SafetyReport;
pub use stage_checks::StageCheck;
pub use trainees::Trainee;
pub use trip_trades::TripTrade;
pub use work_orders::WorkOrder;

/// Calls `$with!(module, RecordType)` for every record, in the order of the API's documentation.
#[macro_export]
macro_rules! for_each_record {
    ($with:ident) => {
        $with!(trainees, $crate::records::Trainee);
        $with!(bookings, $crate::records::Booking);
        $with!(work_orders, $crate::records::WorkOrder);
        $with!(invoices, $crate::records::Invoice);
        $with!(quotes, $crate::records::Quote);
        $with!(compliance_items, $crate::records::ComplianceItem);
        $with!(safety_reports, $crate::records::SafetyReport);
        $with!(safety_findings, $crate::records::SafetyFinding);
        $with!(mel_deferrals, $crate::records::MelDeferral);
        $with!(fa_training, $crate::records::FaTraining);
        $with!(stage_checks, $crate::records::StageCheck);
        $with!(reserve_assignments, $crate::records::ReserveAssignment);
        $with!(flight_log, $crate::records::FlightLogEntry);
        $with!(dat_tests, $crate::records::DatTest);
        $with!(dat_draws, $crate::records::DatDraw);
        $with!(trip_trades, $crate::records::TripTrade);
        $with!(bid_packages, $crate::records::BidPackage);
    };
}
