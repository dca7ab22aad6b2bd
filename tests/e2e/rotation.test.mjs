// @ts-check
// A signing secret is replaced, then the key that seals it, while deliveries go on: as receivers with our package, and
// receivers with other people's Standard Webhooks libraries, see it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { constructEvent, verify } from "@aviationalley/webhooks";
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
  const holders = { old, new: next.secret, both: [old, next.secret] };
  // During it `X-AviationAlley-Signature` is the old one's alone, and our packages look at both headers.
  const ours = ["old both", "old both", "new both", "new both"];
  const others = ["old", "old new", "new", "new"];
  assert.deepEqual(verdicts([before, during, retried, after], holders), {
    "verify of ours": ours,
    "constructEvent of ours": ours,
    "construct_event of ours": ours,
    "standardwebhooks from npm": others,
    "standardwebhooks from PyPI": others,
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
    /secrets under SECRETS_KEY_PREVIOUS: [1-9]\d* re-encrypted, 0 left/;
  await poll(
    () => finished.test(edge.logs()),
    "the log did not say that it is finished",
    5_000,
  );
  await restart({ SECRETS_KEY_PREVIOUS: "" });
  await deliver();
});

/** @typedef {string | string[]} Secrets what a receiver holds */

/**
 * Of which holders each verifier takes each delivery.
 * @param {Received[]} deliveries
 * @param {Record<string, Secrets>} holders by name; who has several is for our packages alone
 */
function verdicts(deliveries, holders) {
  const names = Object.keys(holders);
  /** @param {(received: Received, secrets: any) => boolean} takes */
  const each = (takes) =>
    deliveries.map((received) =>
      names.filter((name) => takes(received, holders[name])).join(" "),
    );
  /** @param {(received: Received, secrets: any) => unknown} verifies */
  const unlessItThrows = (verifies) =>
    each((received, secrets) => {
      try {
        return Boolean(verifies(received, secrets));
      } catch {
        return false;
      }
    });
  const python = pythonTakes(deliveries, Object.values(holders));
  const inPython = (/** @type {"ours" | "standard"} */ whose) =>
    each((received, secrets) => {
      const holder = Object.values(holders).indexOf(secrets);
      return python[deliveries.indexOf(received)][holder][whose];
    });
  return {
    "verify of ours": each(({ body, headers }, secrets) =>
      verify(body, headers["x-aviationalley-signature"], secrets),
    ),
    "constructEvent of ours": unlessItThrows(({ body, headers }, secrets) =>
      constructEvent(body, headers, secrets),
    ),
    "construct_event of ours": inPython("ours"),
    "standardwebhooks from npm": unlessItThrows(({ body, headers }, secret) =>
      new Webhook(secret).verify(body, headers),
    ),
    "standardwebhooks from PyPI": inPython("standard"),
  };
}

/**
 * @param {Received[]} deliveries
 * @param {Secrets[]} holders
 * @returns {{ ours: boolean, standard: boolean }[][]} for each delivery: what is taken with each one's secrets
 */
function pythonTakes(deliveries, holders) {
  const program = `
import json, sys
import aviationalley_webhooks as ours
import standardwebhooks.webhooks as standard
deliveries, holders = json.load(sys.stdin)
def takes(body, headers, secrets):
    try:
        ours.construct_event(body, headers, secrets)
        return True
    except ours.WebhookVerificationError:
        return False
def standard_takes(body, headers, secrets):
    if isinstance(secrets, list):
        return False
    try:
        standard.Webhook(secrets).verify(body, headers)
        return True
    except standard.WebhookVerificationError:
        return False
print(json.dumps([[
    {"ours": takes(body, headers, secrets), "standard": standard_takes(body, headers, secrets)}
    for secrets in holders] for body, headers in deliveries]))`;
  const { stdout, stderr } = spawnSync(
    join(ROOT, ".venv/bin/python"),
    ["-c", program],
    {
      input: JSON.stringify([
        deliveries.map(({ body, headers }) => [body.toString(), headers]),
        holders,
      ]),
      encoding: "utf8",
    },
  );
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}
