//! The rules of bid packages; the award run's own are beside it.

use std::time::Duration;

use aviationalley_worker::{crud::Record, records::BidPackage};
use futures::{FutureExt, executor::block_on, future::join_all};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const ALL: &str = "/api/v1/bid-packages";
const SECOND: Duration = Duration::from_secs(1);

fn create(client: &Client, changes: Value) -> Response {
    let mut body = json!(BidPackage::example());
    let members = changes.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(members);
    client.post(ALL, body)
}

fn line(number: i64) -> Value {
    json!({"lineNumber": number, "daysOn": 16, "daysOff": 14, "creditMinutes": 5060})
}

struct Package<'w> {
    client: Client<'w>,
    path: String,
}

impl<'w> Package<'w> {
    fn of(client: &Client<'w>, mode: &str, lines: impl IntoIterator<Item = Value>) -> Self {
        let lines: Vec<_> = lines.into_iter().collect();
        let package = create(client, json!({"mode": mode, "lines": lines})).expect(201);
        let path = format!("{ALL}/{}", package["id"].as_str().unwrap());
        let client = client.clone();
        Self { client, path }
    }

    fn post(&self, verb: &str, input: Value) -> Response {
        self.client.post(&format!("{}/{verb}", self.path), input)
    }

    fn advance(&self, verb: &str) -> Value {
        self.post(verb, json!({})).expect(200)
    }

    fn rank(&self, user: &str, numbers: &[i64]) -> Response {
        let bid = json!({"userId": user, "rankedLineNumbers": numbers});
        self.post("bids", bid)
    }

    /// The bids, the latest first.
    fn bids(&self) -> Vec<Value> {
        self.client.list_all(&format!("{}/bids", self.path), 2)
    }
}

