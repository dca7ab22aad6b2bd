// What the npm package answers to the cases of agree.py, which come as JSON on standard input.
// @ts-check
import { readFileSync } from "node:fs";
import {
  constructEvent,
  explain,
  verify,
  WebhookVerificationError,
} from "@aviationalley/webhooks";

/**
 * @typedef {object} Case
 * @property {string} body base64
 * @property {[string, string][]} headers
 * @property {string[]} secrets
 * @property {import("@aviationalley/webhooks").VerificationOptions} options
 */

/** @type {Case[]} */
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(answer)));

/** @param {Case} request */
function answer({ body: encoded, headers, secrets, options }) {
  const body = Buffer.from(encoded, "base64");
  const signature = headers.find(
    ([name]) => name.toLowerCase() === "x-aviationalley-signature",
  );
  const findings = explain(body, headers, secrets, options);
  return {
    findings: findings.map(({ code, message }) => [code, message]),
    verified: attempt(() => verify(body, signature?.[1], secrets)),
    ...construct(),
  };

  function construct() {
    try {
      const event = constructEvent(body, headers, secrets, options);
      return { event: [event.id, event.type, event.centerId, event.createdAt] };
    } catch (error) {
      if (error instanceof WebhookVerificationError)
        return { refused: [error.reason, error.message] };
      if (error instanceof TypeError) return { mistake: error.message };
      throw error;
    }
  }
}

/** @param {() => boolean} ask */
function attempt(ask) {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}
