//! Money on invoices and quotes: line items, exact amounts in minor units, currencies.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Number;

use crate::{
    checks::Checks,
    faults::keeps_rule,
    list::List,
    text::{MOST, Text, Whole},
};

/// Well below the 15 significant digits that survive floating point.
const MOST_THOUSANDTHS: i128 = 1_000_000_000 * 1000;

/// The alphabetic codes of ISO 4217 for money in use; no funds, metals or test codes.
const CURRENCIES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD \
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD \
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG \
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD \
    TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// An amount in a currency's minor unit.
pub type Cents = Whole<{ -MOST }, MOST>;

/// An ISO 4217 code in capitals, like USD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Currency(String);

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        let is_known = CURRENCIES.split(' ').any(|known| known == code);
        keeps_rule(is_known, "must be an ISO 4217 code in capitals, like USD")?;
        Ok(Self(code))
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<_> = CURRENCIES.split(' ').collect();
        json_schema!({"type": "string", "enum": codes})
    }
}

impl From<&str> for Currency {
    fn from(code: &str) -> Self {
        Self(code.to_owned())
    }
}

/// One line of an invoice or a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LineItem {
    pub description: Text<500>,
    /// More than 0, with at most 3 decimals.
    #[schemars(range(min = 0.001, max = 1_000_000_000))]
    pub quantity: Number,
    /// In the currency's minor unit; below 0 for a discount.
    pub unit_price_cents: Cents,
    /// `quantity` times `unitPriceCents`, with halves rounded to even. Computed; if sent, it must be the same. Less than 2^53.
    #[serde(default)]
    pub amount_cents: Option<Cents>,
}

pub type LineItems = List<LineItem, 1, 200>;

impl LineItem {
    /// `None` if a factor is invalid, or the product too large.
    fn amount(&self) -> Option<i64> {
        let product = thousandths(&self.quantity)?.checked_mul(self.unit_price_cents.get().into())?;
        exact(half_to_even(product))
    }
}

/// Lines, tax and their sum: the part that invoices and quotes share.
pub struct Money<'a> {
    pub lines: &'a [LineItem],
    pub tax_cents: Option<Cents>,
}

impl Money<'_> {
    pub fn check(&self, checks: &mut Checks) {
        for (index, line) in self.lines.iter().enumerate() {
            let field = |name: &str| format!("lineItems[{index}].{name}");
            checks.that(
                thousandths(&line.quantity).is_some(),
                &field("quantity"),
                "must be above 0 and at most 1000000000, with at most 3 decimals",
            );
            if thousandths(&line.quantity).is_none() {
                continue;
            }
            match line.amount() {
                Some(amount) => checks.that(
                    line.amount_cents == Some(amount.into()),
                    &field("amountCents"),
                    &format!("must be {amount}, or left out"),
                ),
                None => checks.that(false, &field("amountCents"), "is too large to be kept exactly"),
            }
        }
        let sums = self.subtotal().and(self.total());
        checks.that(sums.is_some(), "lineItems", "have a sum that is too large to be kept exactly");
    }

    /// `None` when it is too large; [`check`](Self::check) refuses that.
    pub fn subtotal(&self) -> Option<i64> {
        let amounts = self.lines.iter().filter_map(|line| line.amount_cents);
        exact(amounts.map(|amount| i128::from(amount.get())).sum())
    }

    pub fn total(&self) -> Option<i64> {
        exact(i128::from(self.subtotal()?) + i128::from(self.tax_cents.map_or(0, Whole::get)))
    }
}

/// Fills in the amounts that were left out, and the tax.
pub fn complete(lines: &mut [LineItem], tax_cents: &mut Option<Cents>) {
    for line in lines {
        line.amount_cents = line.amount_cents.or(line.amount().map(Cents::from));
    }
    tax_cents.get_or_insert(0.into());
}

fn exact(number: i128) -> Option<i64> {
    let most = i128::from(MOST);
    let number = (-most..=most).contains(&number).then_some(number)?;
    i64::try_from(number).ok()
}

