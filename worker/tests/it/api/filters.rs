//! Every documented filter of every list, alone and with each other one, against an oracle over the whole list.

mod conditions;

use std::time::Duration;

use aviationalley_worker::{
    http::filter::camel_case,
    records::{ReserveAssignment, StageCheck, crew::Role},
    wire::WireName,
};
use serde_json::json;

use crate::{
    fixtures::{Fixture, for_all, force, mixed, path},
    support::{Client, World, names, with},
};
use conditions::{Condition, conditions};

/// How many records a list is tried with.
const RECORDS: usize = 40;
/// How many values of a parameter are tried with those of another one.
const IN_PAIRS: usize = 3;

fn assert_filters(client: &Client, path: &str) {
    let collection = path.rsplit('/').next().unwrap();
    let all = client.list_all(path, 200);
    assert_eq!(all.len(), RECORDS);
    let assert_kept = |conditions: &[&Condition]| {
        let queries: Vec<_> = conditions.iter().map(|one| one.query.as_str()).collect();
        let query = queries.join("&");
        let kept: Vec<_> = all.iter().filter(|item| conditions.iter().all(|one| (one.keeps)(item))).collect();
        let listed = client.list_all(&format!("{path}?{query}"), 15);
        assert!(listed.iter().eq(kept.iter().copied()), "{path}?{query}: {} and not {}", listed.len(), kept.len());
        (1..all.len()).contains(&kept.len())
    };
    let mut conditions = conditions(collection, &all);
    for one in &mut conditions {
        let query = one[0].query.clone();
        let tells_apart: Vec<_> = one.iter().map(|one| assert_kept(&[one])).collect();
        assert!(tells_apart.contains(&true), "{path}: {query} keeps all or nothing");
        // With others, some of those that keep a part are enough.
        let mut tells_apart = tells_apart.into_iter();
        one.retain(|_| tells_apart.next() == Some(true));
        one.truncate(IN_PAIRS);
    }
    for (index, one) in conditions.iter().enumerate() {
        let others = conditions[index + 1..].iter().flatten();
        for other in others {
            for one in one {
                assert_kept(&[one, other]);
            }
        }
    }
}

for_all!(filters_keep_what_an_oracle_keeps, filters);
fn filters<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let transitions = R::transitions();
    for index in 0..RECORDS {
        let record = client.post(&path::<R>(), R::varied(&client, index)).expect(201);
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
    let roles = names::<Role>();
    for index in 0..RECORDS {
        let role = roles[mixed(index, "role") % roles.len()];
        let id = client.crew_member(index, json!({"role": role, "name": format!("Crew_{index}")}));
        let duty = |verb: &str| client.post(&format!("/api/v1/crew/{id}/{verb}"), json!({})).expect(200);
        match index % 4 {
            0 => drop(duty("start-duty")),
            1 => {
                duty("start-duty");
                world.skip(Duration::from_secs(60));
                duty("end-duty");
            }
            2 => {
                let mut body = ReserveAssignment::varied(&client, index);
                body["userId"] = json!(id);
                client.post("/api/v1/reserve-assignments", body).expect(201);
            }
            _ => {}
        }
        world.skip(Duration::from_secs(30 * 60));
    }
    assert_filters(&client, "/api/v1/crew");
}

/// Searched columns that no body sets to any text.
const NOT_FREE: [&str; 6] = ["number", "aircraft_registration", "departure", "arrival", "booking_ref", "remarks"];

for_all!(q_looks_in_any_case_of_any_writing, writings);
fn writings<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    for (index, column) in R::SEARCH.iter().enumerate() {
        if NOT_FREE.contains(column) {
            continue;
        }
        let field = camel_case(column);
        let text = |text: &str| match column.ends_with("email") {
            true => json!({&field: format!("{text}@example.com")}),
            false => json!({&field: text}),
        };
        let body = with(R::body(&client, index), text("Groß.ΣΊΣ"));
        let record = client.post(&path::<R>(), body).expect(201);
        for q in ["GROSS.ςίς", "gross.ΣΊς", "ß.σ"] {
            assert_eq!(found::<R>(&client, q), 1, "{column} {q}");
        }
        assert_eq!(found::<R>(&client, "gros.σίς"), 0);
        let one = format!("{}/{}", path::<R>(), record["id"].as_str().unwrap());
        if R::PATCHABLE && R::may_edit(R::INITIAL, &field) {
            client.patch(&one, text("ÉCOLE")).expect(200);
            assert_eq!(found::<R>(&client, "GROSS.ςίς"), 0, "{column}");
            assert_eq!(found::<R>(&client, "e\u{301}cole"), 1, "{column}");
            client.patch(&one, text("none")).expect(200);
            assert_eq!(found::<R>(&client, "école"), 0, "{column}");
        }
        // Out of the way of the next one's rules.
        force::<R>(&world, &record, names::<R::Status>().last().unwrap_or(&""));
    }
}

fn found<R: Fixture>(client: &Client, q: &str) -> usize {
    let page = client.get(&format!("{}?q={q}", path::<R>())).expect(200);
    page["data"].as_array().unwrap().len()
}

#[test]
fn q_looks_so_in_what_a_transition_sets_too() {
    let world = World::new();
    let client = world.center();
    let reserve = client.post(&path::<ReserveAssignment>(), ReserveAssignment::body(&client, 0)).expect(201);
    let out = with(ReserveAssignment::input("call-out"), json!({"bookingRef": "Groß"}));
    let reserve = format!("{}/{}", path::<ReserveAssignment>(), reserve["id"].as_str().unwrap());
    client.post(&format!("{reserve}/call-out"), out).expect(200);
    assert_eq!(found::<ReserveAssignment>(&client, "GROSS"), 1);
    let check = client.post(&path::<StageCheck>(), StageCheck::body(&client, 0)).expect(201);
    let check = format!("{}/{}", path::<StageCheck>(), check["id"].as_str().unwrap());
    let remarks = json!({"remarks": "ÉCOLE"});
    client.post(&format!("{check}/pass"), remarks).expect(200);
    assert_eq!(found::<StageCheck>(&client, "école"), 1);
}

#[test]
fn q_looks_in_any_case_of_any_writing_in_the_crew_too() {
    let world = World::new();
    let client = world.center();
    for (name, found) in [("Łucja Groß", 1), ("Lucja Gross", 0), ("ŁUCJA GROSS", 1)] {
        client.crew_member(0, json!({"name": name}));
        let page = client.get("/api/v1/crew?q=łucja+groSS").expect(200);
        assert_eq!(page["data"].as_array().unwrap().len(), found, "{name}");
    }
}
