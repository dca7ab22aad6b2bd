// @ts-check

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { poll } from "../../scripts/runtime.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";

const edge = await useEdge();

/** Answers one request on each connection, keeps it open, and closes it when the next one comes. */
async function closingReceiver() {
  const used = new WeakSet();
  const counts = { answered: 0, closed: 0 };
  const server = createServer((request, response) => {
    if (used.has(request.socket)) {
      counts.closed += 1;
      return request.socket.destroy();
    }
    used.add(request.socket);
    counts.answered += 1;
    request.resume().on("end", () => response.end());
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const { port } = /** @type {import("node:net").AddressInfo} */ (address);
  return { url: `http://127.0.0.1:${port}/`, counts };
}

for (const atOnce of [1, 10])
  test(`a connection that is closed just then costs no attempt, with ${atOnce} events at once`, async (t) => {
    const { live } = await openCenter(edge);
    const { url, counts } = await closingReceiver();
    const { id } = await live.endpoint(url, { events: ["trainee.created"] });
    for (let sent = 0; sent < 50; sent += atOnce)
      await Promise.all(Array.from({ length: atOnce }, () => live.trainee()));
    const path = `/webhook-endpoints/${id}/deliveries`;
    const ended = async () =>
      (await live.all(path)).every(({ status }) => status !== "PENDING");
    await poll(ended, "the first attempts did not end", 30_000);
    const outcomes = (await live.all(path)).map(({ attempts }) =>
      attempts.map((/** @type {any} */ { outcome }) => outcome),
    );
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.closed > 0, "no connection was used again");
    assert.deepEqual(outcomes, Array(50).fill(["success"]));
  });
