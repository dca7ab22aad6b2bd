// Receiving idempotently: with each store, in order, at once, and through failures and crashes.
// @ts-check
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { handleOnce, MemoryStore } from "@aviationalley/webhooks";
import { receive } from "../examples/once.mjs";
import { RedisStore } from "../examples/redis-store.mjs";
import { SqliteStore } from "../examples/sqlite-store.mjs";
import { body, event, secret, signed } from "./support/delivery.mjs";
import { startRedis, withoutRedis } from "./support/redis.mjs";

const { DatabaseSync } = await import("node:sqlite");

describe("in memory", () => isAStore(() => new MemoryStore()));

describe("in SQLite", () =>
  isAStore(() => new SqliteStore(new DatabaseSync(":memory:"))));

describe("in Redis", { skip: withoutRedis }, () => {
  /** @type {Awaited<ReturnType<typeof startRedis>>} */
  let redis;
  /** @type {Awaited<ReturnType<typeof redis.connect>>} */
  let client;
  /** @type {typeof client} */
  let another;
  before(async () => {
    redis = await startRedis();
    client = await redis.connect();
    another = await redis.connect();
  });
  after(async () => {
    client.destroy();
    another.destroy();
    await redis.stop();
  });

  const makeStore = async () => {
    await client.flushAll();
    return new RedisStore(client);
  };
  isAStore(makeStore);

  test("of two machines at once one begins", async () => {
    const stores = [await makeStore(), new RedisStore(another)];
    for (let n = 0; n < 100; n++) {
      const states = stores.map((store) => store.begin(`del_${n}`, 60));
      assert.deepEqual((await Promise.all(states)).sort(), [
        "begun",
        "in_progress",
      ]);
    }
  });

  test("nothing is left that does not end", async () => {
    const store = await makeStore();
    const key = "aviationalley:delivery:del_1";
    const within = (
      /** @type {number} */ seconds,
      /** @type {number} */ left,
    ) => assert.ok(left > (seconds - 10) * 1_000 && left <= seconds * 1_000);
    await store.begin("del_1", 60);
    within(60, await client.pTTL(key));
    await store.finish("del_1", 259_200);
    within(259_200, await client.pTTL(key));
    await store.begin("del_2", 60);
    await store.abandon("del_2");
    assert.deepEqual(await client.keys("*"), [key]);
  });
});

