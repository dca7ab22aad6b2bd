//! The document's tags: one for each first word of a path, in the order of the docs.

use serde_json::{Value, json};

/// The tag, and what it is about.
const TAGS: [(&str, &str); 25] = [
    ("trainees", "People in training: enrolled, put on hold, graduated, terminated or transferred."),
    ("bookings", "Sessions on simulators: who trains when, with which instructor. Two never overlap on one simulator."),
    ("work-orders", "Maintenance of simulators: what is defective, what was done, which parts it took."),
    ("invoices", "What a center bills: line items, totals, sent, paid, overdue or void."),
    ("quotes", "Offers that customers accept or decline, until they expire."),
    (
        "compliance-items",
        "What authorities want done by a date, such as an evaluation: warned of, overdue, done or waived.",
    ),
    ("safety-reports", "Safety reports with their risk, from submission to closure."),
    ("safety-findings", "What a safety report or an audit found, and how it was corrected."),
    ("mel-deferrals", "Defects deferred by the minimum equipment list, each until its category's interval ends."),
    ("fa-training", "Training of flight attendants, with the date by which it has to be renewed."),
    ("stage-checks", "Checks at the end of a stage of training, passed or failed."),
    ("reserve-assignments", "Crew on reserve: called out, not reached, or released."),
    ("flight-log", "Hours flown, entry by entry."),
    ("dat-tests", "Drug and alcohol tests, from the order to the result."),
    ("dat-draws", "Random draws of safety-sensitive crew for testing, each reproducible from its seed."),
    ("trip-trades", "Trips that crew members trade, drop or pick up, checked for legality."),
    ("bid-packages", "Monthly lines that crew members bid for, and how they are awarded."),
    ("crew", "The crew roster, and who is on duty."),
    ("webhook-endpoints", "Where events are sent, with the secret that signs them."),
    ("webhook-deliveries", "Each event on its way to each endpoint, with its attempts."),
    ("webhook-recoveries", "What an endpoint missed, sent to it again."),
    ("webhook-event-types", "The event types that an endpoint can subscribe to, with schemas and examples."),
    ("events", "All events in commit order, for clients that poll."),
    ("openapi.json", "This document."),
    ("admin", "For the operator of the service: centers and their API keys."),
];

pub fn all() -> Vec<Value> {
    TAGS.iter().map(|(name, description)| json!({"name": name, "description": description})).collect()
}
