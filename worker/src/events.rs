//! The event types: the 39 of `spec/webhooks.txt` in its 14 domains, and two of our own about webhooks themselves, which
//! complete the 41 that the product promises.

use crate::{wire::WireName, wire_enum};

wire_enum! {
    /// What happened.
    pub enum EventType {
        BiddingAwardsPublished = "bidding.awards_published",
        BookingCreated = "booking.created",
        BookingUpdated = "booking.updated",
        BookingCancelled = "booking.cancelled",
        BookingCompleted = "booking.completed",
        ComplianceDueSoon = "compliance.due_soon",
        ComplianceOverdue = "compliance.overdue",
        DatTestScheduled = "dat.test.scheduled",
        DatTestResulted = "dat.test.resulted",
        DatRandomDraw = "dat.random_draw",
        FaTrainingScheduled = "fa_training.scheduled",
        FaTrainingCompleted = "fa_training.completed",
        FaTrainingExpiring = "fa_training.expiring",
        FaTrainingExpired = "fa_training.expired",
        InvoiceCreated = "invoice.created",
        InvoicePaid = "invoice.paid",
        InvoiceVoided = "invoice.voided",
        MelDeferralOpened = "mel.deferral.opened",
        MelDeferralExpiring = "mel.deferral.expiring",
        MelDeferralExpired = "mel.deferral.expired",
        QuoteCreated = "quote.created",
        QuoteAccepted = "quote.accepted",
        QuoteDeclined = "quote.declined",
        ReserveAssigned = "reserve.assigned",
        ReserveCalledOut = "reserve.called_out",
        ReserveNoContact = "reserve.no_contact",
        SafetyReportSubmitted = "safety.report.submitted",
        SafetyReportClosed = "safety.report.closed",
        SafetyFindingClosed = "safety.finding.closed",
        StageCheckScheduled = "stage_check.scheduled",
        StageCheckPassed = "stage_check.passed",
        StageCheckFailed = "stage_check.failed",
        TraineeCreated = "trainee.created",
        TraineeUpdated = "trainee.updated",
        TripTradeRequested = "trip_trade.requested",
        TripTradeApproved = "trip_trade.approved",
        WorkorderCreated = "workorder.created",
        WorkorderUpdated = "workorder.updated",
        WorkorderCompleted = "workorder.completed",
        /// A test message, sent on request.
        WebhookTest = "webhook.test",
        /// A delivery has used up its attempts; told to the center's other endpoints.
        WebhookDeliveryFailed = "webhook.delivery.failed",
    }
}

impl EventType {
    /// The part of the product that it belongs to: the part before the first dot.
    pub fn domain(self) -> &'static str {
        self.name().split('.').next().unwrap_or_default()
    }

    /// What causes it, as a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::BiddingAwardsPublished => "The awards of a bid package were published.",
            Self::BookingCreated => "A booking was created.",
            Self::BookingUpdated => "A booking's fields changed, it began, or nobody came.",
            Self::BookingCancelled => "A booking was cancelled.",
            Self::BookingCompleted => "A booking was completed.",
            Self::ComplianceDueSoon => "A compliance item is due soon.",
            Self::ComplianceOverdue => "A compliance item is overdue; told once for each due time.",
            Self::DatTestScheduled => "A drug or alcohol test was scheduled.",
            Self::DatTestResulted => "A drug or alcohol test has its result.",
            Self::DatRandomDraw => "A random draw over the testing pool was run.",
            Self::FaTrainingScheduled => "A flight attendant's training was scheduled.",
            Self::FaTrainingCompleted => "A flight attendant's training was completed.",
            Self::FaTrainingExpiring => "A flight attendant's training is about to expire.",
            Self::FaTrainingExpired => "A flight attendant's training has expired.",
            Self::InvoiceCreated => "An invoice was created, as a draft.",
            Self::InvoicePaid => "An invoice was paid.",
            Self::InvoiceVoided => "An invoice was voided.",
            Self::MelDeferralOpened => "An MEL deferral was opened.",
            Self::MelDeferralExpiring => "An MEL deferral is about to expire.",
            Self::MelDeferralExpired => "An MEL deferral has expired.",
            Self::QuoteCreated => "A quote was created, as a draft.",
            Self::QuoteAccepted => "A quote was accepted.",
            Self::QuoteDeclined => "A quote was declined.",
            Self::ReserveAssigned => "A reserve period was assigned to a crew member.",
            Self::ReserveCalledOut => "A crew member on reserve was called out.",
            Self::ReserveNoContact => "A crew member on reserve could not be reached.",
            Self::SafetyReportSubmitted => "A safety report was submitted.",
            Self::SafetyReportClosed => "A safety report was closed.",
            Self::SafetyFindingClosed => "A safety finding was closed.",
            Self::StageCheckScheduled => "A stage check was scheduled.",
            Self::StageCheckPassed => "A stage check was passed.",
            Self::StageCheckFailed => "A stage check was failed.",
            Self::TraineeCreated => "A trainee was created.",
            Self::TraineeUpdated => "A trainee's fields or status changed.",
            Self::TripTradeRequested => "A trip trade was requested.",
            Self::TripTradeApproved => "A trip trade was approved, by a planner or automatically.",
            Self::WorkorderCreated => "A work order was created.",
            Self::WorkorderUpdated => "A work order's fields or status changed; completing it has an event of its own.",
            Self::WorkorderCompleted => "A work order was completed.",
            Self::WebhookTest => "A test message, sent on request.",
            Self::WebhookDeliveryFailed => "A delivery has used up its attempts; told to the center's other endpoints.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EventType, WireName};

    #[test]
    fn the_vocabulary_is_that_of_the_product_page_and_two_more() {
        let page = include_str!("../../tests/receivers/webhooks.txt");
        let promised: Vec<_> = page
            .lines()
            .filter_map(|line| line.trim().strip_prefix("• "))
            .filter(|item| item.contains('.') && !item.contains(' '))
            .collect();
        let ours: Vec<_> = EventType::ALL.iter().map(|event| event.name()).collect();
        assert_eq!(promised.len(), 39);
        assert_eq!(ours[..39], promised);
        assert_eq!(ours[39..], ["webhook.test", "webhook.delivery.failed"]);
    }
}
