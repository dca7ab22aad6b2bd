//! The rules of safety reports and their findings.

use std::time::Duration;

use aviationalley_worker::{
    crud::Record,
    records::{SafetyFinding, SafetyReport},
};
use futures::{executor::block_on, future::join};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const REPORTS: &str = "/api/v1/safety-reports";
const FINDINGS: &str = "/api/v1/safety-findings";
const REPORTER: &str = "b1b0a5a2-40b5-4a2b-8c1f-3a9d60c4f101";

fn over(mut body: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn new_report(changes: Value) -> Value {
    over(json!(SafetyReport::example()), changes)
}

fn new_finding(changes: Value) -> Value {
    over(json!(SafetyFinding::example()), changes)
}

fn report(client: &Client, changes: Value) -> Value {
    client.post(REPORTS, new_report(changes)).expect(201)
}

fn finding_of(client: &Client, report: &Value) -> Value {
    client.post(FINDINGS, new_finding(json!({"reportId": report["id"]}))).expect(201)
}

fn at(all: &str, record: &Value, verb: &str) -> String {
    format!("{all}/{}/{verb}", record["id"].as_str().unwrap())
}

fn close_report(client: &Client, report: &Value) -> Response {
    let path = at(REPORTS, report, "close");
    client.post(&path, json!({"closureNote": "Ramp swept twice a day"}))
}

fn close_finding(client: &Client, finding: &Value) -> Response {
    let path = at(FINDINGS, finding, "close");
    client.post(&path, json!({"correctiveAction": "Sweep on the checklist"}))
}

#[test]
fn an_anonymous_report_keeps_no_reporter_anywhere() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let anonymous = report(&client, json!({"reporterUserId": REPORTER}));
    assert_eq!(anonymous["reporterUserId"], Value::Null);
    let one = format!("{REPORTS}/{}", anonymous["id"].as_str().unwrap());
    let patched = client.patch(&one, json!({"reporterUserId": REPORTER})).expect(200);
    assert_eq!(patched["reporterUserId"], Value::Null);

    let mut named = new_report(json!({"reporterUserId": REPORTER}));
    named.as_object_mut().unwrap().remove("anonymous");
    let test = client.with_key("test", &["*"]);
    let named = test.post(REPORTS, named).expect(201);
    assert_eq!(named["anonymous"], false);
    assert_eq!(named["reporterUserId"], REPORTER);
    let one = format!("{REPORTS}/{}", named["id"].as_str().unwrap());
    let made_anonymous = test.patch(&one, json!({"anonymous": true})).expect(200);
    assert_eq!(made_anonymous["reporterUserId"], Value::Null);
    assert!(
        !world
            .db
            .query("SELECT fields FROM safety_reports")
            .iter()
            .any(|row| { row.text("fields").unwrap().contains(REPORTER) })
    );
}

#[test]
fn no_event_shows_the_description() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let secret = "The co-pilot \"J.\" said \u{e9}\\n so";
    let report = report(&client, json!({"description": secret}));
    assert_eq!(report["description"], secret);
    let closed = close_report(&client, &report).expect(200);
    assert_eq!(closed["description"], secret);
    let sent = world.inbox().all();
    assert_eq!(sent.len(), 2);
    for seen in sent {
        assert!(!seen.post.body.contains("co-pilot"), "{}", seen.post.body);
        let data = seen.json()["data"].clone();
        assert!(data.get("description").is_none());
        assert_eq!(data["title"], report["title"]);
    }
    for event in world.db.query("SELECT data FROM events") {
        assert!(!event.text("data").unwrap().contains("co-pilot"));
    }
}

#[test]
fn the_review_sets_likelihood_and_with_it_the_risk() {
    let world = World::new();
    let client = world.center();
    let report = report(&client, json!({"severity": 5}));
    assert_eq!((&report["likelihood"], &report["riskScore"]), (&Value::Null, &Value::Null));
    let review = at(REPORTS, &report, "review");
    client.post(&review, json!({})).refused(400, "invalid_request");
    for likelihood in [0, 6, -1] {
        client.post(&review, json!({"likelihood": likelihood})).refused(422, "unprocessable");
    }
    let reviewed = client.post(&review, json!({"likelihood": 5})).expect(200);
    assert_eq!(reviewed["status"], "UNDER_REVIEW");
    assert_eq!((&reviewed["likelihood"], &reviewed["riskScore"]), (&json!(5), &json!(25)));
    let one = format!("{REPORTS}/{}", report["id"].as_str().unwrap());
    let milder = client.patch(&one, json!({"severity": 2})).expect(200);
    assert_eq!(milder["riskScore"], 10);
    assert_eq!(world.event_types(), ["safety.report.submitted"], "a review is silent");
}

