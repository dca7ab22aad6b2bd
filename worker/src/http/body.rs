//! Request bodies: JSON into the handler's type, with errors that name the field and say what to fix.

use http::HeaderMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{json, media};
use crate::problem::{Code, FieldError, Problem, unknown, with_every_fault};

/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// A complete body, with the headers that describe it.
#[derive(Debug, Clone, Default)]
pub struct Body {
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Body {
    /// The bytes, after a check of `Content-Type`, which an empty body need not have.
    fn json(&self) -> Result<&[u8], Problem> {
        if !self.bytes.is_empty() {
            media::check(&self.headers)?;
        }
        Ok(&self.bytes)
    }

    /// A `T` from a JSON object. Errors are reported together: broken rules of a type, and what `check` finds.
    pub fn read<T: DeserializeOwned>(&self, check: impl Fn(&T) -> Vec<FieldError>) -> Result<T, Problem> {
        from_object(object(self.json()?)?, check)
    }
}

/// Why a body could not be read completely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is longer than [`MAX_BODY`].
    TooLarge,
    /// It ended early, or its transfer coding is malformed.
    Broken,
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::new(Code::PayloadTooLarge, format!("The body is longer than {MAX_BODY} bytes.")),
            Unread::Broken => Self::new(
                Code::InvalidRequest,
                "The body broke off, or its chunks are malformed. Send it again as a whole.",
            ),
        }
    }
}

/// What a handler takes from the body.
pub trait BodyInput: Sized {
    fn parse(body: &Body) -> Result<Self, Problem>;
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<Value>;
}

/// For operations without a body; whatever is sent is not read.
impl BodyInput for () {
    fn parse(_: &Body) -> Result<Self, Problem> {
        Ok(())
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(_: &mut super::schemas::Schemas) -> Option<Value> {
        None
    }
}

/// A JSON object of this type; an empty body counts as `{}`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> BodyInput for Json<T> {
    fn parse(body: &Body) -> Result<Self, Problem> {
        body.read(|_| Vec::new()).map(Self)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<Value> {
        Some(schemas.request::<T>())
    }
}

/// A JSON merge patch (RFC 7396) of a `T`: the fields to change, each as `T` has it.
pub struct Patch<T> {
    /// Kept as bytes, because a parsed body takes many times as much memory, and a patch waits for the database.
    body: Vec<u8>,
    of: std::marker::PhantomData<T>,
}

impl<T: DeserializeOwned> Patch<T> {
    /// `before` with the changes.
    pub fn onto(&self, before: &T) -> Result<T, Problem>
    where
        T: Serialize,
    {
        let Value::Object(mut fields) = serde_json::to_value(before).map_err(Problem::internal)? else {
            return Err(Problem::internal("what is patched is no JSON object"));
        };
        fields.extend(object(&self.body)?);
        from_object(fields, |_| Vec::new())
    }
}

impl<T: DeserializeOwned + JsonSchema> BodyInput for Patch<T> {
    fn parse(body: &Body) -> Result<Self, Problem> {
        let bytes = body.json()?;
        known(&object(bytes)?, field_names::<T>())?;
        Ok(Self { body: bytes.to_owned(), of: std::marker::PhantomData })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<Value> {
        Some(schemas.patch::<T>())
    }
}

/// The fields of a JSON object; none for an empty body.
fn object(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match json::read(bytes)? {
        Value::Object(fields) => Ok(fields),
        other => {
            Err(Problem::new(Code::InvalidRequest, format!("The body must be a JSON object, not {}.", kind(&other))))
        }
    }
}

/// Reads a `T` from a JSON object. Reports every unknown field, every broken rule, or the first other error.
/// `check` finds what else is wrong with a value that breaks a rule of a type.
fn from_object<T: DeserializeOwned>(
    fields: Map<String, Value>,
    check: impl Fn(&T) -> Vec<FieldError>,
) -> Result<T, Problem> {
    known(&fields, field_names::<T>())?;
    let fields = Value::Object(fields);
    let read = || {
        serde_path_to_error::deserialize(&fields)
            .map_err(|error| fault(error.path().to_string(), error.inner().to_string()))
    };
    // Missing values are filled in later and are not errors yet.
    let is_given = |fault: &FieldError| {
        let name = fault.field.split(['.', '[']).next();
        name.is_some_and(|name| fields.get(name).is_some())
    };
    let check = |value: &T| check(value).into_iter().filter(is_given).collect();
    with_every_fault(read, check)
}

fn fault(path: String, message: String) -> Problem {
    // serde names a missing field in its message only.
    match message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(name) if path == "." => Problem::invalid(name, "is required"),
        Some(name) => Problem::invalid(format!("{path}.{name}"), "is required"),
        None => Problem::unreadable(path, &message),
    }
}

fn known(fields: &Map<String, Value>, known: &[&str]) -> Result<(), Problem> {
    let names = fields.keys().map(String::as_str);
    let is_unknown = |name: &&str| !known.is_empty() && !known.contains(name);
    let mut faults = unknown(names.filter(is_unknown), "field", known).peekable();
    match faults.peek() {
        None => Ok(()),
        Some(_) => Err(Problem::with_errors(Code::InvalidRequest, faults)),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The wire names of `T`'s fields, as its `Deserialize` states them; empty if `T` is not a struct.
pub fn field_names<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // The probe has no value, so this always ends in an error; it only records the names.
    let _ = T::deserialize(FieldProbe(&mut names));
    names
}

struct FieldProbe<'a>(&'a mut &'static [&'static str]);

