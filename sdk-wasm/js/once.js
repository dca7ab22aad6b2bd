// Idempotent receiving, because deliveries come at least once.
// @ts-check

/** @typedef {import("../index.js").DeliveryStore} DeliveryStore */

/** Seconds: long enough for a handler that answers in time, and over before the first retry. */
const LEASE = 60;

/** Seconds: automatic attempts end within a day, but a resend may come later. */
const KEEP = 3 * 24 * 60 * 60;

/**
 * @param {string} id
 * @param {DeliveryStore} store
 * @param {() => unknown} handle
 * @param {{ lease?: number, keep?: number }} [options]
 * @returns {Promise<"handled" | "done" | "in_progress">}
 */
export async function handleOnce(
  id,
  store,
  handle,
  { lease = LEASE, keep = KEEP } = {},
) {
  // Checked, because otherwise each of these mistakes would be answered with 2xx without handling anything.
  if (typeof id !== "string" || id === "")
    throw new TypeError("the delivery's id is needed: event.id");
  if (typeof handle !== "function")
    throw new TypeError("handle is a function, such as () => work(event)");
  for (const method of /** @type {const} */ (["begin", "finish", "abandon"]))
    if (typeof store?.[method] !== "function")
      throw new TypeError(`a store is needed, and this one has no ${method}()`);
  for (const seconds of [lease, keep])
    if (typeof seconds !== "number" || !(seconds > 0))
      throw new TypeError("lease and keep are numbers of seconds, such as 60");
  const state = await store.begin(id, lease);
  if (state === "done" || state === "in_progress") return state;
  if (state !== "begun")
    throw new TypeError(
      'begin() of a store answers "begun", "in_progress" or "done"',
    );
  try {
    mustHaveRun(await handle());
  } catch (error) {
    try {
      await store.abandon(id);
    } catch {
      // An error here would hide the handler's own, and the lease ends by itself.
    }
    throw error;
  }
  await store.finish(id, keep);
  return "handled";
}

/**
 * @param {any} result
 * @throws {TypeError} when it is lazy: work that was not started
 */
function mustHaveRun(result) {
  if (
    typeof result === "function" ||
    typeof result?.next === "function" ||
    (typeof result?.subscribe === "function" &&
      typeof result.pipe === "function")
  )
    throw new TypeError(
      "handle has answered with work that has not been done: a function to be called, a generator or cursor to be read, an " +
        "Observable to be subscribed to. Do it in handle, and answer with nothing or a Promise",
    );
}

/**
 * Keeps deliveries in memory: for one process, until it ends.
 * @implements {DeliveryStore}
 */
export class MemoryStore {
  /** @type {Map<string, { state: "in_progress" | "done", until: number }>} */
  #deliveries = new Map();
  #limit;
  #now;

  constructor({ limit = 10_000, now = () => Date.now() / 1_000 } = {}) {
    // With less, nothing could ever begin.
    if (typeof limit !== "number" || !(limit >= 1))
      throw new TypeError("limit is a number of deliveries, at least 1");
    this.#limit = limit;
    this.#now = now;
  }

  get size() {
    return this.#deliveries.size;
  }

  /**
   * @param {string} id
   * @param {number} lease
   * @returns {"begun" | "in_progress" | "done"}
   */
  begin(id, lease) {
    const known = this.#deliveries.get(id);
    if (known && known.until > this.#now()) return known.state;
    if (!known && this.size >= this.#limit) this.#makeRoom();
    // Full of deliveries in progress: the sender will retry.
    if (!known && this.size >= this.#limit) return "in_progress";
    this.#put(id, "in_progress", lease);
    return "begun";
  }

  /**
   * @param {string} id
   * @param {number} keep
   */
  finish(id, keep) {
    this.#put(id, "done", keep);
  }

  /** @param {string} id */
  abandon(id) {
    if (this.#deliveries.get(id)?.state === "in_progress")
      this.#deliveries.delete(id);
  }

  /**
   * @param {string} id
   * @param {"in_progress" | "done"} state
   * @param {number} seconds
   */
  #put(id, state, seconds) {
    // Deleting first moves it to the end: the map is ordered by last use.
    this.#deliveries.delete(id);
    this.#deliveries.set(id, { state, until: this.#now() + seconds });
  }

  /** Forgets the least recently used delivery that is done, never one that is in progress. */
  #makeRoom() {
    for (const [id, { state, until }] of this.#deliveries) {
      if (state === "in_progress" && until > this.#now()) continue;
      this.#deliveries.delete(id);
      return;
    }
  }
}
