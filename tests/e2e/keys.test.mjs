// @ts-check

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import {
  mintKey,
  oneOfEach,
  openCenter,
  someTrainee,
} from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { sendChunks } from "./support/http.mjs";
import { assertProblem } from "./support/problems.mjs";
import { useReceiver } from "./support/receiver.mjs";

/** @typedef {import("./support/center.mjs").Caller} Caller */

const edge = await useEdge();
const receiver = await useReceiver();
const hook = receiver.hook("/all");
const center = await openCenter(edge);
const { live } = center;
const { trainee, booking, endpoint } = await oneOfEach(live, hook);

describe("a key", () => {
  /** @param {Caller} caller */
  const assertSeesNothing = async (caller) => {
    const paths = [
      ["GET", `/trainees/${trainee.id}`],
      ["PATCH", `/trainees/${trainee.id}`],
      ["POST", `/trainees/${trainee.id}/hold`],
      ["GET", `/bookings/${booking.id}`],
      ["POST", `/bookings/${booking.id}/start`],
      ["GET", `/webhook-endpoints/${endpoint.id}`],
      ["PATCH", `/webhook-endpoints/${endpoint.id}`],
      ["DELETE", `/webhook-endpoints/${endpoint.id}`],
      ["GET", `/webhook-endpoints/${endpoint.id}/deliveries`],
      ["GET", `/webhook-deliveries/${(await delivery()).id}`],
    ];
    for (const [method, path] of paths) {
      const json = method === "GET" ? undefined : {};
      assertProblem(await caller.send(method, path, { json }), "not_found");
    }
    for (const list of ["/trainees", "/bookings", "/webhook-endpoints"])
      assert.deepEqual((await caller.get(list)).data, []);
    const json = {
      simulatorId: booking.simulatorId,
      startAt: booking.startAt,
      endAt: booking.endAt,
      sessionType: "TRAINING",
      traineeIds: [trainee.id],
    };
    const answer = await caller.send("POST", "/bookings", { json });
    assertProblem(answer, "unprocessable", ["traineeIds"]);
  };
  const delivery = async () =>
    (await live.get(`/webhook-endpoints/${endpoint.id}/deliveries`)).data[0];

  test("of another center finds nothing of ours", async () => {
    await assertSeesNothing((await openCenter(edge)).live);
  });

  test("of the other environment finds nothing of ours", async () => {
    await assertSeesNothing(center.test);
  });

  test("stops working the moment it is revoked", async () => {
    const key = await mintKey(edge, center.id);
    await key.get("/trainees");
    await key.revoke();
    await assertIsRefused(key);
    await key.revoke();
  });

  test("stops working when it expires", async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const key = await mintKey(edge, center.id, { expiresAt });
    assert.equal((await key.send("GET", "/trainees")).status, 200);
    await poll(
      async () => (await key.send("GET", "/trainees")).status === 401,
      "it did not expire",
      5_000,
    );
    assert.ok(Date.now() >= Date.parse(expiresAt), "it expired too early");
    await assertIsRefused(key);
  });

  test("without the scope is refused, and told which it needs", async () => {
    const scopes = ["trainees:read", "bookings:write", "webhooks:read"];
    const key = await mintKey(edge, center.id, { scopes });
    await key.get("/trainees");
    await key.get("/webhook-endpoints");
    for (const [method, path, scope] of [
      ["POST", "/trainees", "trainees:write"],
      ["PATCH", `/trainees/${trainee.id}`, "trainees:write"],
      ["POST", `/trainees/${trainee.id}/hold`, "trainees:write"],
      ["GET", "/bookings", "bookings:read"],
      ["GET", `/bookings/${booking.id}`, "bookings:read"],
      ["POST", "/webhook-endpoints", "webhooks:write"],
      ["DELETE", `/webhook-endpoints/${endpoint.id}`, "webhooks:write"],
    ]) {
      const json = method === "GET" ? undefined : someTrainee();
      const answer = await key.send(method, path, { json });
      assertProblem(answer, "forbidden_scope");
      assert.ok(answer.body.detail.includes(scope), answer.text);
    }
    assert.equal((await live.get(`/trainees/${trainee.id}`)).status, "ACTIVE");
  });

  test("that is malformed or unknown is refused", async () => {
    const good = live.token;
    const url = `${edge.url}/api/v1/trainees`;
    for (const authorization of [
      undefined,
      "",
      good,
      "Bearer",
      "Bearer ",
      `Basic ${good}`,
      `Bearer ${good} ${good}`,
      `Bearer ${good}0`,
      `Bearer ${good.slice(0, -1)}`,
      `Bearer ${good.toUpperCase()}`,
      `Bearer ${good.replace("live", "test")}`,
      `Bearer aa_live_${"0".repeat(32)}`,
      `Bearer aa_live_${"g".repeat(32)}`,
      `Bearer ${"x".repeat(6_000)}`,
      `Bearer aa_live_\xff\xfe`,
      `Bearer ${edge.adminToken}`,
      `Bearer ' OR 1=1 --`,
    ]) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await sendChunks(url, {
        method: "GET",
        headers: /** @type {Record<string, string>} */ (headers),
      });
      assertProblem(answer, "unauthorized");
      assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
    }
  });

  /** @param {Caller} key */
  async function assertIsRefused(key) {
    for (const [method, path] of [
      ["GET", "/trainees"],
      ["POST", "/trainees"],
      ["POST", `/bookings/${booking.id}/start`],
      ["DELETE", `/webhook-endpoints/${endpoint.id}`],
    ]) {
      const json = method === "GET" ? undefined : someTrainee();
      assertProblem(await key.send(method, path, { json }), "unauthorized");
    }
  }
});

test("nothing that was refused has changed or told anything", async () => {
  assert.deepEqual(await live.get(`/trainees/${trainee.id}`), trainee);
  assert.deepEqual(await live.get(`/bookings/${booking.id}`), booking);
  const { secret, ...shown } = endpoint;
  assert.deepEqual(await live.get(`/webhook-endpoints/${shown.id}`), shown);
  assert.equal((await live.all("/trainees")).length, 2);
  assert.equal((await live.all("/bookings")).length, 1);
  const marker = await live.trainee();
  await hook.until(({ envelope }) => envelope.data.id === marker.id);
  assert.equal(hook.summary(), "trainee.created, trainee.created");
});