impl<'de> serde::Deserializer<'de> for FieldProbe<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_struct<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("only the field names are asked for"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The body of an operation that takes no input: nothing, or `{}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::{Body, BodyInput, Json, field_names};
    use crate::problem::{Code, Problem};

    #[derive(Debug, Deserialize, schemars::JsonSchema)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Seat {
        row_number: u8,
        #[serde(default)]
        note: Option<String>,
    }

    fn parse(bytes: &[u8]) -> Result<Json<Seat>, Problem> {
        Json::parse(&Body { bytes: bytes.to_owned(), ..Body::default() })
    }

    fn refusal(bytes: &[u8]) -> Problem {
        parse(bytes).err().unwrap()
    }

    #[test]
    fn the_field_names_are_those_on_the_wire() {
        assert_eq!(field_names::<Seat>(), ["rowNumber", "note"]);
    }

    #[test]
    fn a_whole_body_is_read() {
        let Json(seat) = parse(br#"{"rowNumber": 7, "note": null}"#).unwrap();
        assert_eq!((seat.row_number, seat.note), (7, None));
    }

    #[test]
    fn each_fault_names_its_field_and_says_what_to_mend() {
        for (body, field, part) in [
            (json!({}), "rowNumber", "is required"),
            (json!({"rowNumber": "x"}), "rowNumber", "invalid type: string"),
            (json!({"rowNumber": 900}), "rowNumber", "900"),
            (json!({"rowNumber": 1, "sea": 1}), "sea", "the fields are rowNumber, note"),
        ] {
            let problem = refusal(body.to_string().as_bytes());
            assert_eq!(problem.code, Code::InvalidRequest);
            assert_eq!(problem.errors[0].field, field);
            assert!(problem.errors[0].message.contains(part), "{}", problem.detail);
        }
    }

    #[test]
    fn what_is_no_json_object_is_refused_in_words() {
        for (body, part) in [
            (&b"{"[..], "not JSON"),
            (b"[1]", "not an array"),
            (b"\xff\xfe", "not JSON"),
            (b"\n", "not JSON"),
            (b" \t\r\n", "not JSON"),
            (br#"{"note": "\ud800"}"#, "not JSON"),
        ] {
            let problem = refusal(body);
            assert!(problem.detail.contains(part), "{}", problem.detail);
        }
        let deep = "[".repeat(100_000);
        assert!(refusal(deep.as_bytes()).detail.contains("recursion limit"));
    }
}
