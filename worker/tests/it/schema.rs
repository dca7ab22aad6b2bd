//! The migrations fit the code, and the queries fit their indexes.

use aviationalley_worker::{
    db::Sql,
    for_each_record,
    records::{Booking, ReserveAssignment},
    wire::WireName,
};

use crate::{
    fixtures::{Fixture, path},
    support::{World, migrations},
};

/// The one place to read the schema: write it anew with `UPDATE_SCHEMA=1 cargo test`.
#[test]
fn the_committed_schema_is_what_the_migrations_make() {
    let made = World::new().db.schema();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.sql");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(made == committed, "schema.sql is old: UPDATE_SCHEMA=1 cargo test");
}

#[test]
fn migrations_are_one_for_each_table_without_a_gap() {
    for (index, file) in migrations().iter().enumerate() {
        let text = std::fs::read_to_string(file).unwrap();
        let tables: Vec<_> = text.split("\nCREATE TABLE ").skip(1).collect();
        assert_eq!(tables.len(), 1, "{file:?}");
        let table = tables[0].split(' ').next().unwrap();
        assert!(file.ends_with(format!("{:04}_{table}.sql", index + 1)), "{file:?} is number {}", index + 1);
    }
}

#[test]
fn each_records_table_has_its_page_index_and_its_columns() {
    fn look<R: Fixture>() {
        let world = World::new();
        let client = &world.center();
        let table = R::NAMES.table;
        let list = path::<R>();
        for index in 0..2 {
            client.post(&list, R::body(client, index)).expect(201);
        }
        let first = client.get(&format!("{list}?limit=1")).expect(200);
        let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
        client.get(&format!("{list}?cursor={cursor}")).expect(200);
        let plan = world.db.plan_of_last();
        let used = format!("{table}_page (center_id=? AND environment=? AND (created_at,id)<(?,?))");
        assert!(plan.contains(&used), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        for column in R::SEARCH {
            world.db.query(&format!("SELECT {column} FROM {table}"));
        }
        let check = world.db.query(&format!("SELECT sql FROM sqlite_master WHERE name = '{table}'"));
        let check = check[0].text("sql").unwrap();
        for status in R::Status::ALL {
            assert!(check.contains(&format!("'{}'", status.name())), "{table} lacks {}", status.name());
        }
    }
    macro_rules! look {
        ($_:ident, $record:ty) => {
            look::<$record>();
        };
    }
    for_each_record!(look);
}

#[test]
fn an_overlap_is_looked_for_around_the_time_alone() {
    fn look<R: Fixture>(indexes: &[(&str, &str)]) {
        let world = World::new();
        let client = world.center();
        client.post(&path::<R>(), R::body(&client, 0)).expect(201);
        let plan = world.db.plan_of_last();
        for (index, column) in indexes {
            let bounded =
                format!("{index} (center_id=? AND environment=? AND {column}=? AND start_at>? AND start_at<?)");
            assert!(plan.contains(&bounded), "{bounded} in {plan}");
        }
    }
    look::<Booking>(&[("bookings_of_simulator", "simulator_id"), ("bookings_of_instructor", "instructor_id")]);
    look::<ReserveAssignment>(&[("reserve_assignments_of_user", "user_id")]);
}

#[test]
#[should_panic(expected = "SCAN trainees")]
fn a_statement_that_scans_a_table_fails_its_test() {
    let statement = Sql::text("SELECT id FROM trainees WHERE status = 'ACTIVE'");
    World::new().db.transact(&[statement]).unwrap();
}

#[test]
#[should_panic(expected = "TEMP B-TREE")]
fn a_statement_that_sorts_a_table_fails_the_test_that_runs_it() {
    let of_a_center = "SELECT id FROM trainees WHERE center_id = '' AND environment = '' ORDER BY updated_at";
    World::new().db.transact(&[Sql::text(of_a_center)]).unwrap();
}
