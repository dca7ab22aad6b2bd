"""A store that all processes of one machine share, and that outlives them."""

import sqlite3
import time
from contextlib import closing

from aviationalley_webhooks.once import Begun


class SqliteStore:
    def __init__(self, path: str) -> None:
        self._path = path
        with closing(self._connect()) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS deliveries"
                " (id TEXT PRIMARY KEY, state TEXT NOT NULL, until REAL NOT NULL) STRICT"
            )

    def begin(self, id: str, lease: float, /) -> Begun:
        now = time.time()
        with closing(self._connect()) as database:
            # One statement: of two at once, one changes a row.
            begun = database.execute(
                "INSERT INTO deliveries VALUES (:id, 'in_progress', :until) ON CONFLICT (id)"
                " DO UPDATE SET state = excluded.state, until = excluded.until WHERE until <= :now",
                {"id": id, "until": now + lease, "now": now},
            )
            if begun.rowcount == 1:
                return "begun"
            known = database.execute("SELECT state FROM deliveries WHERE id = ?", (id,)).fetchone()
        return "done" if known == ("done",) else "in_progress"

    def finish(self, id: str, keep: float, /) -> None:
        now = time.time()
        with closing(self._connect()) as database:
            database.execute(
                "INSERT OR REPLACE INTO deliveries VALUES (?, 'done', ?)", (id, now + keep)
            )
            database.execute("DELETE FROM deliveries WHERE until <= ?", (now,))

    def abandon(self, id: str, /) -> None:
        with closing(self._connect()) as database:
            database.execute("DELETE FROM deliveries WHERE id = ? AND state = 'in_progress'", (id,))

    def _connect(self) -> sqlite3.Connection:
        # One for each call, since a connection belongs to the thread that opened it.
        return sqlite3.connect(self._path, isolation_level=None)
