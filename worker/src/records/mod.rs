//! The records, one file each. A new one is a file, a migration, and a line in the registry below.

mod bookings;
pub mod checks;
mod compliance_items;
mod invoices;
mod money;
mod numbering;
mod quotes;
mod safety_findings;
mod safety_reports;
mod fa_training;
mod mel_deferrals;
mod reserve_assignments;
mod stage_checks;
mod trainees;
mod work_orders;

pub use bookings::Booking;
pub use compliance_items::ComplianceItem;
pub use invoices::Invoice;
pub use quotes::Quote;
pub use safety_findings::SafetyFinding;
pub use safety_reports::SafetyReport;
pub use fa_training::FaTraining;
pub use mel_deferrals::MelDeferral;
pub use reserve_assignments::ReserveAssignment;
pub use stage_checks::StageCheck;
pub use trainees::Trainee;
pub use work_orders::WorkOrder;

/// Calls `$with!(RecordType)` for every record, in the order of the documentation.
#[macro_export]
macro_rules! for_each_record {
    ($with:ident) => {
        $with!($crate::records::Trainee);
        $with!($crate::records::Booking);
        $with!($crate::records::WorkOrder);
        $with!($crate::records::Invoice);
        $with!($crate::records::Quote);
        $with!($crate::records::ComplianceItem);
        $with!($crate::records::SafetyReport);
        $with!($crate::records::SafetyFinding);
        $with!($crate::records::MelDeferral);
        $with!($crate::records::FaTraining);
        $with!($crate::records::StageCheck);
        $with!($crate::records::ReserveAssignment);
    };
}
