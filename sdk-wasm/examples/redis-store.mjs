// Which deliveries were handled, in Redis or what speaks like it: for any number of machines.

// One script, which is atomic: what another has done since the lease ran out stays done.
const GIVE_BACK =
  'if redis.call("GET", KEYS[1]) == "in_progress" then redis.call("DEL", KEYS[1]) end';

/** @implements {import("@aviationalley/webhooks").DeliveryStore} */
export class RedisStore {
  #client;

  /** @param client of the npm package redis, 5 or newer */
  constructor(client) {
    this.#client = client;
  }

  async begin(id, lease) {
    // One command, so of two at once one begins.
    const begun = await this.#client.set(key(id), "in_progress", {
      condition: "NX",
      expiration: after(lease),
    });
    if (begun) return "begun";
    return (await this.#client.get(key(id))) === "done"
      ? "done"
      : "in_progress";
  }

  finish(id, keep) {
    return this.#client.set(key(id), "done", { expiration: after(keep) });
  }

  abandon(id) {
    return this.#client.eval(GIVE_BACK, { keys: [key(id)] });
  }
}

const key = (id) => `aviationalley:delivery:${id}`;

// Redis takes whole numbers only.
const after = (seconds) => ({ type: "PX", value: Math.round(seconds * 1_000) });
