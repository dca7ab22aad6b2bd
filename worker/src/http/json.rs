//! JSON of requests, parsed so that every parser would agree.
//!
//! RFC 8259 leaves open which value of a repeated name counts, so repeated names are refused. It has only one kind of
//! number, so `1.0` is the whole number 1.

use std::cell::{Cell, RefCell};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::problem::{Code, FieldError, Problem};

/// 2^53: below it, floating point represents every whole number exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The largest number of fields in an object: many more than any request has, so that none costs more than its size.
const MOST_FIELDS: usize = 1000;

pub const NO_CONTROL: &str = "must not have control characters other than tabs and line breaks";

/// Unicode's class Cc without tab, line feed and carriage return: no text needs them, and many systems mishandle them.
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// Reads the only document in `bytes`.
pub fn read(bytes: &[u8]) -> Result<Value, Problem> {
    let fault = Refusal::default();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Reader(&fault).deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| match fault.why.take() {
        Some((code, message)) => Problem::with_errors(code, [FieldError::new(fault.path(), message)]),
        None => Problem::new(Code::InvalidRequest, format!("The body is not JSON: {error}.")),
    })
}

/// What a serde error cannot carry.
#[derive(Default)]
struct Refusal {
    why: Cell<Option<(Code, String)>>,
    /// The way to the fault, innermost first: a name, or an index in brackets.
    way: RefCell<Vec<String>>,
}

impl Refusal {
    fn because<E: Error>(&self, code: Code, message: impl Into<String>) -> E {
        self.why.set(Some((code, message.into())));
        E::custom("")
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for part in self.way.borrow().iter().rev() {
            if !path.is_empty() && !part.starts_with('[') {
                path.push('.');
            }
            path.push_str(part);
        }
        match path.is_empty() {
            true => ".".to_owned(),
            false => path,
        }
    }

    fn inside<E>(&self, part: impl FnOnce() -> String) -> impl FnOnce(E) -> E {
        |error| {
            self.way.borrow_mut().push(part());
            error
        }
    }
}

#[derive(Clone, Copy)]
struct Reader<'f>(&'f Refusal);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
        Ok(match value.fract() == 0.0 && value.abs() < EXACT {
            true => (value as i64).into(),
            false => value.into(),
        })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        match value.contains(is_control) {
            true => Err(self.0.because(Code::Unprocessable, NO_CONTROL)),
            false => Ok(value.into()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        let index = |index: usize| self.0.inside(move || format!("[{index}]"));
        while let Some(value) = seq.next_element_seed(self).map_err(index(values.len()))? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let inside = self.0.inside(|| name.clone());
            if fields.contains_key(&name) {
                let message = "is given more than once";
                return Err(inside(self.0.because(Code::InvalidRequest, message)));
            }
            if fields.len() == MOST_FIELDS {
                let mut more = 1;
                map.next_value::<IgnoredAny>()?;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    more += 1;
                }
                let message = format!("has {more} more fields than the {MOST_FIELDS} that are read");
                return Err(self.0.because(Code::InvalidRequest, message));
            }
            let value = map.next_value_seed(self).map_err(inside)?;
            fields.insert(name, value);
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn a_name_given_twice_is_refused_wherever_it_stands() {
        for (text, field) in [
            (r#"{"a": 1, "a": 1}"#, "a"),
            (r#"{"a": 1, "b": 2, "\u0061": null}"#, "a"),
            (r#"{"a": {"b": 1, "b": 2}}"#, "a.b"),
            (r#"{"a": [0, {"b": [[{"c": 1, "c": 2}]]}]}"#, "a[1].b[0][0].c"),
        ] {
            let problem = read(text.as_bytes()).unwrap_err();
            assert_eq!(problem.errors[0].field, field, "{text}");
            assert!(problem.errors[0].message.contains("more than once"));
        }
        let apart = json!({"a": {"b": 1}, "b": [{"a": 1}, {"a": 1}], "A": 1});
        assert_eq!(read(apart.to_string().as_bytes()).unwrap(), apart);
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for (text, expected) in [
            ("1.0", json!(1)),
            ("1e0", json!(1)),
            ("10.0", json!(10)),
            ("-12.50e1", json!(-125)),
            ("-0.0", json!(0)),
            ("9007199254740991.0", json!(9_007_199_254_740_991_i64)),
            ("1.5", json!(1.5)),
            // Beyond that, the number is not exact and must not be treated as a whole number.
            ("9007199254740993.0", json!(9_007_199_254_740_992.0)),
            ("1e300", json!(1e300)),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_number_is_read_as_the_nearest_one() {
        for number in [0.966_666_666_666_666_7, 8.988_465_674_311_579e307, 5e-324] {
            assert_eq!(read(number.to_string().as_bytes()).unwrap(), json!(number));
        }
    }
}
