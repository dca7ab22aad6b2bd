// @ts-check

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";
import { assertLog, assertSchedule } from "./support/schedule.mjs";
import { assertContract } from "./support/signatures.mjs";

/** @typedef {import("./support/receiver.mjs").Behaviour} Behaviour */

const TIMEOUT = 800;
/** Seconds between the end of one attempt and the next. */
const WAITS = [1, 1, 2, 2];
const edge = await useEdge({
  vars: { RETRY_SCHEDULE: `${WAITS}`, DELIVERY_TIMEOUT_MS: `${TIMEOUT}` },
});
const receiver = await useReceiver();
/** Where redirects lead to. */
const trap = await useReceiver();

/**
 * How receivers fail, and what the delivery log says of it.
 * @type {Record<string, { reaction: import("./support/receiver.mjs").Reaction, outcome: string }>}
 */
const FAILURES = {
  "answers 500": { reaction: { status: 500 }, outcome: "status" },
  "answers 404": { reaction: { status: 404 }, outcome: "status" },
  "redirects by 302": { reaction: { status: 302 }, outcome: "status" },
  "redirects by 308": { reaction: { status: 308 }, outcome: "status" },
  "never answers": { reaction: "hang", outcome: "timeout" },
  "resets the connection": { reaction: "reset", outcome: "network" },
};

/** Wants to hear of failures, too. */
const CURIOUS = "answers 404";

describe("a delivery that fails", () => {
  /** @typedef {{ delivery: any, hook?: import("./support/receiver.mjs").Hook, secret: string }} Case */
  /** @type {Record<string, Case>} */
  const cases = {};
  /** @type {import("./support/receiver.mjs").Hook} */
  let watcher;
  let watcherSecret = "";
  /** @type {any} */
  let trainee;

  before(async () => {
    const { live } = await openCenter(edge);
    const trapped = trap.hook("/trap");
    /** @type {Record<string, { id: string, secret: string }>} */
    const endpoints = {};
    /** @type {Record<string, import("./support/receiver.mjs").Hook>} */
    const hooks = {};
    for (const [name, { reaction }] of Object.entries(FAILURES)) {
      /** @type {Behaviour} */
      const behaviour = () =>
        typeof reaction === "string"
          ? reaction
          : { ...reaction, headers: { location: trapped.url } };
      hooks[name] = receiver.hook(`/${name.replaceAll(" ", "-")}`, behaviour);
      const events = [name === CURIOUS ? "*" : "trainee.created"];
      endpoints[name] = await live.endpoint(hooks[name].url, { events });
    }
    const events = ["trainee.created"];
    hooks.recovers = receiver.hook("/recovers", (_, count) => ({
      status: count < 3 ? 503 : 204,
    }));
    endpoints.recovers = await live.endpoint(hooks.recovers.url, { events });
    const nowhere = "https://no-such-host.example.com/";
    endpoints.unknown = await live.endpoint(nowhere, { events });
    watcher = receiver.hook("/watcher");
    const watched = { events: ["webhook.delivery.failed"] };
    watcherSecret = (await live.endpoint(watcher.url, watched)).secret;

    trainee = await live.trainee();
    for (const [name, { id, secret }] of Object.entries(endpoints)) {
      const path = `/webhook-endpoints/${id}/deliveries`;
      const ends = ["DELIVERED", "FAILED"];
      let delivery = (await live.get(path)).data.find(
        (/** @type {any} */ { type }) => type === "trainee.created",
      );
      const complaint = `the delivery where the receiver ${name} did not end`;
      await poll(
        async () => {
          delivery = await live.get(`/webhook-deliveries/${delivery.id}`);
          return ends.includes(delivery.status);
        },
        complaint,
        40_000,
      );
      // Oldest first, as the requests came.
      delivery.attempts.reverse();
      cases[name] = { delivery, hook: hooks[name], secret };
    }
  });

  for (const [name, { reaction, outcome }] of Object.entries(FAILURES)) {
    test(`gets five attempts on the schedule when the receiver ${name}`, () => {
      const { delivery, hook, secret } = cases[name];
      assert.equal(delivery.status, "FAILED");
      assert.equal(delivery.nextAttemptAt, null);
      let received = hook?.of("trainee.created") ?? [];
      if (reaction === "reset") {
        // Each attempt tries once more, at once, when its connection breaks.
        assert.equal(received.length, 10);
        received = received.filter((_, index) => index % 2 === 1);
      }
      assert.equal(received.length, 5);
      assertSchedule(
        WAITS,
        received.map(({ at }) => at),
        reaction === "hang" ? TIMEOUT : 0,
      );
      for (const attempt of received) {
        assert.deepEqual(assertContract(attempt, secret).data, trainee);
        const same = attempt.body.equals(received[0].body);
        assert.ok(same, "the bytes stay the same");
        assert.equal(attempt.headers["webhook-id"], delivery.id);
      }
      const stamp = (/** @type {number} */ index) =>
        Number(received[index].headers["webhook-timestamp"]);
      assert.ok(stamp(4) > stamp(0), "each attempt has its own timestamp");

      const status = typeof reaction === "string" ? null : reaction.status;
      for (const [index, attempt] of delivery.attempts.entries()) {
        assert.equal(attempt.number, index + 1);
        assert.equal(attempt.outcome, outcome);
        assert.equal(attempt.responseStatus, status);
        const { durationMs } = attempt;
        if (outcome === "timeout")
          assert.ok(durationMs >= TIMEOUT - 20, `${durationMs} ms`);
        else assert.ok(durationMs < TIMEOUT, `${durationMs} ms`);
      }
      assertLog(WAITS, delivery.attempts);
    });
  }

  test("gets five attempts on the schedule when the host has no address", () => {
    const { delivery } = cases.unknown;
    assert.equal(delivery.status, "FAILED");
    for (const attempt of delivery.attempts) {
      assert.equal(attempt.outcome, "network", JSON.stringify(attempt));
      assert.equal(attempt.responseStatus, null);
    }
    assertLog(WAITS, delivery.attempts);
  });

  test("is DELIVERED by the third attempt when the receiver recovers by then", () => {
    const { delivery, hook } = cases.recovers;
    assert.equal(delivery.status, "DELIVERED");
    assert.equal(delivery.nextAttemptAt, null);
    assert.deepEqual(
      delivery.attempts.map((/** @type {any} */ attempt) => [
        attempt.outcome,
        attempt.responseStatus,
      ]),
      [
        ["status", 503],
        ["status", 503],
        ["success", 204],
      ],
    );
    assert.equal(hook?.received.length, 3);
  });

  test("never follows a redirect", async () => {
    assert.equal(trap.requests, 0);
    // The trap does catch whoever comes.
    assert.equal((await fetch(`${trap.origin}/trap`)).status, 200);
    assert.equal(trap.requests, 1);
  });

  test("is told, when it has failed for good, to the center's other endpoints", async () => {
    const failed = [...Object.keys(FAILURES), "unknown"];
    await poll(
      () => watcher.received.length >= failed.length,
      `the watcher got only ${watcher.summary()}`,
      5_000,
    );
    const type = "webhook.delivery.failed";
    const told = watcher.received.map((received) => {
      const envelope = assertContract(received, watcherSecret);
      assert.equal(envelope.type, type);
      return envelope.data;
    });
    assert.equal(told.length, failed.length);
    for (const name of failed) {
      const { delivery } = cases[name];
      const data = told.find(({ deliveryId }) => deliveryId === delivery.id);
      const last = delivery.attempts.at(-1);
      assert.deepEqual(data, {
        deliveryId: delivery.id,
        endpointId: delivery.endpointId,
        eventType: "trainee.created",
        attempts: 5,
        reason: "attempts",
        lastOutcome: last.outcome,
        lastResponseStatus: last.responseStatus,
      });
    }
    const { hook, delivery } = cases[CURIOUS];
    const heard = (hook?.of(type) ?? []).map(({ envelope }) => envelope.data);
    const of = new Set(heard.map(({ endpointId }) => endpointId));
    assert.equal(of.size, failed.length - 1);
    assert.ok(!of.has(delivery.endpointId), "not of its own");
  });
});