#[test]
fn a_broken_rule_is_422_and_a_wrong_type_400() {
    let world = World::new();
    let client = world.center();
    for (changes, field) in [
        (json!({"severity": 0}), "severity"),
        (json!({"severity": 6}), "severity"),
        (json!({"severity": i64::MAX}), "severity"),
        (json!({"title": " "}), "title"),
        (json!({"description": ""}), "description"),
    ] {
        let said = client.post(REPORTS, new_report(changes)).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    for changes in [
        json!({"severity": 2.5}),
        json!({"anonymous": "yes"}),
        json!({"reportType": "RUMOUR"}),
        json!({"likelihood": 3}),
    ] {
        client.post(REPORTS, new_report(changes)).refused(400, "invalid_request");
    }
    let unknown = json!({"reportId": "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"});
    let said = client.post(FINDINGS, new_finding(unknown)).refused(422, "unprocessable");
    assert!(said.contains("reportId"), "{said}");
    let theirs = report(&world.center(), json!({}));
    client.post(FINDINGS, new_finding(json!({"reportId": theirs["id"]}))).refused(422, "unprocessable");
    client.post(FINDINGS, new_finding(json!({"title": ""}))).refused(422, "unprocessable");
}

#[test]
fn a_report_is_closed_only_after_its_findings() {
    let world = World::new();
    let client = world.center();
    let (mine, other) = (report(&client, json!({})), report(&client, json!({})));
    let (first, second) = (finding_of(&client, &mine), finding_of(&client, &mine));
    finding_of(&client, &other);
    client.post(FINDINGS, new_finding(json!({}))).expect(201);
    client.post(&at(FINDINGS, &second, "start"), json!({})).expect(200);
    for finding in [&first, &second] {
        let said = close_report(&client, &mine).refused(409, "conflict");
        assert!(said.contains("findings"), "{said}");
        close_finding(&client, finding).expect(200);
    }
    let closed = close_report(&client, &mine).expect(200);
    assert_eq!(closed["closedAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(closed["closureNote"], "Ramp swept twice a day");
    let types = [
        "safety.report.submitted",
        "safety.report.submitted",
        "safety.finding.closed",
        "safety.finding.closed",
        "safety.report.closed",
    ];
    assert_eq!(world.event_types(), types, "opening and starting a finding is silent");
}

#[test]
fn closing_needs_words() {
    let world = World::new();
    let client = world.center();
    let report = report(&client, json!({}));
    let finding = finding_of(&client, &report);
    for (path, field) in
        [(at(FINDINGS, &finding, "close"), "correctiveAction"), (at(REPORTS, &report, "close"), "closureNote")]
    {
        client.post(&path, json!({})).refused(400, "invalid_request");
        let said = client.post(&path, json!({field: "  "})).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
}

#[test]
fn a_closed_report_takes_no_finding_and_no_change() {
    let world = World::new();
    let client = world.center();
    let (closed, open) = (report(&client, json!({})), report(&client, json!({})));
    let finished = finding_of(&client, &closed);
    close_finding(&client, &finished).expect(200);
    close_report(&client, &closed).expect(200);
    let said = client.post(FINDINGS, new_finding(json!({"reportId": closed["id"]}))).refused(409, "conflict");
    assert!(said.contains("reportId"), "{said}");
    let finding = finding_of(&client, &open);
    let one = |all: &str, record: &Value| format!("{all}/{}", record["id"].as_str().unwrap());
    client.patch(&one(FINDINGS, &finding), json!({"reportId": closed["id"]})).refused(409, "conflict");
    client.patch(&one(FINDINGS, &finished), json!({"title": "x"})).refused(409, "invalid_transition");
    client.patch(&one(REPORTS, &closed), json!({"title": "x"})).refused(409, "invalid_transition");
}

#[test]
fn a_closed_report_never_has_an_open_finding() {
    for closing_first in [true, false] {
        let world = World::new();
        let client = world.center();
        let report = report(&client, json!({}));
        let close_path = at(REPORTS, &report, "close");
        let close = client.send("POST", &close_path, br#"{"closureNote": "Done"}"#.to_vec());
        let body = new_finding(json!({"reportId": report["id"]})).to_string();
        let open = client.send("POST", FINDINGS, body.into_bytes());
        let (closed, opened) = block_on(async {
            if closing_first {
                join(close, open).await
            } else {
                let (opened, closed) = join(open, close).await;
                (closed, opened)
            }
        });
        world.settle();
        let statuses = [closed.status, opened.status];
        assert!([[200, 409], [409, 201]].contains(&statuses), "{statuses:?}");
        let bad = "SELECT 1 AS bad FROM safety_findings f JOIN safety_reports r ON r.id = f.report_id \
                   WHERE r.status = 'CLOSED' AND f.status <> 'CLOSED'";
        assert!(world.db.query(bad).is_empty());
    }
}

#[test]
fn each_filter_of_reports_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    for index in 0..20_usize {
        let report = report(
            &client,
            json!({
                "reportType": (["HAZARD", "INCIDENT", "FATIGUE"][index % 3]),
                "severity": 1 + index % 5,
                "title": (["Bird strike", "Fuel spill"][index % 2]),
            }),
        );
        if index % 4 == 0 {
            close_report(&client, &report).expect(200);
        }
        world.advance(Duration::from_secs(1));
    }
    let since = "2026-06-01T10:00:05.000Z";
    let check = |query: &str, keeps: &dyn Fn(&Value) -> bool| client.assert_filter(REPORTS, query, keeps);
    check("status=CLOSED", &|item| item["status"] == "CLOSED");
    check("reportType=FATIGUE", &|item| item["reportType"] == "FATIGUE");
    check("severity=4", &|item| item["severity"] == 4);
    check("severity=5&reportType=HAZARD", &|item| item["severity"] == 5 && item["reportType"] == "HAZARD");
    check(&format!("from={since}"), &|item| item["createdAt"].as_str() >= Some(since));
    check(&format!("to={since}"), &|item| item["createdAt"].as_str() < Some(since));
    check("q=SPILL", &|item| item["title"] == "Fuel spill");
    for severity in ["0", "6", "x", "1.0", "%2B1", "01", ""] {
        client.get(&format!("{REPORTS}?severity={severity}")).refused(400, "invalid_request");
    }
}

#[test]
fn each_filter_of_findings_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    let report = report(&client, json!({}));
    for index in 0..12_usize {
        let owner = format!("{:08x}-2222-4333-8444-555566667777", index % 3);
        let body = new_finding(json!({
            "ownerUserId": owner,
            "reportId": (index % 2 == 0).then(|| report["id"].clone()),
            "dueAt": format!("2026-07-{:02}T00:00:00.000Z", 1 + index),
            "title": format!("Item {index}"),
        }));
        let finding = client.post(FINDINGS, body).expect(201);
        if index % 5 == 0 {
            client.post(&at(FINDINGS, &finding, "start"), json!({})).expect(200);
        }
    }
    let id = report["id"].as_str().unwrap();
    let owner = "00000001-2222-4333-8444-555566667777";
    let middle = "2026-07-05T00:00:00.000Z";
    let check = |query: &str, keeps: &dyn Fn(&Value) -> bool| client.assert_filter(FINDINGS, query, keeps);
    check("status=IN_PROGRESS", &|item| item["status"] == "IN_PROGRESS");
    check(&format!("ownerUserId={owner}"), &|item| item["ownerUserId"] == owner);
    check(&format!("reportId={id}"), &|item| item["reportId"] == id);
    check(&format!("from={middle}"), &|item| item["dueAt"].as_str() >= Some(middle));
    check(&format!("to={middle}"), &|item| item["dueAt"].as_str() < Some(middle));
    check("q=item%201", &|item| item["title"].as_str().unwrap().contains("Item 1"));
}
