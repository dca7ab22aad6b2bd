// A server that receives deliveries.
// @ts-check
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { on } from "node:events";
import { createInterface } from "node:readline";
import { after } from "node:test";
import {
  body,
  event,
  otherSecret,
  secret,
  seconds,
  signed,
} from "./delivery.mjs";

/** @param {string} url */
export async function isAReceiver(url) {
  /** @type {(headers: Record<string, string>, sent?: string) => Promise<{ status: number, text: string }>} */
  const post = async (headers, sent = body) => {
    const response = await fetch(url, { method: "POST", headers, body: sent });
    return { status: response.status, text: await response.text() };
  };
  const refused = (/** @type {string} */ reason) => ({
    status: 401,
    text: reason,
  });

  assert.deepEqual(await post(signed(body)), { status: 204, text: "" });
  const forged = signed(body, { key: otherSecret });
  assert.deepEqual(await post(forged), refused("no_match"));
  assert.deepEqual(
    await post(signed(body), body.replace("booking", "Booking")),
    refused("no_match"),
  );
  const old = signed(body, { timestamp: seconds() - 1_000 });
  assert.deepEqual(await post(old), refused("timestamp_too_old"));
  assert.deepEqual(
    await post({ "content-type": "text/plain" }),
    refused("missing_header"),
  );
  assert.deepEqual(await post({}, ""), refused("missing_header"));
  assert.deepEqual(
    await post({ "content-type": "application/json" }, "{"),
    refused("missing_header"),
  );
  // A body that nobody would read as JSON is ours all the same, if it is signed so.
  const plain = { ...signed(body), "content-type": "text/plain" };
  assert.deepEqual(await post(plain), { status: 204, text: "" });
}

/**
 * Starts one, on a port of its own choice. `printed` resolves when it has printed an event.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ announcing: RegExp, printing?: RegExp, cwd?: string }} options how it prints its port and the event
 */
export async function start(
  command,
  args,
  { announcing, printing = new RegExp(`^${event.type} ${event.id}$`), cwd },
) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, AA_WEBHOOK_SECRET: secret, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  after(() => child.kill());
  const lines = createInterface({ input: child.stdout });
  /** @type {(wanted: RegExp) => Promise<string | undefined>} */
  const first = async (wanted) => {
    const signal = AbortSignal.timeout(20_000);
    for await (const [line] of on(lines, "line", { signal })) {
      const found = wanted.exec(line);
      if (found) return found[1];
    }
  };
  const printed = first(printing);
  return { port: await first(announcing), printed };
}
