//! What every record must do, tried on every record.

use aviationalley_worker::{crud::Record, wire::WireName};
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::{
    fixtures::{Fixture, for_all, force, path},
    support::{Client, World, names},
};

fn create<R: Fixture>(client: &Client, index: usize) -> Value {
    client.post(&path::<R>(), R::body(client, index)).expect(201)
}

fn single<R: Record>(record: &Value) -> String {
    format!("{}/{}", path::<R>(), record["id"].as_str().unwrap())
}

for_all!(a_created_record_reads_back_and_its_event_carries_it, creates);
fn creates<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let body = R::body(&client, 0);
    let before = world.inbox().all().len();
    let created = client.post(&path::<R>(), body.clone()).expect(201);
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(created[field], *value, "{field}");
    }
    let status = (!R::Status::ALL.is_empty()).then(|| json!(R::INITIAL.name()));
    assert_eq!(created.get("status"), status.as_ref());
    assert_eq!(created["centerId"], client.center.as_str());
    assert_eq!(client.get(&single::<R>(&created)).expect(200), created);
    assert_eq!(client.get(&path::<R>()).expect(200)["data"][0], created);

    let sent = world.inbox().all().split_off(before);
    assert_eq!(sent.len(), usize::from(R::CREATED.is_some()));
    let mut public = created;
    for field in R::PRIVATE {
        assert!(public.as_object_mut().unwrap().remove(*field).is_some());
    }
    for (seen, event) in sent.iter().zip(R::CREATED) {
        let envelope = seen.json();
        assert_eq!(envelope["type"], event.name());
        assert_eq!(envelope["data"], public);
    }
}

for_all!(reads_and_creates_cost_one_round_trip, round_trips);
fn round_trips<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let body = R::body(&client, 0);
    let needs_zone = serde_json::from_value::<R>(body.clone()).unwrap().needs_zone();
    let body = body.to_string();
    let cost = |method: &str, path: &str, body: &str| {
        let before = world.db.batches.get();
        let response = block_on(client.send(method, path, body.into()));
        assert!(response.status < 300, "{}", response.body);
        (world.db.batches.get() - before, response.body)
    };
    let (create, record) = cost("POST", &path::<R>(), &body);
    assert_eq!(create, R::CREATE_COST + usize::from(needs_zone));
    assert_eq!(cost("GET", &path::<R>(), "").0, 1);
    assert_eq!(cost("GET", &format!("{}?limit=1&q=x", path::<R>()), "").0, 1);
    assert_eq!(cost("GET", &single::<R>(&record), "").0, 1);
    if R::PATCHABLE {
        let patch = cost("PATCH", &single::<R>(&record), &R::change().to_string());
        assert_eq!(patch.0, 2);
    }
}

for_all!(an_update_changes_and_tells_what_it_names, updates);
fn updates<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let created = create::<R>(&client, 0);
    client.subscribe("https://example.com/hook", &["*"]);
    if !R::PATCHABLE {
        client.patch(&single::<R>(&created), R::change()).refused(405, "method_not_allowed");
        return;
    }
    let updated = client.patch(&single::<R>(&created), R::change()).expect(200);
    for (field, value) in updated.as_object().unwrap() {
        let expected = R::change().get(field).unwrap_or(&created[field]).clone();
        assert!(field == "updatedAt" || *value == expected, "{field}");
    }
    assert_eq!(client.get(&single::<R>(&created)).expect(200), updated);
    let changed: Vec<_> = R::change().as_object().unwrap().keys().cloned().collect();
    let told: Vec<_> = R::UPDATED.iter().map(|event| event.name()).collect();
    assert_eq!(world.inbox().types(), told);
    if let Some(seen) = world.inbox().all().first() {
        assert_eq!(seen.json()["data"]["changedFields"], json!(changed));
    }

    let again = client.patch(&single::<R>(&created), R::change()).expect(200);
    assert_eq!(again, updated);
    assert_eq!(world.inbox().types(), told, "a change of nothing tells nothing");
}

