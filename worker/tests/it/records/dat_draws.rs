//! Random draws: a fair selection from the safety-sensitive crew, which anyone can compute again.

use futures::{executor::block_on, future::join};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Client, World};

const ALL: &str = "/api/v1/dat-draws";

/// A roster in which every third is not safety-sensitive; gives the pool in ascending order.
fn pool(client: &Client, size: usize) -> Vec<String> {
    let members = (0..size).rev();
    let mut pool: Vec<_> = members
        .map(|index| (index, client.crew_member(index, json!({"safetySensitive": index % 3 > 0}))))
        .filter_map(|(index, id)| (index % 3 > 0).then_some(id))
        .collect();
    pool.sort_unstable();
    pool
}

/// The published steps, done by other means: a list to take from, and remainders of numbers of 128 bits.
fn computed_again(pool: &[String], seed: &str, count: usize) -> (String, Vec<String>) {
    let sha = |text: &[u8]| -> [u8; 32] { Sha256::digest(text).into() };
    let pool_hash = hex::encode(sha(pool.join("\n").as_bytes()));
    let key = sha([seed.as_bytes(), pool_hash.as_bytes()].concat().as_slice());
    let mut places = pool.to_vec();
    let mut index: u64 = 0;
    for place in 0..count {
        let bound = (places.len() - place) as u128;
        let number = loop {
            let digest = sha(&[key.as_slice(), &index.to_be_bytes()].concat());
            index += 1;
            let number = u128::from_str_radix(&hex::encode(&digest[..8]), 16).unwrap();
            if number / bound < (1 << 64) / bound {
                break number;
            }
        };
        let chosen = place + (number % bound) as usize;
        places.swap(place, chosen);
    }
    (pool_hash, places[..count].to_vec())
}

#[test]
fn a_draw_can_be_computed_again_from_its_seed_and_pool() {
    let world = World::new();
    let client = world.center();
    let pool = pool(&client, 40);
    for (seed, count) in [("spring", 1), ("spring", 26), ("été 🛩️", 9)] {
        let new = json!({"substance": "BOTH", "period": "2026-Q2", "selectionCount": count, "seed": seed});
        let draw = client.post(ALL, new).expect(201);
        let (pool_hash, selected) = computed_again(&pool, seed, count);
        assert_eq!(draw["poolSize"], 26);
        assert_eq!(draw["poolHash"], pool_hash);
        assert_eq!(draw["selectedUserIds"], json!(selected));
        assert_eq!(draw["drawnAt"], "2026-06-01T10:00:00.000Z");
    }
    assert_eq!(world.event_types(), ["dat.random_draw"; 3]);
}

#[test]
fn a_seed_and_the_present_quarter_at_the_center_are_filled_in() {
    let world = World::new();
    let client = world.center();
    let pool = pool(&client, 9);
    let new = json!({"substance": "DRUG", "selectionCount": 3, "annualRatePct": 25});
    let draws = [(); 2].map(|()| client.post(ALL, new.clone()).expect(201));
    assert_ne!(draws[0]["seed"], draws[1]["seed"]);
    for draw in draws {
        let seed = draw["seed"].as_str().unwrap();
        assert_eq!(seed.len(), 64);
        assert_eq!(draw["selectedUserIds"], json!(computed_again(&pool, seed, 3).1));
        assert_eq!(draw["period"], "2026-Q2");
    }
}

#[test]
fn only_the_centers_own_pool_is_drawn_from() {
    let world = World::new();
    let (client, other) = (world.center(), world.center());
    let new = |count: i64| json!({"substance": "DRUG", "selectionCount": count});
    pool(&other, 9);
    let said = client.post(ALL, new(1)).refused(422, "unprocessable");
    assert!(said.contains("selectionCount"), "{said}");
    let pool = pool(&client, 4);
    for count in [-1, 0, 3] {
        let said = client.post(ALL, new(count)).refused(422, "unprocessable");
        assert!(said.contains("selectionCount"), "{said}");
    }
    let draw = client.post(ALL, new(2)).expect(201);
    assert_eq!(draw["poolSize"], 2);
    let mut selected = draw["selectedUserIds"].clone();
    selected.as_array_mut().unwrap().sort_by_key(Value::to_string);
    assert_eq!(selected, json!(pool));
}

#[test]
fn a_faulty_draw_is_refused() {
    let world = World::new();
    let client = world.center();
    pool(&client, 6);
    for (field, value, status, code) in [
        ("substance", json!("COFFEE"), 400, "invalid_request"),
        ("selectionCount", json!(1.5), 400, "invalid_request"),
        ("poolSize", json!(3), 400, "invalid_request"),
        ("annualRatePct", json!(100.1), 422, "unprocessable"),
        ("annualRatePct", json!(-1), 422, "unprocessable"),
        ("period", json!(""), 422, "unprocessable"),
        ("seed", json!(" "), 422, "unprocessable"),
    ] {
        let mut new = json!({"substance": "DRUG", "selectionCount": 1});
        new[field] = value;
        let said = client.post(ALL, new).refused(status, code);
        assert!(said.contains(field), "{said}");
    }
    assert!(client.list_all(ALL, 200).is_empty());
}

#[test]
fn a_draw_whose_pool_changes_meanwhile_draws_nobody() {
    let world = World::new();
    let client = world.center();
    pool(&client, 6);
    let body = json!({"substance": "DRUG", "selectionCount": 1}).to_string();
    let joining = json!({"name": "New", "role": "PILOT", "safetySensitive": true}).to_string();
    let path = "/api/v1/crew/00000000-1111-4222-8333-444455556666";
    // The member comes in between the draw's two round trips.
    let (draw, member) =
        block_on(join(client.send("POST", ALL, body.into_bytes()), client.send("PUT", path, joining.into_bytes())));
    world.settle();
    member.expect(200);
    draw.refused(409, "conflict");
    assert!(client.list_all(ALL, 200).is_empty());
    assert!(world.event_types().is_empty());
}

#[test]
fn draws_are_found_by_their_time_substance_and_people() {
    let world = World::new();
    let client = world.center();
    pool(&client, 9);
    for substance in ["DRUG", "ALCOHOL", "BOTH", "DRUG"] {
        let new = json!({"substance": substance, "selectionCount": 2});
        client.post(ALL, new).expect(201);
        world.advance(std::time::Duration::from_secs(3600));
    }
    let all = client.list_all(ALL, 200);
    let user = all[0]["selectedUserIds"][1].clone();
    let by_user = format!("userId={}", user.as_str().unwrap());
    type Keeps<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(&str, Keeps)> = vec![
        ("substance=DRUG", Box::new(|draw| draw["substance"] == "DRUG")),
        (
            "from=2026-06-01T11:00:00Z&to=2026-06-01T13:00:00Z",
            Box::new(|draw| {
                let at = draw["drawnAt"].as_str().unwrap();
                ("2026-06-01T11:00:00.000Z".."2026-06-01T13:00:00.000Z").contains(&at)
            }),
        ),
        (&by_user, Box::new(|draw| draw["selectedUserIds"].as_array().unwrap().contains(&user))),
        ("q=2026-q2", Box::new(|_| true)),
    ];
    for (query, keeps) in cases {
        let expected: Vec<_> = all.iter().filter(|draw| keeps(draw)).cloned().collect();
        let found = client.list_all(&format!("{ALL}?{query}"), 1);
        assert_eq!(found, expected, "{query}");
    }
    client.get(&format!("{ALL}?status=SCHEDULED")).refused(400, "invalid_request");
}
