// Which deliveries were handled, in SQLite: for one machine, and beyond a restart. Node 22.13 or newer.
import { DatabaseSync } from "node:sqlite";

/** @implements {import("@aviationalley/webhooks").DeliveryStore} */
export class SqliteStore {
  #begin;
  #find;
  #finish;
  #abandon;

  /** @param {DatabaseSync} database */
  constructor(database) {
    database.exec(
      "CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, done INTEGER NOT NULL, until REAL NOT NULL)",
    );
    // One statement, so of two at once one begins.
    this.#begin = database.prepare(
      "INSERT INTO deliveries VALUES (?1, 0, unixepoch('subsec') + ?2) " +
        "ON CONFLICT (id) DO UPDATE SET done = 0, until = excluded.until WHERE until <= unixepoch('subsec')",
    );
    this.#find = database.prepare("SELECT done FROM deliveries WHERE id = ?");
    this.#finish = database.prepare(
      "INSERT OR REPLACE INTO deliveries VALUES (?, 1, unixepoch('subsec') + ?)",
    );
    this.#abandon = database.prepare(
      "DELETE FROM deliveries WHERE id = ? AND NOT done",
    );
  }

  begin(id, lease) {
    if (this.#begin.run(id, lease).changes > 0) return "begun";
    return this.#find.get(id)?.done ? "done" : "in_progress";
  }

  finish(id, keep) {
    this.#finish.run(id, keep);
  }

  abandon(id) {
    this.#abandon.run(id);
  }
}
