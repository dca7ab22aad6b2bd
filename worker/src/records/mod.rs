//! The records, one file each. A new one is a file, a migration, and a line in the registry below.

mod bid_packages;
mod bookings;
pub mod checks;
pub mod crew;
mod dat_draws;
mod dat_tests;
mod flight_log;
mod trainees;
mod trip_trades;

pub use bid_packages::BidPackage;
pub use bookings::Booking;
pub use dat_draws::DatDraw;
pub use dat_tests::DatTest;
pub use flight_log::FlightLogEntry;
pub use trainees::Trainee;
pub use trip_trades::TripTrade;

/// Calls `$with!(RecordType)` for every record, in the order of the documentation.
#[macro_export]
macro_rules! for_each_record {
    ($with:ident) => {
        $with!($crate::records::Trainee);
        $with!($crate::records::Booking);
        $with!($crate::records::FlightLogEntry);
        $with!($crate::records::DatTest);
        $with!($crate::records::DatDraw);
        $with!($crate::records::TripTrade);
        $with!($crate::records::BidPackage);
    };
}
