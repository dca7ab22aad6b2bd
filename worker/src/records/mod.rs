//! The records, one file each. A new one is a file, a migration, and a line in the registry below.

mod bookings;
pub mod checks;
mod fa_training;
mod mel_deferrals;
mod reserve_assignments;
mod stage_checks;
mod trainees;

pub use bookings::Booking;
pub use fa_training::FaTraining;
pub use mel_deferrals::MelDeferral;
pub use reserve_assignments::ReserveAssignment;
pub use stage_checks::StageCheck;
pub use trainees::Trainee;

/// Calls `$with!(RecordType)` for every record, in the order of the documentation.
#[macro_export]
macro_rules! for_each_record {
    ($with:ident) => {
        $with!($crate::records::Trainee);
        $with!($crate::records::Booking);
        $with!($crate::records::MelDeferral);
        $with!($crate::records::FaTraining);
        $with!($crate::records::StageCheck);
        $with!($crate::records::ReserveAssignment);
    };
}
