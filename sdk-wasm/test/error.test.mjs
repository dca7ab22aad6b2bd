// What is thrown.
// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import {
  constructEvent,
  Webhook,
  WebhookVerificationError,
} from "@aviationalley/webhooks";
import { body, secret, signed } from "./support/delivery.mjs";

const headers = signed(body);

describe("an error", () => {
  const error = new WebhookVerificationError("no_match", "not of this body");

  test("is an Error to whoever looks", () => {
    assert(error instanceof Error);
    assert.equal(`${error}`, "WebhookVerificationError: not of this body");
    const [first, second] = inspect(error).split("\n");
    assert.match(first, /^WebhookVerificationError.*: not of this body$/);
    assert.match(second, /^ +at .*error\.test\.mjs/);
    assert.match(inspect(error), /reason: 'no_match'/);
    assert.equal(error.stack?.split("\n")[1], second);
  });

  test("has its reason for a message unless told", () =>
    assert.equal(new WebhookVerificationError("no_match").message, "no_match"));

  test("can be extended", () => {
    class Refused extends WebhookVerificationError {}
    assert(new Refused("no_match") instanceof Refused);
    assert(new Refused("no_match") instanceof WebhookVerificationError);
    assert(!(new TypeError() instanceof WebhookVerificationError));
  });

  test("keeps its reason in another thread", () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(error);
    const arrived = receiveMessageOnPort(port2)?.message;
    const { name, message, reason } = error;
    for (const copy of [arrived, structuredClone(error)])
      assert.deepEqual(copy, { name, message, reason });
  });
});

test("neither a secret nor a header of a stranger's can be seen in what is thrown or printed", () => {
  assert.doesNotMatch(
    inspect(new Webhook(secret), { depth: 9, showHidden: true }),
    /AAECAw/,
  );
  try {
    constructEvent(body, { ...headers, "webhook-id": "stranger's" }, secret);
    assert.fail("accepted");
  } catch (error) {
    assert.doesNotMatch(inspect(error), /stranger's|AAECAw/);
  }
});
