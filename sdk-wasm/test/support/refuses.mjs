// @ts-check
import assert from "node:assert/strict";
import { WebhookVerificationError } from "@aviationalley/webhooks";

/** @type {(call: () => unknown, reason: string) => void} */
export const refuses = (call, reason) =>
  assert.throws(call, (error) => {
    assert(error instanceof WebhookVerificationError);
    assert(error instanceof Error);
    assert.equal(error.name, "WebhookVerificationError");
    assert.equal(error.reason, reason);
    assert.match(error.message, /^the [\w-]+ .{10,}/);
    return true;
  });
