//! What each parameter of each list is to keep; the parameters are those that `openapi.json` documents.

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use aviationalley_worker::time::Instant;
use serde_json::Value;

/// A list, the field of `from` and `to`, how `to` compares, and its other parameters but `q`; after a `=`, the fields
/// that one looks at if they are not called the same.
type Oracle = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const ORACLES: [Oracle; 18] = [
    ("trainees", "createdAt", "<", "status courseCode"),
    ("bookings", "startAt", "<", "status simulatorId instructorId traineeId=traineeIds"),
    ("work-orders", "createdAt", "<", "status priority simulatorId"),
    ("invoices", "createdAt", "<", "status"),
    ("quotes", "createdAt", "<", "status"),
    ("compliance-items", "dueAt", "<", "status category simulatorId"),
    ("safety-reports", "createdAt", "<", "status reportType severity"),
    ("safety-findings", "dueAt", "<", "status ownerUserId reportId"),
    ("mel-deferrals", "expiresAt", "<", "status category aircraftRegistration"),
    ("fa-training", "expiresAt", "<", "status userId aircraftType trainingType"),
    ("stage-checks", "scheduledAt", "<", "status traineeId checkInstructorId courseCode stage"),
    ("reserve-assignments", "startAt", "<", "status reserveType userId base"),
    ("flight-log", "flightDate", "<=", "userId"),
    ("dat-tests", "scheduledAt", "<", "status testType substance userId drawId"),
    ("dat-draws", "drawnAt", "<", "substance userId=selectedUserIds"),
    ("trip-trades", "createdAt", "<", "status tradeType userId=requesterUserId,counterpartyUserId"),
    ("bid-packages", "bidMonth", "<=", "status base equipment position mode"),
    ("crew", "createdAt", "<", "role dutyStatus"),
];

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

static OPENAPI: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../openapi.json")).unwrap());

/// One parameter with one value, and what it is to keep.
pub struct Condition {
    pub query: String,
    pub keeps: Box<dyn Fn(&Value) -> bool>,
}

impl Condition {
    fn new(name: &str, value: &str, keeps: impl Fn(&Value) -> bool + 'static) -> Self {
        let mut query = form_urlencoded::Serializer::new(String::new());
        Self { query: query.append_pair(name, value).finish(), keeps: Box::new(keeps) }
    }
}

/// The values of these fields as text; those of an array each.
fn texts(item: &Value, fields: &[String]) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let values = fields.iter().map(|field| &item[field]);
    values
        .flat_map(|value| match value {
            Value::Array(values) => values.iter().filter_map(text).collect(),
            other => text(other).into_iter().collect::<Vec<_>>(),
        })
        .collect()
}

/// The different values of these fields, in ascending order.
fn occurring(all: &[Value], fields: &[String]) -> Vec<String> {
    let texts = all.iter().flat_map(|item| texts(item, fields));
    texts.collect::<BTreeSet<_>>().into_iter().collect()
}

/// In the other case.
fn other_case(text: &str) -> String {
    let swap = |c: char| match c.is_lowercase() {
        true => c.to_uppercase().to_string(),
        false => c.to_lowercase().to_string(),
    };
    text.chars().map(swap).collect()
}

/// Bounds on, below and above what occurs; an instant also as another zone writes it.
fn ranged(name: &str, parameter: &Value, all: &[Value], (_, field, order, _): Oracle) -> Vec<Condition> {
    let occurring = occurring(all, &[field.to_owned()]);
    let (first, last) = (&occurring[0], &occurring[occurring.len() - 1]);
    let middle = &occurring[occurring.len() / 2];
    let mut bounds: Vec<_> = [first, middle, last].map(|bound| (bound.clone(), bound.clone())).into();
    if parameter["schema"]["format"] == "date-time" {
        let middle = Instant::parse(middle).unwrap();
        let later = middle.plus(Duration::from_millis(1)).to_string();
        let moved = middle.plus(Duration::from_secs(7200)).to_string();
        bounds.push((later.clone(), later));
        bounds.push((moved.replace('Z', "+02:00"), middle.to_string()));
    }
    let condition = |(given, bound): (String, String)| {
        let from = name == "from";
        Condition::new(name, &given, move |item| match item[field].as_str() {
            Some(value) if from => value >= bound.as_str(),
            Some(value) if order == "<" => value < bound.as_str(),
            Some(value) => value <= bound.as_str(),
            None => false,
        })
    };
    bounds.into_iter().map(condition).collect()
}