describe("an open delivery", () => {
  test("is SKIPPED when its endpoint is deleted or disabled, and not sent any more", async () => {
    const { live } = await openCenter(edge);
    /** @type {Behaviour} */
    const broken = () => ({ status: 500 });
    const deleted = receiver.hook("/deleted", broken);
    const disabled = receiver.hook("/disabled", broken);
    const caught = receiver.hook("/caught", () => "hang");
    const measure = receiver.hook("/measure", broken);
    const hooks = [deleted, disabled, caught, measure];
    const endpoints = [];
    for (const { url } of hooks) endpoints.push(await live.endpoint(url));

    const trainee = await live.trainee();
    const paths = endpoints.map(({ id }) => `/webhook-endpoints/${id}`);
    // In the middle of its first attempt.
    await caught.until(() => true);
    assert.equal((await live.send("DELETE", paths[2])).status, 204);
    const deliveries = [];
    for (const path of paths.slice(0, 2)) {
      const { data } = await live.get(`${path}/deliveries`);
      deliveries.push(`/webhook-deliveries/${data[0].id}`);
    }
    for (const path of deliveries)
      await poll(
        async () => (await live.get(path)).status === "RETRYING",
        "the first attempt was not recorded",
      );
    assert.equal((await live.send("DELETE", paths[0])).status, 204);
    await live.patch(paths[1], { enabled: false });
    for (const path of deliveries) {
      const delivery = await live.get(path);
      assert.equal(delivery.status, "SKIPPED");
      assert.equal(delivery.nextAttemptAt, null);
    }
    await live.trainee();

    // By the same schedule, their second and third attempts would have come by now.
    const measured = () =>
      measure.received.filter(
        ({ envelope }) => envelope.data.id === trainee.id,
      );
    await poll(() => measured().length >= 3, "no retries came", 20_000);
    for (const hook of [deleted, disabled, caught])
      assert.equal(hook.received.length, 1, hook.url);
    const id = caught.received[0].envelope.id;
    for (const path of [...deliveries, `/webhook-deliveries/${id}`])
      assert.equal((await live.get(path)).status, "SKIPPED");
    const { data } = await live.get(`${paths[1]}/deliveries?status=SKIPPED`);
    assert.equal(data.length, 2, "also what came while it was disabled");
    assert.equal(data[0].attempts.length, 0);
    assert.equal((await live.send("GET", paths[0])).status, 404);
  });
});

test("a 2xx is success, however long its body goes on", async () => {
  const { live } = await openCenter(edge);
  const hook = receiver.hook("/endless", () => ({
    status: 202,
    endless: true,
  }));
  const { id } = await live.endpoint(hook.url);
  await live.trainee();
  await hook.until(() => true);
  const path = `/webhook-endpoints/${id}/deliveries?status=DELIVERED`;
  await poll(
    async () => (await live.get(path)).data.length === 1,
    "it was not DELIVERED",
    5_000,
  );
  assert.equal(hook.received.length, 1);
});
