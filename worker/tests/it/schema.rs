//! The migrations fit the code, and the queries fit their indexes.

use aviationalley_worker::{crud::Record, for_each_record, named::Named};

use crate::support::World;

#[test]
fn each_records_table_has_its_page_index_and_its_columns() {
    let world = World::new();
    fn look<R: Record>(world: &World) {
        let table = R::NAMES.table;
        let plan = world.db.query(&format!(
            "EXPLAIN QUERY PLAN WITH caller AS (SELECT center_id, environment FROM api_keys WHERE token_hash = 'x') \
             SELECT t.id FROM {table} t WHERE t.center_id = (SELECT center_id FROM caller) \
             AND t.environment = (SELECT environment FROM caller) AND (t.created_at, t.id) < ('x', 'y') \
             ORDER BY t.created_at DESC, t.id DESC LIMIT 51"
        ));
        let plan: Vec<_> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
        let plan = plan.join("\n");
        assert!(plan.contains(&format!("SEARCH t USING INDEX {table}_page")), "{plan}");
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
        ($record:ty) => {
            look::<$record>(&world);
        };
    }
    for_each_record!(look);
}