for_all!(a_transition_works_from_its_statuses_alone, transitions);
fn transitions<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let mut index = 0;
    for transition in R::transitions() {
        let step = transition.step;
        for from in R::Status::ALL {
            index += 1;
            let record = create::<R>(&client, index);
            force::<R>(&world, &record, from.name());
            let before = world.event_types().len();
            let path = format!("{}/{}", single::<R>(&record), step.verb);
            let response = client.post(&path, R::input(step.verb));
            let told = world.event_types().split_off(before);
            if step.from.contains(from) {
                let moved = response.expect(200);
                assert_eq!(moved["status"], step.to.name());
                assert_eq!(client.get(&single::<R>(&record)).expect(200), moved);
                let event: Vec<_> = step.event.iter().map(|event| event.name()).collect();
                assert_eq!(told, event, "{}", step.verb);
                if step.event.is_some() && step.event == R::UPDATED {
                    let data = world.inbox().all().last().unwrap().json()["data"].clone();
                    let changed = data["changedFields"].as_array().unwrap().clone();
                    assert!(changed.contains(&json!("status")), "{data}");
                }
            } else {
                let said = response.refused(409, "invalid_transition");
                assert!(said.contains(from.name()), "{said}");
                assert!(told.is_empty(), "{told:?}");
            }
            // Out of the way of the next one's rules.
            let last = *names::<R::Status>().last().unwrap();
            force::<R>(&world, &record, last);
        }
    }
}

for_all!(of_two_equal_transitions_at_once_one_wins, races);
fn races<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    for (index, transition) in R::transitions().iter().enumerate() {
        let step = &transition.step;
        let record = create::<R>(&client, index);
        force::<R>(&world, &record, step.from[0].name());
        let before = world.event_types().len();
        let path = format!("{}/{}", single::<R>(&record), step.verb);
        let [won, lost] = client.post_both(&path, [R::input(step.verb), R::input(step.verb)]);
        won.expect(200);
        // What leads back into its own status is not wrong for the loser, only late.
        let late = step.from.contains(&step.to);
        lost.refused(409, if late { "conflict" } else { "invalid_transition" });
        assert_eq!(world.event_types().len() - before, usize::from(step.event.is_some()), "{}", step.verb);
    }
}

for_all!(other_centers_and_environments_find_nothing, strangers);
fn strangers<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let record = create::<R>(&client, 0);
    for stranger in [world.center(), client.with_key("test", &["*"])] {
        let path = single::<R>(&record);
        stranger.get(&path).refused(404, "not_found");
        if R::PATCHABLE {
            stranger.patch(&path, R::change()).refused(404, "not_found");
        }
        for transition in R::transitions() {
            let verb = transition.step.verb;
            stranger.post(&format!("{path}/{verb}"), R::input(verb)).refused(404, "not_found");
        }
        assert_eq!(stranger.get(&self::path::<R>()).expect(200)["data"], json!([]));
    }
    assert_eq!(client.get(&single::<R>(&record)).expect(200), record);
}

for_all!(a_malformed_body_is_refused_and_nothing_written, malformed);
fn malformed<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let body = R::body(&client, 0);
    let before = world.db.dump();
    let path = path::<R>();
    for text in ["{", "[]", "null", "\"text\"", "\u{0}", "{\"a\":1e999}"] {
        client.request("POST", &path, text).refused(400, "invalid_request");
    }
    for field in ["status", "id", "centerId", "nonsense"] {
        let mut body = body.clone();
        body[field] = json!("x");
        let said = client.post(&path, body.clone()).refused(400, "invalid_request");
        assert!(said.contains(field), "{said}");
        let target = format!("{path}/9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d");
        if R::PATCHABLE {
            client.patch(&target, json!({field: "x"})).refused(400, "invalid_request");
        }
    }
    for field in body.as_object().unwrap().keys() {
        // No field of any record is an object.
        let mut wrong = body.clone();
        wrong[field] = json!({"a": 1});
        let said = client.post(&path, wrong).refused(400, "invalid_request");
        assert!(said.contains(field.as_str()), "{said}");
    }
    client.request("POST", &path, vec![b' '; 2 * 1024 * 1024]).refused(413, "payload_too_large");
    assert_eq!(world.db.dump(), before);
}