/** @param {() => import("@aviationalley/webhooks").DeliveryStore | Promise<import("@aviationalley/webhooks").DeliveryStore>} makeStore empty */
function isAStore(makeStore) {
  test("a delivery that comes again is not handled again", async () => {
    const store = await makeStore();
    let handled = 0;
    const handle = () => handled++;
    assert.equal(await handleOnce("del_1", store, handle), "handled");
    assert.equal(await handleOnce("del_1", store, handle), "done");
    assert.equal(await handleOnce("del_2", store, handle), "handled");
    assert.equal(handled, 2);
  });

  test("of many at once one is handled, and the others are told", async () => {
    const store = await makeStore();
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

  test("what is done stays done when one fails that outlived its lease", async () => {
    const store = await makeStore();
    const failing = handleOnce(
      "del_1",
      store,
      async () => {
        await sleep(100);
        assert.equal(await handleOnce("del_1", store, () => {}), "handled");
        throw new Error("no disk");
      },
      { lease: 0.05 },
    );
    await assert.rejects(failing, /no disk/);
    assert.equal(await handleOnce("del_1", store, () => {}), "done");
  });

  test("a delivery is not done before its handler is", async () => {
    const store = await makeStore();
    let meanwhile;
    await handleOnce("del_1", store, async () => {
      meanwhile = await handleOnce("del_1", store, () => {});
    });
    assert.equal(meanwhile, "in_progress");
  });

  test("what failed is handled when it comes again", async () => {
    const store = await makeStore();
    const failing = handleOnce("del_1", store, () =>
      Promise.reject(new Error("no disk")),
    );
    await assert.rejects(failing, /no disk/);
    assert.equal(await handleOnce("del_1", store, () => {}), "handled");
  });

  test("what was begun before a crash is handled after its lease", async () => {
    const store = await makeStore();
    assert.equal(await store.begin("del_1", 0.5), "begun");
    assert.equal(await handleOnce("del_1", store, () => {}), "in_progress");
    await sleep(600);
    assert.equal(await handleOnce("del_1", store, () => {}), "handled");
    assert.equal(await handleOnce("del_1", store, () => {}), "done");
  });

  test("what is done is forgotten after its time", async () => {
    const store = await makeStore();
    assert.equal(
      await handleOnce("del_1", store, () => {}, { keep: 0.5 }),
      "handled",
    );
    await sleep(600);
    assert.equal(await handleOnce("del_1", store, () => {}), "handled");
  });
}

describe("the memory's bound", () => {
  test("is at least one delivery", () => {
    for (const limit of /** @type {any[]} */ ([0, -1, NaN, "10", null]))
      assert.throws(() => new MemoryStore({ limit }), {
        name: "TypeError",
        message: /limit is a number/,
      });
    assert.equal(new MemoryStore({ limit: 1 }).begin("del_1", 60), "begun");
  });

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

describe("nothing is done, or forgotten, by mistake:", () => {
  /** @type {(id: unknown, store: unknown, handle: unknown, options?: object) => Promise<unknown>} */
  const attempt = /** @type {any} */ (handleOnce);
  const never = () => assert.fail("handled");

  test("a delivery without an id is refused", async () => {
    const store = new MemoryStore();
    for (const id of [undefined, null, "", 7, {}, Promise.resolve("del_1")])
      await assert.rejects(attempt(id, store, never), {
        name: "TypeError",
        message: /id is needed/,
      });
    assert.equal(store.size, 0);
  });

  test("a store that answers anything but its three words is refused", async () => {
    for (const answer of [true, false, undefined, 1, "OK", "BEGUN", {}])
      for (const begin of [() => answer, async () => answer])
        await assert.rejects(
          attempt("del_1", Object.assign(new MemoryStore(), { begin }), never),
          {
            name: "TypeError",
            message: /"begun", "in_progress" or "done"/,
          },
        );
  });

  test("a store that lacks a method is refused before the delivery is begun", async () => {
    for (const method of ["begin", "finish", "abandon"])
      await assert.rejects(
        attempt(
          "del_1",
          Object.assign(new MemoryStore(), { [method]: undefined }),
          never,
        ),
        { name: "TypeError", message: new RegExp(`no ${method}\\(\\)`) },
      );
    for (const none of [undefined, null, new Map()])
      await assert.rejects(attempt("del_1", none, never), {
        name: "TypeError",
        message: /a store is needed/,
      });
  });

  test("a handler that is no function is refused before the delivery is begun", async () => {
    const store = new MemoryStore();
    for (const handle of [undefined, Promise.resolve(), {}])
      await assert.rejects(attempt("del_1", store, handle), {
        name: "TypeError",
        message: /handle is a function/,
      });
    assert.equal(store.size, 0);
  });

  test("times that are no positive numbers are refused", async () => {
    const store = new MemoryStore();
    for (const seconds of ["60", NaN, 0, -1, null])
      for (const options of [{ lease: seconds }, { keep: seconds }])
        await assert.rejects(attempt("del_1", store, never, options), {
          name: "TypeError",
          message: /numbers of seconds/,
        });
    assert.equal(store.size, 0);
  });

  /** @type {Record<string, () => unknown>} */
  const lazy = {
    "a generator": function* () {},
    "an async generator": async function* () {},
    "a function": () => never,
    "a Promise of a function": async () => never,
    "an Observable": () => ({ subscribe: never, pipe: never }),
  };
  for (const [kind, handle] of Object.entries(lazy))
    test(`a handler that answers with ${kind} has not run, and the delivery is given back`, async () => {
      const store = new MemoryStore();
      await assert.rejects(attempt("del_1", store, handle), {
        name: "TypeError",
        message: /has not been done/,
      });
      assert.equal(await handleOnce("del_1", store, () => {}), "handled");
    });

  test("whatever else a handler answers is no matter", async () => {
    const store = new MemoryStore();
    const answers = [undefined, null, 0, "", [], {}, new Map(), { then: 1 }];
    for (const [n, answer] of answers.entries())
      assert.equal(await attempt(`del_${n}`, store, () => answer), "handled");
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
