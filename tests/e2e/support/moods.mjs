// @ts-check
// A mix of receivers: good ones, those that need several attempts, and one that never accepts.

/** @typedef {import("./receiver.mjs").Behaviour} Behaviour */
/** @typedef {import("./receiver.mjs").Reaction} Reaction */

/**
 * @typedef {object} Mood
 * @property {string} name
 * @property {(seen: number, unlucky: boolean) => Reaction} reaction to a delivery that came `seen` times before;
 *   `unlucky` is one in eight, the same ones each time
 * @property {"DELIVERED" | "FAILED"} end of all its deliveries
 */

const OK = { status: 200 };

/** @type {Mood[]} */
export const MOODS = [
  { name: "good", reaction: () => OK, end: "DELIVERED" },
  { name: "another", reaction: () => ({ status: 204 }), end: "DELIVERED" },
  {
    name: "fails-at-first",
    reaction: (seen, unlucky) => (unlucky && seen < 2 ? { status: 500 } : OK),
    end: "DELIVERED",
  },
  {
    name: "asks-for-time",
    reaction: (seen, unlucky) =>
      unlucky && seen === 0
        ? { status: 503, headers: { "retry-after": "2" } }
        : OK,
    end: "DELIVERED",
  },
  {
    name: "hangs-at-first",
    reaction: (seen, unlucky) => (unlucky && seen === 0 ? "hang" : OK),
    end: "DELIVERED",
  },
  {
    name: "breaks-off-at-first",
    reaction: (seen, unlucky) => (unlucky && seen === 0 ? "reset" : OK),
    end: "DELIVERED",
  },
  { name: "never", reaction: () => ({ status: 500 }), end: "FAILED" },
];

/**
 * @param {Mood} mood
 * @returns {Behaviour}
 */
export function behaviour({ reaction }) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return ({ envelope }) => {
    const before = seen.get(envelope.id) ?? 0;
    seen.set(envelope.id, before + 1);
    return reaction(before, "01".includes(envelope.id.at(5)));
  };
}
