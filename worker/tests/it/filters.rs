//! Every documented filter of every list, alone and with each other one, against an oracle over the whole list.

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use aviationalley_worker::{named::Named, time::Instant};
use serde_json::{Value, json};

use crate::{
    fixtures::{Fixture, for_all, force, mixed, path},
    support::{Client, World},
};

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

/// How many records a list is tried with.
const RECORDS: usize = 40;
/// An id that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

static OPENAPI: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../openapi.json")).unwrap());

/// One parameter with one value, and what it is to keep.
struct Condition {
    query: String,
    keeps: Box<dyn Fn(&Value) -> bool>,
}

impl Condition {
    fn new(name: &str, value: &str, keeps: impl Fn(&Value) -> bool + 'static) -> Self {
        let mut query = form_urlencoded::Serializer::new(String::new());
        Self {
            query: query.append_pair(name, value).finish(),
            keeps: Box::new(keeps),
        }
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

/// In the other case, as far as it is of a to z.
fn other_case(text: &str) -> String {
    let swap = |c: char| match c.is_ascii_lowercase() {
        true => c.to_ascii_uppercase(),
        false => c.to_ascii_lowercase(),
    };
    text.chars().map(swap).collect()
}

/// Bounds on, below and above what occurs; an instant also as another zone writes it.
fn ranged(
    name: &str,
    parameter: &Value,
    all: &[Value],
    (_, field, order, _): Oracle,
) -> Vec<Condition> {
    let occurring = occurring(all, &[field.to_owned()]);
    let (first, last) = (&occurring[0], &occurring[occurring.len() - 1]);
    let middle = &occurring[occurring.len() / 2];
    let mut bounds: Vec<_> = [first, middle, last]
        .map(|bound| (bound.clone(), bound.clone()))
        .into();
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
            texts.any(|text| {
                text.to_ascii_lowercase()
                    .contains(&word.to_ascii_lowercase())
            })
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
        (Some(names), _) => names
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect(),
        (_, Some(last)) => (schema["minimum"].as_i64().unwrap()..=last)
            .map(|n| n.to_string())
            .collect(),
        _ if schema["format"] == "uuid" => [some, vec![NOBODY.to_owned()]].concat(),
        _ => [some.iter().map(|text| other_case(text)).collect(), some].concat(),
    };
    let condition = |value: String| {
        let fields = fields.clone();
        Condition::new(name, &value.clone(), move |item| {
            texts(item, &fields).contains(&value)
        })
    };
    values.into_iter().map(condition).collect()
}

/// The conditions of each parameter that the list's documentation names.
fn conditions(oracle: Oracle, all: &[Value]) -> Vec<Vec<Condition>> {
    let (collection, _, _, others) = oracle;
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
                let row = unmet.remove(
                    place.unwrap_or_else(|| panic!("no oracle for {name} of {collection}")),
                );
                let fields = row.rsplit('=').next().unwrap().split(',');
                equal(name, parameter, all, fields.map(str::to_owned).collect())
            }
        });
    }
    assert!(unmet.is_empty(), "{collection} does not document {unmet:?}");
    conditions
}

fn assert_filters(client: &Client, path: &str) {
    let collection = path.rsplit('/').next().unwrap();
    let oracle = ORACLES.iter().find(|(name, ..)| *name == collection);
    let all = client.list_all(path, 200);
    assert_eq!(all.len(), RECORDS);
    let assert_kept = |conditions: &[&Condition]| {
        let queries: Vec<_> = conditions.iter().map(|one| one.query.as_str()).collect();
        let query = queries.join("&");
        let kept: Vec<_> = all
            .iter()
            .filter(|item| conditions.iter().all(|one| (one.keeps)(item)))
            .collect();
        let listed = client.list_all(&format!("{path}?{query}"), 15);
        assert!(
            listed.iter().eq(kept.iter().copied()),
            "{path}?{query}: {} and not {}",
            listed.len(),
            kept.len()
        );
        (1..all.len()).contains(&kept.len())
    };
    let conditions = conditions(*oracle.unwrap(), &all);
    for (index, one) in conditions.iter().enumerate() {
        let told_apart: Vec<_> = one.iter().map(|one| assert_kept(&[one])).collect();
        assert!(
            told_apart.contains(&true),
            "{path}: {} keeps all or nothing",
            one[0].query
        );
        for other in &conditions[index + 1..] {
            for one in one {
                for other in other {
                    assert_kept(&[one, other]);
                }
            }
        }
    }
}

for_all!(
    each_filter_alone_and_every_two_together_keep_what_an_oracle_keeps,
    filters
);
fn filters<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let transitions = R::transitions();
    for index in 0..RECORDS {
        let record = client
            .post(&path::<R>(), R::varied(&client, index))
            .expect(201);
        // Some facts come from transitions; what is not for this one is refused, and the next one has another.
        if let Some(transition) = transitions.get(index % transitions.len().max(1)) {
            let (id, verb) = (record["id"].as_str().unwrap(), transition.step.verb);
            force::<R>(&world, &record, transition.step.from[0].name());
            client.post(&format!("{}/{id}/{verb}", path::<R>()), R::input(verb));
        }
        if !R::Status::ALL.is_empty() {
            let status = R::Status::ALL[mixed(index, "status") % R::Status::ALL.len()];
            force::<R>(&world, &record, status.name());
        }
        world.skip(Duration::from_secs(40 * 60 * 60));
    }
    assert_filters(&client, &path::<R>());
}

#[test]
fn filters_of_the_crew_keep_what_an_oracle_keeps_too() {
    let world = World::new();
    let client = world.center();
    let roles = OPENAPI["paths"]["/crew"]["get"]["parameters"]
        .as_array()
        .unwrap();
    let roles = roles
        .iter()
        .find(|parameter| parameter["name"] == "role")
        .unwrap();
    let roles = roles["schema"]["enum"].as_array().unwrap();
    for index in 0..RECORDS {
        let role = &roles[mixed(index, "role") % roles.len()];
        let id = client.crew_member(
            index,
            json!({"role": role, "name": format!("Crew_{index}")}),
        );
        let duty = |verb: &str| {
            client
                .post(&format!("/api/v1/crew/{id}/{verb}"), json!({}))
                .expect(200)
        };
        match index % 4 {
            0 => drop(duty("start-duty")),
            1 => {
                duty("start-duty");
                world.skip(Duration::from_secs(60));
                duty("end-duty");
            }
            2 => {
                let mut body =
                    aviationalley_worker::records::ReserveAssignment::varied(&client, index);
                body["userId"] = json!(id);
                client.post("/api/v1/reserve-assignments", body).expect(201);
            }
            _ => {}
        }
        world.skip(Duration::from_secs(30 * 60));
    }
    assert_filters(&client, "/api/v1/crew");
}