/// The quantity as a decimal, read digit by digit from the shortest text of the number: 1.005 is 1005 thousandths,
/// although no binary fraction is 1.005. `None` if it is not a valid quantity.
fn thousandths(quantity: &Number) -> Option<i128> {
    let text = match quantity.as_i64() {
        Some(whole) => whole.to_string(),
        // A float's `Display` is the shortest text that reads back the same, without an exponent.
        None => quantity.as_f64()?.to_string(),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    if decimals.len() > 3 {
        return None;
    }
    let digits: i128 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (1..=MOST_THOUSANDTHS).contains(&digits).then_some(digits)
}

/// `thousandths` in whole units; halves are rounded to even.
fn half_to_even(thousandths: i128) -> i128 {
    let (below, rest) = (thousandths.div_euclid(1000), thousandths.rem_euclid(1000));
    let up = rest > 500 || (rest == 500 && below.rem_euclid(2) == 1);
    below + i128::from(up)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CURRENCIES, LineItem, MOST, exact};

    fn amount(quantity: &str, unit_price_cents: i64) -> Option<i64> {
        let line: LineItem = serde_json::from_str(
            &json!({"description": "x", "quantity": 0, "unitPriceCents": unit_price_cents})
                .to_string()
                .replace("\"quantity\":0", &format!("\"quantity\":{quantity}")),
        )
        .unwrap();
        line.amount()
    }

    #[test]
    fn an_amount_is_exact_and_a_half_goes_to_the_even_neighbour() {
        for (quantity, price, expected) in [
            ("4", 62_500, 250_000),
            ("4.0", 62_500, 250_000),
            ("4e0", 62_500, 250_000),
            ("0.5", 1, 0),
            ("1.5", 1, 2),
            ("2.5", 1, 2),
            ("2.501", 1, 3),
            ("2.499", 1, 2),
            ("0.5", -1, 0),
            ("1.5", -1, -2),
            ("2.5", -1, -2),
            ("2.501", -1, -3),
            // In binary floating point 1.005 * 100 is 100.49999999999999, and 1.115 * 1000 is 1114.9999999999998.
            ("1.005", 100, 100),
            ("1.015", 100, 102),
            ("1.115", 1000, 1115),
            ("0.001", 500, 0),
            ("0.001", 1500, 2),
            ("1000000000", 9_007_199, 9_007_199_000_000_000),
        ] {
            assert_eq!(amount(quantity, price), Some(expected), "{quantity} x {price}");
        }
    }

    #[test]
    fn every_quantity_of_three_decimals_is_read_as_it_is_written() {
        for thousandths in 1..20_000_i128 {
            for whole in [0, 7, 999_999_980] {
                let text = format!("{}.{:03}", whole + thousandths / 1000, thousandths % 1000);
                let quantity = serde_json::from_str(&text).unwrap();
                let expected = whole * 1000 + thousandths;
                assert_eq!(super::thousandths(&quantity), Some(expected), "{text}");
            }
        }
    }

    #[test]
    fn an_invalid_quantity_is_none() {
        for quantity in [
            "0",
            "0.0",
            "-1",
            "-0.001",
            "0.0001",
            "1.0005",
            "1e-7",
            "1e300",
            "1000000000.001",
            "18446744073709551615",
            "-9223372036854775808",
        ] {
            assert_eq!(amount(quantity, 1), None, "{quantity}");
        }
    }

    #[test]
    fn an_amount_stays_within_what_json_keeps_exact() {
        assert_eq!(amount("1", MOST), Some(MOST));
        assert_eq!(amount("1", -MOST), Some(-MOST));
        assert_eq!(amount("2", MOST / 2 + 1), None);
        assert_eq!(amount("1000000000", MOST), None);
        assert_eq!(amount("1000000000", -MOST), None);
        assert_eq!(exact(i128::from(MOST) + 1), None);
    }

    #[test]
    fn a_currency_is_three_capitals_and_listed_once() {
        let mut codes: Vec<_> = CURRENCIES.split(' ').collect();
        assert!(codes.iter().all(|code| code.len() == 3));
        let sorted = codes.clone();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes, sorted);
    }
}
