//! Invoices: bills to customers of the center.
//!
//! An invoice that the customer has received does not change: after DRAFT only the center's own notes can be edited.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Booking, Quote,
    money::{self, Cents, Currency, LineItem, LineItems, Money},
    numbering::next_in_series,
};
use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Clock, Names, Nothing, Record, Rule, Stored, Transition, clock::When},
    db::Sql,
    events::EventType,
    list::Distinct,
    problem::{FieldError, Problem},
    text::{Email, Text},
    time::Instant,
    wire_enum,
};

/// A bill to a customer of the center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Invoice {
    pub customer_name: Text<200>,
    #[serde(default)]
    pub customer_email: Option<Email>,
    /// The quote that it is based on.
    #[serde(default)]
    pub quote_id: Option<Uuid>,
    #[serde(default)]
    pub booking_ids: Option<Distinct<Uuid, 0, 200>>,
    /// ISO 4217.
    pub currency: Currency,
    /// Editable in DRAFT only.
    /// Every amount, and their sum with the tax, is less than 2^53.
    pub line_items: LineItems,
    /// In the currency's minor unit; 0 if left out.
    #[serde(default)]
    pub tax_cents: Option<Cents>,
    pub due_at: Instant,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceFacts {
    /// Like `INV-2026-0042`: counts the center's invoices of the year of creation, in UTC.
    pub number: String,
    /// The sum of the lines' amounts.
    pub subtotal_cents: i64,
    /// `subtotalCents` and `taxCents`.
    pub total_cents: i64,
    /// When it was sent.
    pub issued_at: Option<Instant>,
    pub paid_at: Option<Instant>,
    pub voided_at: Option<Instant>,
    pub void_reason: Option<Text<1000>>,
}

wire_enum! {
    pub enum InvoiceStatus {
        Draft = "DRAFT",
        Sent = "SENT",
        Paid = "PAID",
        Void = "VOID",
        Overdue = "OVERDUE",
    }
}
use InvoiceStatus::{Draft, Overdue, Paid, Sent, Void};

/// Why an invoice is void.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InvoiceVoiding {
    void_reason: Text<1000>,
}

impl Record for Invoice {
    type Facts = InvoiceFacts;
    type Status = InvoiceStatus;

    const NAMES: Names = Names {
        one: "invoice",
        path: "invoices",
        table: "invoices",
        read_scope: Scope::InvoicesRead,
        write_scope: Scope::InvoicesWrite,
    };
    const INITIAL: InvoiceStatus = Draft;
    const CREATED: Option<EventType> = Some(EventType::InvoiceCreated);
    const SEARCH: &'static [&'static str] = &["number", "customer_name", "customer_email"];

    fn transitions() -> Vec<Transition<Self>> {
        let (paid, voided) = (EventType::InvoicePaid, EventType::InvoiceVoided);
        vec![
            Transition::new("send", &[Draft], Sent, None, send),
            Transition::new("pay", &[Sent, Overdue], Paid, Some(paid), pay),
            Transition::new("void", &[Draft, Sent, Overdue], Void, Some(voided), void),
        ]
    }

    fn clocks() -> Vec<Clock<Self>> {
        vec![Clock {
            column: "due_at",
            when: When::After,
            from: &[Sent],
            to: Overdue,
            event: None,
            remaining: None,
            only_if: "",
            marks: None,
        }]
    }

    fn complete(&mut self, _: &At) {
        self.booking_ids.get_or_insert_default();
        money::complete(&mut self.line_items, &mut self.tax_cents);
    }

    fn derive(&self, facts: &mut InvoiceFacts, _: &At) {
        let money = self.money();
        facts.subtotal_cents = money.subtotal().unwrap_or_default();
        facts.total_cents = money.total().unwrap_or_default();
    }

    fn assigned(&self, at: &At) -> Option<(&'static str, Sql)> {
        let series = format!("INV-{}-", at.now.utc_year());
        Some(("number", next_in_series::<Self>(&series)))
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        self.money().check(&mut checks);
        checks.errors()
    }

    fn rules(&self, _: Uuid, _: InvoiceStatus) -> Vec<Rule> {
        let bookings = self.booking_ids.as_deref().unwrap_or_default();
        vec![Rule::known::<Quote>(self.quote_id.as_slice(), "quoteId"), Rule::known::<Booking>(bookings, "bookingIds")]
    }

    fn may_edit(status: InvoiceStatus, field: &str) -> bool {
        status == Draft || matches!(field, "customerEmail" | "quoteId" | "bookingIds")
    }

    fn example() -> Self {
        Self {
            customer_name: "Example Regional".into(),
            customer_email: Some("accounts@example.com".into()),
            quote_id: None,
            booking_ids: Some(Distinct::default()),
            currency: "USD".into(),
            line_items: [LineItem {
                description: "FFS-2 dry time, 4.0 h".into(),
                quantity: 4.into(),
                unit_price_cents: 62_500.into(),
                amount_cents: Some(250_000.into()),
            }]
            .into(),
            tax_cents: Some(0.into()),
            due_at: Instant::parse("2026-07-03T16:00:00.000Z").unwrap_or(Instant::EPOCH),
        }
    }
}

impl Invoice {
    fn money(&self) -> Money<'_> {
        Money { lines: &self.line_items, tax_cents: self.tax_cents }
    }
}

fn send(invoice: &mut Stored<Invoice>, _: Nothing, at: &At) -> Result<(), Problem> {
    invoice.facts.issued_at = Some(at.now);
    Ok(())
}

fn pay(invoice: &mut Stored<Invoice>, _: Nothing, at: &At) -> Result<(), Problem> {
    invoice.facts.paid_at = Some(at.now);
    Ok(())
}

fn void(invoice: &mut Stored<Invoice>, input: InvoiceVoiding, at: &At) -> Result<(), Problem> {
    invoice.facts.void_reason = Some(input.void_reason);
    invoice.facts.voided_at = Some(at.now);
    Ok(())
}
