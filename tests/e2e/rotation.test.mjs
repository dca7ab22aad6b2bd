// @ts-check
// A signing secret is replaced, then the key that seals it, while deliveries go on: as receivers with our package, and
// receivers with other people's Standard Webhooks libraries, see it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { verify } from "@aviationalley/webhooks";
import { Webhook } from "standardwebhooks";
import { poll } from "../../scripts/runtime.mjs";
import { ROOT } from "../../scripts/wrangler.mjs";
import { ok, openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { useReceiver } from "./support/receiver.mjs";

/** @typedef {import("./support/receiver.mjs").Received} Received */

const newKey = () => randomBytes(32).toString("base64");
const SECRETS_KEY = newKey();

const edge = await useEdge({ vars: { SECRETS_KEY } });
const receiver = await useReceiver();

test("each verifier takes what is signed with a secret that it holds, before, during and after a rotation", async () => {
  const { live } = await openCenter(edge);
  // The first attempts during the rotation fail, so that the delivery is tried again after it.
  let failing = false;
  const hook = receiver.hook("/rotated", () => ({
    status: failing ? 500 : 200,
  }));
  const { id, secret: old } = await live.endpoint(hook.url);
  const deliver = async () => {
    const trainee = await live.trainee();
    return hook.until(({ envelope }) => envelope.data.id === trainee.id);
  };

  const before = await deliver();
  const activatesAt = new Date(Date.now() + 4_000).toISOString();
  const next = await live.advance(`/webhook-endpoints/${id}/rotate-secret`, {
    activatesAt,
  });
  assert.equal(next.activatesAt, activatesAt);
  const shown = await live.get(`/webhook-endpoints/${id}`);
  assert.equal(shown.nextSecretActivatesAt, activatesAt);
  const path = `/webhook-endpoints/${id}/rotate-secret`;
  ok(await live.send("POST", path), 409);

  failing = true;
  const during = await deliver();
  await poll(() => Date.now() > Date.parse(activatesAt), "time stands still");
  failing = false;
  const retried = await hook.until(
    ({ headers, at }) =>
      headers["webhook-id"] === during.headers["webhook-id"] &&
      at > Date.parse(activatesAt),
  );
  const after = await deliver();

  assert.deepEqual(retried.body, during.body);
  const deliveries = { before, during, retried, after };
  const secrets = { old, new: next.secret };
  // Holders of both take all of them, by either header.
  assert.deepEqual(verdicts(Object.values(deliveries), secrets), {
    ours: ["old", "old", "new", "new"],
    npm: ["old", "old new", "new", "new"],
    pypi: ["old", "old new", "new", "new"],
  });
});

test("another SECRETS_KEY, with the previous one beside it for a while, costs no delivery", async () => {
  const { live } = await openCenter(edge);
  const hook = receiver.hook("/resealed");
  const { secret } = await live.endpoint(hook.url);
  const restart = async (/** @type {Record<string, string>} */ keys) => {
    await edge.stopCron();
    await edge.kill9();
    Object.assign(edge.vars, keys);
    await edge.start();
  };
  const deliver = async () => {
    const trainee = await live.trainee();
    const { body, headers } = await hook.until(
      ({ envelope }) => envelope.data.id === trainee.id,
    );
    assert.ok(verify(body, headers["x-aviationalley-signature"], secret));
  };

  const key = newKey();
  await restart({ SECRETS_KEY: key, SECRETS_KEY_PREVIOUS: SECRETS_KEY });
  await deliver();
  await edge.cronOnce();
  const finished =
    /secrets under SECRETS_KEY_PREVIOUS: [1-9]\d* sealed anew, 0 left/;
  await poll(
    () => finished.test(edge.logs()),
    "the log did not say that it is finished",
    5_000,
  );
  await restart({ SECRETS_KEY_PREVIOUS: "" });
  await deliver();
});

/**
 * Whose secrets each verifier takes, delivery by delivery.
 * @param {Received[]} deliveries
 * @param {Record<string, string>} secrets by name
 */
function verdicts(deliveries, secrets) {
  const names = Object.keys(secrets);
  /** @param {(received: Received, secret: string) => boolean} takes */
  const each = (takes) =>
    deliveries.map((received) =>
      names.filter((name) => takes(received, secrets[name])).join(" "),
    );
  const python = pythonTakes(deliveries, Object.values(secrets));
  return {
    ours: each(({ body, headers }, secret) =>
      verify(body, headers["x-aviationalley-signature"], secret),
    ),
    npm: each(({ body, headers }, secret) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    }),
    pypi: each((received, secret) => {
      const verdict = python[deliveries.indexOf(received)];
      return verdict[Object.values(secrets).indexOf(secret)];
    }),
  };
}

/**
 * @param {Received[]} deliveries
 * @param {string[]} secrets
 * @returns {boolean[][]} for each delivery: whether each secret is good for it
 */
function pythonTakes(deliveries, secrets) {
  const program = `
import json, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
deliveries, secrets = json.load(sys.stdin)
def takes(body, headers, secret):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True
print(json.dumps([[takes(body, headers, secret) for secret in secrets] for body, headers in deliveries]))`;
  const { stdout, stderr } = spawnSync(
    join(ROOT, ".venv/bin/python"),
    ["-c", program],
    {
      input: JSON.stringify([
        deliveries.map(({ body, headers }) => [body.toString(), headers]),
        secrets,
      ]),
      encoding: "utf8",
    },
  );
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}