/// Parts of what occurs in each field that is documented to be looked into, in another case; and what LIKE would expand.
fn searched(parameter: &Value, all: &[Value]) -> Vec<Condition> {
    let description = parameter["description"].as_str().unwrap();
    let (_, named) = description.split_once("this text in ").unwrap();
    let (named, _) = named.split_once(';').unwrap();
    let fields: Vec<_> = named.split(", ").map(str::to_owned).collect();
    let mut words = ["%", "_", "no such text"].map(str::to_owned).to_vec();
    for field in &fields {
        let occurring = occurring(all, std::slice::from_ref(field));
        assert!(!occurring.is_empty(), "no record has a {field}");
        let part = |text: &String| other_case(&text.chars().skip(1).take(6).collect::<String>());
        words.extend(occurring.iter().take(2).map(part));
    }
    let condition = |word: String| {
        let fields = fields.clone();
        Condition::new("q", &word.clone(), move |item| {
            let mut texts = texts(item, &fields).into_iter();
            texts.any(|text| text.to_lowercase().contains(&word.to_lowercase()))
        })
    };
    words.into_iter().map(condition).collect()
}

/// Every value that an enum or a small number has; else some that occur, and one that does not.
fn equal(name: &str, parameter: &Value, all: &[Value], fields: Vec<String>) -> Vec<Condition> {
    let schema = &parameter["schema"];
    let mut some = occurring(all, &fields);
    some.truncate(3);
    let values = match (schema["enum"].as_array(), schema["maximum"].as_i64()) {
        (Some(names), _) => names.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
        (_, Some(last)) => (schema["minimum"].as_i64().unwrap()..=last).map(|n| n.to_string()).collect(),
        _ if schema["format"] == "uuid" => [some, vec![NOBODY.to_owned()]].concat(),
        _ => [some.iter().map(|text| other_case(text)).collect(), some].concat(),
    };
    let condition = |value: String| {
        let fields = fields.clone();
        Condition::new(name, &value.clone(), move |item| texts(item, &fields).contains(&value))
    };
    values.into_iter().map(condition).collect()
}

/// The conditions of each parameter that the list's documentation names.
pub fn conditions(collection: &str, all: &[Value]) -> Vec<Vec<Condition>> {
    let oracle = ORACLES.iter().find(|(name, ..)| *name == collection);
    assert!(oracle.is_some(), "no oracle for {collection}");
    let oracle = *oracle.unwrap();
    let (_, _, _, others) = oracle;
    let documented = OPENAPI["paths"][format!("/{collection}")]["get"]["parameters"].as_array();
    let mut unmet: Vec<_> = others.split(' ').collect();
    let mut conditions = Vec::new();
    for parameter in documented.unwrap() {
        let name = parameter["name"].as_str().unwrap();
        conditions.push(match name {
            "limit" | "cursor" => continue,
            "from" | "to" => ranged(name, parameter, all, oracle),
            "q" => searched(parameter, all),
            _ => {
                let called = |row: &&str| row.split('=').next() == Some(name);
                let place = unmet.iter().position(called);
                assert!(place.is_some(), "no oracle for {name} of {collection}");
                let row = unmet.remove(place.unwrap());
                let fields = row.rsplit('=').next().unwrap().split(',');
                equal(name, parameter, all, fields.map(str::to_owned).collect())
            }
        });
    }
    assert!(unmet.is_empty(), "{collection} does not document {unmet:?}");
    conditions
}
