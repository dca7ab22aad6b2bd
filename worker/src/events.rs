//! The event vocabulary: the 39 types of `spec/webhooks.txt` in its 14 domains, and two about the webhooks
//! themselves, which are our choice to reach the 41 that the product promises.

use crate::named;

named! {
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

#[cfg(test)]
mod tests {
    use super::EventType;
    use crate::named::Named;

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
