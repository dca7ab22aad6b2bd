// Which deliveries were handled, in Redis or what speaks like it: for any number of machines.

/** @implements {import("@aviationalley/webhooks").DeliveryStore} */
export class RedisStore {
  #client;

  /** @param client of the npm package redis, or one with its `set`, `get` and `del` */
  constructor(client) {
    this.#client = client;
  }

  async begin(id, lease) {
    // One command, so of two at once one begins.
    const begun = await this.#client.set(key(id), "in_progress", {
      NX: true,
      EX: lease,
    });
    if (begun) return "begun";
    return (await this.#client.get(key(id))) === "done"
      ? "done"
      : "in_progress";
  }

  finish(id, keep) {
    return this.#client.set(key(id), "done", { EX: keep });
  }

  abandon(id) {
    return this.#client.del(key(id));
  }
}

const key = (id) => `aviationalley:delivery:${id}`;
