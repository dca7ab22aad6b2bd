// Receiving idempotently: with each store, in order, at once, and through failures and crashes.
// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { handleOnce, MemoryStore } from "@aviationalley/webhooks";
import { receive } from "../examples/once.mjs";
import { RedisStore } from "../examples/redis-store.mjs";
import { SqliteStore } from "../examples/sqlite-store.mjs";
import { body, event, secret, signed } from "./support/delivery.mjs";

/** What redis does with these commands, as far as they are used. */
class FakeRedis {
  /** @type {Map<string, { value: string, until: number }>} */
  #values = new Map();

  /** @param {string} key */
  async get(key) {
    const held = this.#values.get(key);
    return held && held.until > Date.now() ? held.value : null;
  }

  /**
   * @param {string} key
   * @param {string} value
   * @param {{ NX?: boolean, EX: number }} options
   */
  async set(key, value, { NX, EX }) {
    const held = this.#values.get(key);
    if (NX && held && held.until > Date.now()) return null;
    this.#values.set(key, { value, until: Date.now() + EX * 1_000 });
    return "OK";
  }

  /** @param {string} key */
  async del(key) {
    this.#values.delete(key);
  }
}

const { DatabaseSync } = await import("node:sqlite");
const stores = {
  "in memory": () => new MemoryStore(),
  "in SQLite": () => new SqliteStore(new DatabaseSync(":memory:")),
  "in Redis": () => new RedisStore(new FakeRedis()),
};

for (const [where, makeStore] of Object.entries(stores)) {
  describe(where, () => {
    test("a delivery that comes again is not handled again", async () => {
      const store = makeStore();
      let handled = 0;
      const handle = () => handled++;
      assert.equal(await handleOnce("del_1", store, handle), "handled");
      assert.equal(await handleOnce("del_1", store, handle), "done");
      assert.equal(await handleOnce("del_2", store, handle), "handled");
      assert.equal(handled, 2);
    });

    test("of many at once one is handled, and the others are told", async () => {
      const store = makeStore();
      let handled = 0;
      const handle = async () => {
        await sleep(20);
        handled++;
      };
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => handleOnce("del_1", store, handle)),
      );
      assert.deepEqual(outcomes.sort(), [
        "handled",
        ...Array(19).fill("in_progress"),
      ]);
      assert.equal(handled, 1);
      assert.equal(await handleOnce("del_1", store, handle), "done");
    });

    test("a delivery is not done before its handler is", async () => {
      const store = makeStore();
      let meanwhile;
      await handleOnce("del_1", store, async () => {
        meanwhile = await handleOnce("del_1", store, () => {});
      });
      assert.equal(meanwhile, "in_progress");
    });

    test("what failed is handled when it comes again", async () => {
      const store = makeStore();
      const failing = handleOnce("del_1", store, () =>
        Promise.reject(new Error("no disk")),
      );
      await assert.rejects(failing, /no disk/);
      assert.equal(await handleOnce("del_1", store, () => {}), "handled");
    });

    test("what was begun before a crash is handled after its lease", async () => {
      const store = makeStore();
      assert.equal(await store.begin("del_1", 0.1), "begun");
      assert.equal(await handleOnce("del_1", store, () => {}), "in_progress");
      await sleep(150);
      assert.equal(await handleOnce("del_1", store, () => {}), "handled");
      assert.equal(await handleOnce("del_1", store, () => {}), "done");
    });

    test("what is done is forgotten after its time", async () => {
      const store = makeStore();
      assert.equal(
        await handleOnce("del_1", store, () => {}, { keep: 0.1 }),
        "handled",
      );
      await sleep(150);
      assert.equal(await handleOnce("del_1", store, () => {}), "handled");
    });
  });
}

describe("the memory's bound", () => {
  test("forgets what has been done for the longest", () => {
    const store = new MemoryStore({ limit: 3 });
    for (const id of ["a", "b", "c", "d"]) {
      assert.equal(store.begin(id, 60), "begun");
      store.finish(id, 60);
    }
    assert.equal(store.size, 3);
    assert.equal(store.begin("d", 60), "done");
    assert.equal(store.begin("a", 60), "begun");
  });

  test("never forgets what is in progress: more is put off", () => {
    let now = 0;
    const store = new MemoryStore({ limit: 2, now: () => now });
    assert.equal(store.begin("a", 60), "begun");
    assert.equal(store.begin("b", 60), "begun");
    assert.equal(store.begin("c", 60), "in_progress");
    now = 61;
    assert.equal(store.begin("c", 60), "begun");
    assert.equal(store.size, 2);
  });
});

test("an error of the handler's is thrown, whatever the store does next", async () => {
  const store = new MemoryStore();
  store.abandon = () => {
    throw new Error("the store is gone");
  };
  await assert.rejects(
    handleOnce("del_1", store, () => Promise.reject(new Error("no disk"))),
    /no disk/,
  );
});

test("the example answers 204 to what is done and 409 to what is in progress", async () => {
  process.env.AA_WEBHOOK_SECRET = secret;
  const store = new MemoryStore();
  const once = () => receive(body, signed(body), store, () => sleep(10));
  assert.deepEqual((await Promise.all([once(), once()])).sort(), [204, 409]);
  assert.equal(await once(), 204);
  assert.equal(store.begin(event.id, 1), "done");
});
