//! The event catalog, made from the records themselves: what raises an event also states the schema of its data.
//! Native only: the worker serves the committed file.

use std::collections::BTreeMap;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    crud::{Record, Stored, clock::Remaining},
    events::EventType,
    for_each_record,
    time::Instant,
    webhooks::delivery::failure::DeliveryFailure,
    wire::WireName,
};

/// All event types in the order of the vocabulary, each with description, schema of its data, and an example.
pub fn catalog() -> Value {
    let mut data = BTreeMap::new();
    macro_rules! add {
        ($_:ident, $record:ty) => {
            add_record::<$record>(&mut data);
        };
    }
    for_each_record!(add);
    let failure = json!(DeliveryFailure::example());
    data.insert(EventType::WebhookDeliveryFailed.name(), (schema::<DeliveryFailure>(), failure));
    data.insert(EventType::WebhookTest.name(), (schema::<TestMessage>(), json!(TestMessage::example())));
    let items: Vec<_> = EventType::ALL
        .iter()
        .filter_map(|event| {
            let (schema, example) = data.get(event.name())?;
            Some(json!({
                "type": event,
                "domain": event.domain(),
                "description": event.description(),
                "schema": schema,
                "example": example,
            }))
        })
        .collect();
    json!({"data": items})
}

/// The data of `webhook.test`.
#[derive(serde::Serialize, JsonSchema)]
struct TestMessage {
    message: &'static str,
}

impl TestMessage {
    fn example() -> Self {
        Self { message: "This is a test." }
    }
}

type Data = BTreeMap<&'static str, (Value, Value)>;

fn add_record<R: Record>(data: &mut Data) {
    let mut add = |event: Option<EventType>, status: R::Status, extra: Option<Remaining>| {
        let Some(event) = event else { return };
        data.entry(event.name()).or_insert_with(|| {
            let (mut schema, mut example) = (schema::<Stored<R>>(), example::<R>(status));
            for field in R::PRIVATE {
                remove(&mut schema, field);
                remove_member(&mut example, field);
            }
            if Some(event) == R::UPDATED {
                let names = json!({"type": "array", "items": {"type": "string"}});
                extend(&mut schema, "changedFields", &names);
                example["changedFields"] = json!(["status"]);
            }
            if let Some(unit) = extra {
                let (name, left) =
                    unit.member(Instant::EPOCH.plus(std::time::Duration::from_secs(72 * 3600)), Instant::EPOCH);
                extend(&mut schema, &name, &json!({"type": "integer"}));
                example[name] = left;
            }
            (schema, example)
        });
    };
    add(R::CREATED, R::INITIAL, None);
    for transition in R::transitions() {
        add(transition.step.event, transition.step.to, None);
    }
    add(R::UPDATED, R::INITIAL, None);
    for clock in R::clocks() {
        add(clock.event, clock.to, clock.remaining);
    }
}

fn example<R: Record>(status: R::Status) -> Value {
    let at = Instant::parse("2026-05-31T14:03:22.000Z").unwrap_or(Instant::EPOCH);
    json!(Stored::<R> {
        id: Uuid::from_u128(0x3a4f6f0e_6a0a_4b5c_8a43_8d7b9e1c2d03),
        center_id: Uuid::from_u128(0x5d0c7a52_1f3e_4c7b_9a68_2b4d6f8a0c1e),
        created_at: at,
        updated_at: at,
        status,
        fields: R::example(),
        facts: R::example_facts(),
        version: 1,
        related: None,
    })
}

fn schema<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.inline_subschemas = true;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    schema.to_value()
}

fn extend(schema: &mut Value, name: &str, member: &Value) {
    schema["properties"][name] = member.clone();
    if let Some(required) = schema["required"].as_array_mut() {
        required.push(json!(name));
    }
}

fn remove(schema: &mut Value, name: &str) {
    remove_member(&mut schema["properties"], name);
    if let Some(required) = schema["required"].as_array_mut() {
        required.retain(|required| required != name);
    }
}

fn remove_member(value: &mut Value, name: &str) {
    let _ = value.as_object_mut().and_then(|members: &mut Map<_, _>| members.shift_remove(name));
}