#[test]
fn lines_go_by_seniority_and_only_publishing_emits_an_event() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let numbers = [142, 20, 317];
    let crew: Vec<_> =
        (0..3).map(|index| client.crew_member(index, json!({"seniorityNumber": numbers[index]}))).collect();
    let package = Package::of(&client, "LINE", [line(204), line(205), line(206)]);
    assert_eq!(package.advance("open")["lineCount"], 3);
    for user in &crew {
        package.rank(user, &[204, 205]).expect(200);
    }
    package.advance("close");
    let awarded = package.advance("award");
    let award = |index: usize, line: Value| {
        json!({
            "userId": crew[index], "seniorityNumber": numbers[index],
            "reserve": line.is_null(), "lineNumber": line,
        })
    };
    let expected = json!([award(1, json!(204)), award(0, json!(205)), award(2, Value::Null)]);
    assert_eq!(awarded["awards"], expected);
    assert_eq!(awarded["awardedAt"], "2026-06-01T10:00:00.000Z");
    assert!(world.event_types().is_empty());

    let published = package.advance("publish");
    assert_eq!(published["publishedAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(world.event_types(), ["bidding.awards_published"]);
    let data = world.inbox().all()[0].json()["data"].clone();
    for (count, expected) in [("lineCount", 3), ("awardedCount", 2), ("reserveCount", 1)] {
        assert_eq!(data[count], expected, "{count}");
    }
    assert_eq!(data["awards"], expected);
    assert_eq!(data.get("bids"), None);
    assert_eq!(package.bids().len(), 3);
    package.post("award", json!({})).refused(409, "invalid_transition");
}

#[test]
fn a_run_can_be_repeated_and_follows_the_roster_of_its_time() {
    let world = World::new();
    let client = world.center();
    let (one, two) = (client.crew_member(0, json!({})), client.crew_member(1, json!({})));
    let package = Package::of(&client, "LINE", [line(1)]);
    package.advance("open");
    for user in [&one, &two] {
        package.rank(user, &[1]).expect(200);
    }
    package.advance("close");
    let first = package.advance("award");
    assert_eq!(first["awards"][0]["userId"], one);
    assert_eq!(package.advance("award")["awards"], first["awards"]);
    client.crew_member(0, json!({"seniorityNumber": 9}));
    let second = package.advance("award");
    assert_eq!(second["awards"][0]["userId"], two);
    assert_eq!(second["awardedCount"], 1);
    assert_eq!(second["reserveCount"], 1);
}

#[test]
fn a_bid_replaces_the_earlier_one_while_the_package_is_open() {
    let world = World::new();
    let client = world.center();
    let (one, two) = (client.crew_member(0, json!({})), client.crew_member(1, json!({})));
    let package = Package::of(&client, "LINE", [line(1), line(2)]);
    let early = package.rank(&one, &[1]);
    assert!(early.refused(409, "invalid_transition").contains("DRAFT"));
    package.advance("open");
    package.rank(&one, &[1]).expect(200);
    world.clock.set(world.now().plus(SECOND));
    let second = package.rank(&two, &[1]).expect(200);
    world.clock.set(world.now().plus(SECOND));
    let first = package.rank(&one, &[2, 1]).expect(200);
    let expected = json!({
        "userId": one, "rankedLineNumbers": [2, 1],
        "createdAt": "2026-06-01T10:00:00.000Z", "updatedAt": "2026-06-01T10:00:02.000Z",
    });
    assert_eq!(first, expected);
    let expected = [second, first];
    assert_eq!(package.bids(), expected);
    package.advance("close");
    let late = package.rank(&one, &[1]);
    assert!(late.refused(409, "invalid_transition").contains("CLOSED"));
    assert_eq!(package.bids(), expected);
    let missing = format!("{ALL}/9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d/bids");
    let bid = json!({"userId": one, "rankedLineNumbers": []});
    client.post(&missing, bid).refused(404, "not_found");
    client.get(&missing).refused(404, "not_found");
}

#[test]
fn bids_are_read_by_who_may_and_by_no_other_center() {
    let world = World::new();
    let client = world.center();
    let user = client.crew_member(0, json!({}));
    let package = Package::of(&client, "LINE", [line(1)]);
    package.advance("open");
    package.rank(&user, &[1]).expect(200);
    let bids = format!("{}/bids", package.path);
    let reader = client.with_key("live", &["bidding:read"]);
    assert_eq!(reader.get(&bids).expect(200)["data"], json!(package.bids()));
    let writer = client.with_key("live", &["bidding:write"]);
    writer.get(&bids).refused(403, "forbidden_scope");
    for stranger in [client.with_key("test", &["*"]), world.center()] {
        stranger.get(&bids).refused(404, "not_found");
    }
}

#[test]
fn of_a_bid_and_the_closing_at_once_the_first_decides() {
    let world = World::new();
    let client = world.center();
    let user = client.crew_member(0, json!({}));
    for is_first in [true, false] {
        let package = Package::of(&client, "LINE", [line(1)]);
        package.advance("open");
        let bid = json!({"userId": user, "rankedLineNumbers": [1]}).to_string();
        let (bids, close) = (format!("{}/bids", package.path), format!("{}/close", package.path));
        let mut both = [
            client.send("POST", &bids, bid.into_bytes()).boxed_local(),
            client.send("POST", &close, b"{}".to_vec()).boxed_local(),
        ];
        if !is_first {
            both.reverse();
        }
        let mut answers = block_on(join_all(both));
        if !is_first {
            answers.reverse();
        }
        let [bid, closed] = answers.try_into().unwrap();
        closed.expect(200);
        match is_first {
            true => drop(bid.expect(200)),
            false => drop(bid.refused(409, "conflict")),
        }
        let awarded = package.advance("award")["awards"].clone();
        assert_eq!(awarded.as_array().unwrap().len(), usize::from(is_first));
    }
}

#[test]
fn a_package_takes_five_hundred_bids_and_stays_small() {
    let world = World::new();
    let client = world.center();
    let users: Vec<_> = (0..501).map(|index| client.crew_member(index, json!({}))).collect();
    let package = Package::of(&client, "LINE", [line(1)]);
    package.advance("open");
    for user in &users[..500] {
        package.rank(user, &[1]).expect(200);
    }
    let late = package.rank(&users[500], &[1]).refused(422, "unprocessable");
    assert!(late.contains("500 people"), "{late}");
    package.rank(&users[0], &[]).expect(200);
    let text = client.get(&package.path).body.to_string();
    assert!(text.len() < 2_000, "{} bytes", text.len());
    package.advance("close");
    assert_eq!(package.advance("award")["reserveCount"], 499);
}

#[test]
fn bids_of_several_people_at_once_are_all_kept() {
    let world = World::new();
    let client = world.center();
    let crew: Vec<_> = (0..5).map(|index| client.crew_member(index, json!({}))).collect();
    let package = Package::of(&client, "LINE", [line(1)]);
    package.advance("open");
    let path = format!("{}/bids", package.path);
    let bids = crew.iter().map(|user| {
        let bid = json!({"userId": user, "rankedLineNumbers": [1]});
        client.send("POST", &path, bid.to_string().into_bytes())
    });
    for response in block_on(join_all(bids)) {
        response.expect(200);
    }
    assert_eq!(package.bids().len(), 5);
}

#[test]
fn a_bid_that_does_not_fit_is_refused_and_not_kept() {
    let world = World::new();
    let client = world.center();
    let user = client.crew_member(0, json!({}));
    let unranked = client.crew_member(1, json!({"seniorityNumber": null}));
    let elsewhere = world.center().crew_member(2, json!({}));
    let lines = || [line(1), line(2)];
    let (by_line, by_rule) = (Package::of(&client, "LINE", lines()), Package::of(&client, "PBS", lines()));
    by_line.advance("open");
    by_rule.advance("open");
    for (user, numbers, field) in [
        (&user, &[3][..], "rankedLineNumbers"),
        (&user, &[1, 1], "rankedLineNumbers"),
        (&unranked, &[1], "userId"),
        (&elsewhere, &[1], "userId"),
    ] {
        let said = by_line.rank(user, numbers).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    let rule = |kind: &str, params: Value| json!([{"type": kind, "hard": true, "params": params}]);
    for (package, rules, field) in [
        (&by_line, rule("AVOID_REDEYE", json!({})), "rules"),
        (&by_rule, Value::Null, "rules"),
        (&by_rule, rule("DAYS_OFF", json!({})), "rules[0].params"),
        (&by_rule, rule("DAYS_OFF_COUNT", json!({"max": 3})), "rules[0].params"),
        (&by_rule, rule("CREDIT_RANGE", json!({})), "rules[0].params"),
        (&by_rule, rule("CREDIT_RANGE", json!({"min": 2, "max": 1})), "rules[0].params"),
        (&by_rule, rule("MAX_LEGS_PER_DAY", json!({"min": 1})), "rules[0].params"),
        (&by_rule, rule("AVOID_LAYOVER_CITY", json!({})), "rules[0].params"),
        (&by_rule, rule("PREFER_LAYOVER_CITY", json!({"cities": [" "]})), "rules[0].params.cities[0]"),
        (&by_rule, json!([{"type": "AVOID_REDEYE", "weight": 0}]), "rules[0].weight"),
        (&by_rule, json!([{"type": "AVOID_REDEYE", "weight": 1000.5}]), "rules[0].weight"),
        (&by_rule, json!(vec![json!({"type": "AVOID_REDEYE"}); 60]), "rules"),
    ] {
        let said = package.post("bids", json!({"userId": user, "rules": rules})).refused(422, "unprocessable");
        assert!(said.contains(&format!("`{field}`")), "{said}");
    }
    for rules in [
        rule("NO_MONDAYS", json!({})),
        rule("AVOID_REDEYE", json!({"color": "red"})),
        json!([{"hard": true}]),
        json!({}),
    ] {
        by_rule.post("bids", json!({"userId": user, "rules": rules})).refused(400, "invalid_request");
    }
    for package in [&by_line, &by_rule] {
        assert!(package.bids().is_empty());
    }
    let rules = json!([{"type": "WEEKEND_OFF", "weight": 1000}, {"type": "AVOID_REDEYE", "hard": true}]);
    by_rule.post("bids", json!({"userId": user, "rules": rules})).expect(200);
    by_rule.advance("close");
    assert_eq!(by_rule.advance("award")["awards"][0]["lineNumber"], 1);
}

#[test]
fn the_largest_package_is_taken_and_a_larger_one_is_not() {
    let world = World::new();
    let client = world.center();
    let user = client.crew_member(0, json!({}));
    let numbers: Vec<_> = (100..600).collect();
    let package = Package::of(&client, "LINE", numbers.iter().copied().map(line));
    package.advance("open");
    package.rank(&user, &numbers).expect(200);
    let many: Vec<_> = (0..501).map(line).collect();
    let wordy = vec!["twenty letters, yes!"; 40];
    let long = (0..500).map(|number| {
        let mut line = line(number);
        line["pairingIds"] = json!(wordy);
        line["layoverCities"] = json!(wordy);
        line
    });
    let long: Vec<_> = long.collect();
    for lines in [json!(many), json!(long[..430])] {
        let said = create(&client, json!({"lines": lines})).refused(422, "unprocessable");
        assert!(said.contains("`lines`"), "{said}");
    }
}

#[test]
fn a_faulty_package_is_refused() {
    let world = World::new();
    let client = world.center();
    let with = |field: &str, value: Value| {
        let mut line = line(1);
        line[field] = value;
        json!({"lines": [line]})
    };
    for (changes, field) in [
        (json!({"base": " "}), "base"),
        (json!({"closesAt": "2026-05-08T15:00:00.000Z"}), "closesAt"),
        (json!({"lines": [line(1), line(1)]}), "lines"),
        (with("daysOff", json!(32)), "lines[0].daysOff"),
        (with("creditMinutes", json!(-1)), "lines[0].creditMinutes"),
        (with("pairingIds", json!([""])), "lines[0].pairingIds[0]"),
    ] {
        let said = create(&client, changes).refused(422, "unprocessable");
        assert!(said.contains(&format!("`{field}`")), "{said}");
    }
    for (changes, field) in [
        (json!({"bidMonth": "2026-6"}), "bidMonth"),
        (json!({"bidMonth": "2026-06-01"}), "bidMonth"),
        (json!({"position": "CA"}), "position"),
        (json!({"mode": "AUCTION"}), "mode"),
        (with("color", json!("red")), "lines[0].color"),
        (json!({"awards": []}), "awards"),
    ] {
        let said = create(&client, changes).refused(400, "invalid_request");
        assert!(said.contains(field), "{said}");
    }
}

#[test]
fn what_is_bid_for_stays_from_the_opening_on() {
    let world = World::new();
    let client = world.center();
    let package = Package::of(&client, "LINE", [line(1)]);
    let patch = |change: Value| client.patch(&package.path, change);
    let more = json!({"lines": [line(1), line(2)]});
    assert_eq!(patch(more).expect(200)["lineCount"], 2);
    package.advance("open");
    let later = json!({"closesAt": "2026-05-16T15:00:00Z"});
    for change in [json!({"lines": []}), json!({"mode": "PBS"}), json!({"bidMonth": "2026-07"})] {
        patch(change).refused(409, "invalid_transition");
    }
    patch(later.clone()).expect(200);
    package.advance("close");
    patch(json!({"closesAt": "2026-05-17T15:00:00Z"})).refused(409, "invalid_transition");
}

#[test]
fn packages_are_found_by_their_axes_and_months_with_both_ends() {
    let world = World::new();
    let client = world.center();
    for index in 0..24 {
        let changes = json!({
            "bidMonth": format!("20{}-{:02}", 25 + index / 12, 1 + index % 12),
            "base": (["DEN", "SEA"][index % 2]),
            "equipment": (["B737", "A320", "E175"][index % 3]),
            "position": (["CAPTAIN", "FLIGHT_ATTENDANT"][index / 2 % 2]),
            "mode": (["LINE", "PBS"][index / 3 % 2]),
        });
        let package = create(&client, changes).expect(201);
        if index % 5 == 0 {
            let path = format!("{ALL}/{}/open", package["id"].as_str().unwrap());
            client.post(&path, json!({})).expect(200);
        }
    }
    let all = client.list_all(ALL, 200);
    type Keeps = Box<dyn Fn(&Value) -> bool>;
    let month = |package: &Value| package["bidMonth"].as_str().unwrap().to_owned();
    let cases: Vec<(&str, Keeps)> = vec![
        ("status=OPEN", Box::new(|package| package["status"] == "OPEN")),
        ("base=SEA&equipment=A320", Box::new(|package| package["base"] == "SEA" && package["equipment"] == "A320")),
        ("position=CAPTAIN&mode=PBS", Box::new(|package| package["position"] == "CAPTAIN" && package["mode"] == "PBS")),
        (
            "from=2025-11&to=2026-02",
            Box::new(move |package| ("2025-11"..="2026-02").contains(&month(package).as_str())),
        ),
        ("q=e17", Box::new(|package| package["equipment"] == "E175")),
    ];
    for (query, keeps) in cases {
        let expected: Vec<_> = all.iter().filter(|package| keeps(package)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{query}");
        assert_eq!(client.list_all(&format!("{ALL}?{query}"), 3), expected, "{query}");
    }
    for query in ["from=2026-02-01", "to=2026", "from=2026-13"] {
        client.get(&format!("{ALL}?{query}")).refused(400, "invalid_request");
    }
}
