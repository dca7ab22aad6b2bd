//! Quotes: priced offers to customers. Accepting one does not itself create an invoice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Invoice,
    money::{self, Cents, Currency, LineItem, LineItems, Money},
    numbering::next_in_series,
};
use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Clock, Names, Nothing, Record, Rule, Stored, Transition, clock::When},
    db::Sql,
    events::EventType,
    problem::{Code, FieldError, Problem},
    text::{Email, Text},
    time::Instant,
    wire_enum,
};

/// A priced offer to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quote {
    pub customer_name: Text<200>,
    #[serde(default)]
    pub customer_email: Option<Email>,
    /// ISO 4217.
    pub currency: Currency,
    /// Editable in DRAFT only.
    /// Every amount, and their sum with the tax, is less than 2^53.
    pub line_items: LineItems,
    /// In the currency's minor unit; 0 if left out.
    #[serde(default)]
    pub tax_cents: Option<Cents>,
    /// The last instant at which it can be accepted or declined.
    pub valid_until: Instant,
    /// The invoice that is based on it; the only field that can be changed after DRAFT.
    #[serde(default)]
    pub invoice_id: Option<Uuid>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuoteFacts {
    /// Like `Q-2026-0107`: counts the center's quotes of the year of creation, in UTC.
    pub number: String,
    /// The sum of the lines' amounts.
    pub subtotal_cents: i64,
    /// `subtotalCents` and `taxCents`.
    pub total_cents: i64,
    pub sent_at: Option<Instant>,
    pub accepted_at: Option<Instant>,
    pub declined_at: Option<Instant>,
    pub decline_reason: Option<Text<1000>>,
}

wire_enum! {
    pub enum QuoteStatus {
        Draft = "DRAFT",
        Sent = "SENT",
        Accepted = "ACCEPTED",
        Declined = "DECLINED",
        Expired = "EXPIRED",
    }
}
use QuoteStatus::{Accepted, Declined, Draft, Expired, Sent};

/// Why a quote is declined, if the customer said so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct QuoteRefusal {
    #[serde(default)]
    decline_reason: Option<Text<1000>>,
}

impl Record for Quote {
    type Facts = QuoteFacts;
    type Status = QuoteStatus;

    const NAMES: Names = Names {
        one: "quote",
        path: "quotes",
        table: "quotes",
        read_scope: Scope::QuotesRead,
        write_scope: Scope::QuotesWrite,
    };
    const INITIAL: QuoteStatus = Draft;
    const CREATED: Option<EventType> = Some(EventType::QuoteCreated);
    const SEARCH: &'static [&'static str] = &["number", "customer_name", "customer_email"];

    fn transitions() -> Vec<Transition<Self>> {
        let (accepted, declined) = (EventType::QuoteAccepted, EventType::QuoteDeclined);
        vec![
            Transition::new("send", &[Draft], Sent, None, send),
            Transition::new("accept", &[Sent], Accepted, Some(accepted), accept),
            Transition::new("decline", &[Sent], Declined, Some(declined), decline),
        ]
    }

    fn clocks() -> Vec<Clock<Self>> {
        vec![Clock {
            column: "valid_until",
            when: When::After,
            from: &[Sent],
            to: Expired,
            event: None,
            remaining: None,
            only_if: "",
            marks: None,
        }]
    }

    fn complete(&mut self, _: &At) {
        money::complete(&mut self.line_items, &mut self.tax_cents);
    }

    fn derive(&self, facts: &mut QuoteFacts, _: &At) {
        let money = self.money();
        facts.subtotal_cents = money.subtotal().unwrap_or_default();
        facts.total_cents = money.total().unwrap_or_default();
    }

    fn assigned(&self, at: &At) -> Option<(&'static str, Sql)> {
        let series = format!("Q-{}-", at.now.utc_year());
        Some(("number", next_in_series::<Self>(&series)))
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        self.money().check(&mut checks);
        checks.errors()
    }

    fn rules(&self, _: Uuid, _: QuoteStatus) -> Vec<Rule> {
        vec![Rule::known::<Invoice>(self.invoice_id.as_slice(), "invoiceId")]
    }

    fn may_edit(status: QuoteStatus, field: &str) -> bool {
        status == Draft || field == "invoiceId"
    }

    fn example() -> Self {
        Self {
            customer_name: "Example Regional".into(),
            customer_email: Some("training@example.com".into()),
            currency: "USD".into(),
            line_items: [LineItem {
                description: "B737 recurrent, 2 days".into(),
                quantity: 1.into(),
                unit_price_cents: 890_000.into(),
                amount_cents: Some(890_000.into()),
            }]
            .into(),
            tax_cents: Some(0.into()),
            valid_until: Instant::parse("2026-06-30T00:00:00.000Z").unwrap_or(Instant::EPOCH),
            invoice_id: None,
        }
    }
}

impl Quote {
    fn money(&self) -> Money<'_> {
        Money { lines: &self.line_items, tax_cents: self.tax_cents }
    }
}

fn send(quote: &mut Stored<Quote>, _: Nothing, at: &At) -> Result<(), Problem> {
    quote.facts.sent_at = Some(at.now);
    Ok(())
}

fn accept(quote: &mut Stored<Quote>, _: Nothing, at: &At) -> Result<(), Problem> {
    still_valid(quote, at)?;
    quote.facts.accepted_at = Some(at.now);
    Ok(())
}

fn decline(quote: &mut Stored<Quote>, input: QuoteRefusal, at: &At) -> Result<(), Problem> {
    still_valid(quote, at)?;
    quote.facts.decline_reason = input.decline_reason;
    quote.facts.declined_at = Some(at.now);
    Ok(())
}

/// Past `validUntil` a quote counts as EXPIRED, even before the sweep has changed its status.
fn still_valid(quote: &Stored<Quote>, at: &At) -> Result<(), Problem> {
    let valid_until = quote.fields.valid_until;
    if at.now <= valid_until {
        return Ok(());
    }
    let detail = format!("The quote was valid until {valid_until}; it is EXPIRED.");
    Err(Problem::new(Code::InvalidTransition, detail))
}
