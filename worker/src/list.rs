//! JSON arrays whose bounds are part of their type, so that no request can cause more work than they allow.

use std::{
    borrow::Cow,
    collections::HashSet,
    fmt,
    hash::Hash,
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, SeqAccess, Visitor},
};

use crate::faults::broken_rule;

/// An array of `MIN` to `MAX` items. Reading a longer one does not construct the items beyond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

/// A [`List`] without duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Distinct<T, const MIN: usize, const MAX: usize>(List<T, MIN, MAX>);

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de> for List<T, MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T, const MIN: usize, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Visitor<'de> for ListVisitor<T, MIN, MAX> {
    type Value = List<T, MIN, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() < MAX {
            match array.next_element()? {
                Some(item) => items.push(item),
                None => break,
            }
        }
        let mut length = items.len();
        while array.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        match (MIN..=MAX).contains(&length) {
            true => Ok(List(items)),
            false if MIN == 0 => Err(broken_rule(format_args!("must have at most {MAX} items, not {length}"))),
            false => Err(broken_rule(format_args!("must have {MIN} to {MAX} items, not {length}"))),
        }
    }
}

impl<'de, T: Deserialize<'de> + Eq + Hash, const MIN: usize, const MAX: usize> Deserialize<'de>
    for Distinct<T, MIN, MAX>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = List::deserialize(deserializer)?;
        if are_distinct(&list) {
            return Ok(Self(list));
        }
        Err(broken_rule("must not name the same twice"))
    }
}

pub fn are_distinct<T: Eq + Hash>(items: &[T]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| seen.insert(item))
}

impl<T: JsonSchema, const MIN: usize, const MAX: usize> JsonSchema for List<T, MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("{MIN}To{MAX}Of{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Vec::<T>::json_schema(generator);
        if MIN > 0 {
            schema.insert("minItems".to_owned(), MIN.into());
        }
        schema.insert("maxItems".to_owned(), MAX.into());
        schema
    }
}

impl<T: JsonSchema, const MIN: usize, const MAX: usize> JsonSchema for Distinct<T, MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Distinct{}", List::<T, MIN, MAX>::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = List::<T, MIN, MAX>::json_schema(generator);
        schema.insert("uniqueItems".to_owned(), true.into());
        schema
    }
}

impl<T, const MAX: usize> Default for List<T, 0, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> Default for Distinct<T, 0, MAX> {
    fn default() -> Self {
        Self(List::default())
    }
}

/// The compiler checks the length.
impl<T, const N: usize, const MIN: usize, const MAX: usize> From<[T; N]> for List<T, MIN, MAX> {
    fn from(items: [T; N]) -> Self {
        const { assert!(MIN <= N && N <= MAX, "outside of the list's bounds") }
        Self(items.into())
    }
}

/// For literals; the author has to avoid duplicates.
impl<T, const N: usize, const MIN: usize, const MAX: usize> From<[T; N]> for Distinct<T, MIN, MAX> {
    fn from(items: [T; N]) -> Self {
        Self(items.into())
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for List<T, MIN, MAX> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> DerefMut for List<T, MIN, MAX> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for Distinct<T, MIN, MAX> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Distinct, List};

    fn refusal<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> String {
        serde_json::from_value::<T>(value).err().unwrap().to_string()
    }

    #[test]
    fn a_list_takes_what_its_bounds_allow() {
        for length in 2..=4 {
            let items: Vec<_> = (0..length).collect();
            let list: List<i64, 2, 4> = serde_json::from_value(json!(items)).unwrap();
            assert_eq!(*list, items);
        }
        for length in [0, 1, 5, 1000] {
            let said = refusal::<List<i64, 2, 4>>(json!(vec![0; length]));
            let expected = format!("must have 2 to 4 items, not {length}");
            assert!(said.contains(&expected), "{said}");
        }
        let said = refusal::<List<i64, 0, 1>>(json!([1, 2]));
        assert!(said.contains("at most 1 items, not 2"), "{said}");
    }

    #[test]
    fn items_beyond_the_bound_are_not_built() {
        struct Built;
        impl<'de> serde::Deserialize<'de> for Built {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = u64::deserialize(deserializer)?;
                assert!(number < 3, "item {number} was built");
                Ok(Self)
            }
        }
        refusal::<List<Built, 0, 3>>(json!((0..1000).collect::<Vec<_>>()));
    }

    #[test]
    fn a_distinct_list_refuses_what_stands_there_twice() {
        let fine = serde_json::from_value::<Distinct<String, 0, 3>>(json!(["a", "b", "A"]));
        assert_eq!(fine.unwrap().len(), 3);
        let said = refusal::<Distinct<String, 0, 3>>(json!(["a", "b", "a"]));
        assert!(said.contains("the same twice"), "{said}");
    }
}
