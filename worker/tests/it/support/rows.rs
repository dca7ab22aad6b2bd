//! States into which time, load or a crash would bring stored rows, written straight into them.

use aviationalley_worker::time::Instant;

use super::World;

impl World {
    /// As after a late attempt at each endpoint, some time ago: it is slow until it answers in time.
    pub fn make_slow(&self) {
        self.db.query("UPDATE webhook_endpoints SET slow_until = 0");
    }

    /// As when every place of their slow endpoints was taken: all deliveries wait for one, and nothing of them is under
    /// way.
    pub fn hold_deliveries(&self) {
        self.db.query(
            "UPDATE deliveries SET held = 1, hinted_at = NULL, lease_token = NULL, leased_at = NULL, lease_until = NULL",
        );
    }

    /// Another holder attempts the deliveries of this condition now, and has them until then.
    pub fn lease_to_another(&self, condition: &str, until: Instant) {
        self.db.query(&format!(
            "UPDATE deliveries SET status = 'PENDING', lease_token = 'another', leased_at = created_at, \
                lease_until = {}, hinted_at = NULL WHERE {condition}",
            until.millis()
        ));
    }

    /// Another holder has taken over what was leased.
    pub fn take_leases(&self) {
        self.db.query("UPDATE deliveries SET lease_token = 'another' WHERE lease_token IS NOT NULL");
    }

    /// As when each endpoint was stored with this address, by other rules than today's.
    pub fn store_url(&self, url: &str) {
        self.db.query(&format!("UPDATE webhook_endpoints SET url = '{url}'"));
    }
}
