// @ts-check
// A stream of writes against an edge that may die at any moment, and a ledger of what it confirmed.

import { setTimeout as sleep } from "node:timers/promises";
import { poll } from "../../../scripts/runtime.mjs";
import { someBooking, someTrainee } from "./center.mjs";

/** @typedef {import("./center.mjs").Caller} Caller */
/** @typedef {import("./random.mjs").Random} Random */

/** Identifies an event by what it tells: no record is changed twice in one millisecond by one writer. */
export const eventKey = (
  /** @type {string} */ type,
  /** @type {any} */ record,
) => `${type} ${record.id} ${record.updatedAt}`;

export class Ledger {
  /** @type {Map<string, any>} the record in each 2xx answer, by the key of its event */
  confirmed = new Map();
  /** Writes without an answer, or with a 5xx: they may have been committed. */
  unanswered = 0;
  /** @type {string[]} answers that should not be */
  complaints = [];
}

export class Writers {
  #stopped = false;
  /** Closed while the edge is down. */
  #open = true;
  ledger = new Ledger();

  /**
   * @param {Caller} caller
   * @param {Random} random
   * @param {number} count
   */
  constructor(caller, random, count) {
    this.caller = caller;
    this.random = random;
    this.loops = Array.from({ length: count }, () => this.#loop());
  }

  pause() {
    this.#open = false;
  }

  resume() {
    this.#open = true;
  }

  async stop() {
    this.#stopped = true;
    await Promise.all(this.loops);
  }

  async #loop() {
    /** @type {string[]} */
    const trainees = [];
    /** @type {any[]} that nobody else writes to */
    const bookings = [];
    while (!this.#stopped) {
      await poll(() => this.#open || this.#stopped, "the edge stayed down");
      await this.#step(trainees, bookings);
      await sleep(this.random.below(40));
    }
  }

  /**
   * @param {string[]} trainees
   * @param {any[]} bookings
   */
  async #step(trainees, bookings) {
    const dice = this.random.next();
    if (trainees.length === 0 || dice < 0.2) {
      const json = someTrainee({ employer: "Ōkafor ✈️" });
      const made = await this.#write("trainee.created", "/trainees", json);
      if (made) trainees.push(made.id);
      return;
    }
    if (bookings.length === 0 || dice < 0.5) {
      const json = someBooking({ traineeIds: [this.random.pick(trainees)] });
      const made = await this.#write("booking.created", "/bookings", json);
      if (made) bookings.push(made);
      return;
    }
    // One whose write got no answer is not touched again: its last event can be told from its state.
    const [booking] = bookings.splice(this.random.below(bookings.length), 1);
    const path = `/bookings/${booking.id}`;
    const changed = await this.#change(booking, path);
    if (changed && !["COMPLETED", "CANCELLED"].includes(changed.status))
      bookings.push(changed);
  }

  /**
   * @param {any} booking
   * @param {string} path
   */
  #change(booking, path) {
    const dice = this.random.next();
    if (dice < 0.2) {
      const json = { notes: `note ${this.random.next()}` };
      return this.#write("booking.updated", path, json, "PATCH");
    }
    if (dice < 0.35) {
      const json = { cancelReason: "weather" };
      return this.#write("booking.cancelled", `${path}/cancel`, json);
    }
    return booking.status === "SCHEDULED"
      ? this.#write("booking.updated", `${path}/start`, {})
      : this.#write("booking.completed", `${path}/complete`, {});
  }

  /**
   * @param {string} type the event that it makes
   * @param {string} path
   * @param {unknown} json
   * @param {string} [method]
   */
  async #write(type, path, json, method = "POST") {
    const answer = await this.caller
      .send(method, path, { json })
      .catch(() => undefined);
    if (!answer || answer.status >= 500) {
      this.ledger.unanswered += 1;
      return undefined;
    }
    if (answer.status >= 400) {
      this.ledger.complaints.push(`${answer.request}: ${answer.text}`);
      return undefined;
    }
    this.ledger.confirmed.set(eventKey(type, answer.body), answer.body);
    return answer.body;
  }
}
