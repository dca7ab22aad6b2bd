// @ts-check
// Quotes and invoices.

import { daysFromNow } from "./dates.mjs";

/** @typedef {import("./center.mjs").Center} Center */
/** @typedef {import("./center.mjs").Move} Move */

const CUSTOMERS = [
  "Example Regional",
  "Example Air Cargo",
  "Example Charter",
  "Example Flight School",
];

/**
 * What is sold, with its price in cents.
 * @type {Record<string, [description: string, price: number]>}
 */
const PRICES = {
  dry: ["B737 simulator, dry time, hours", 62_500],
  wet: ["A320 simulator with instructor, hours", 81_000],
  type: ["A320 type rating", 2_450_000],
  recurrent: ["B737 recurrent, 2 days", 890_000],
  lesson: ["C172 training device, hours", 9_500],
};

/**
 * @param {number} customer
 * @param {[quantity: number, what: string][]} lines
 */
function bill(customer, lines) {
  const lineItems = lines.map(([quantity, what]) => {
    const [description, unitPriceCents] = PRICES[what];
    return { description, quantity, unitPriceCents };
  });
  const customerName = CUSTOMERS[customer];
  const customerEmail = `accounts-${customer + 1}@example.com`;
  return { customerName, customerEmail, currency: "USD", lineItems };
}

/** @type {(declineReason: string) => Move[]} */
const declined = (declineReason) => ["send", ["decline", { declineReason }]];
const ACCEPTED = ["send", "accept"];

/**
 * A quote sent whose last day is past expires.
 * @type {[customer: number, quantity: number, what: string, validDay: number, moves?: Move[]][]}
 */
const QUOTES = [
  [0, 6, "recurrent", 30, ACCEPTED],
  [0, 2, "type", 25, ACCEPTED],
  [1, 40, "dry", 20, ACCEPTED],
  [3, 24.5, "lesson", 14, ACCEPTED],
  [0, 4, "recurrent", 28, ["send"]],
  [1, 1, "type", 21, ["send"]],
  [2, 16, "wet", 9, ["send"]],
  [3, 60, "lesson", 45],
  [2, 2, "recurrent", 60],
  [0, 12, "dry", 40],
  [1, 20, "wet", 5, declined("Booked elsewhere")],
  [2, 1, "type", 12, declined("Hiring is put off")],
  [3, 10, "lesson", 7, ["send", "decline"]],
  [2, 8, "dry", -3, ["send"]],
  [1, 3, "recurrent", -10, ["send"]],
  [3, 15, "lesson", -20, ["send"]],
];

/** @type {(voidReason: string, ...before: Move[]) => Move[]} */
const voided = (voidReason, ...before) => [...before, ["void", { voidReason }]];
const PAID = ["send", "pay"];

/**
 * An invoice sent whose due day is past is overdue. A quote is named by its place.
 * @type {[customer: number, lines: [number, string][], dueDay: number, moves?: Move[], quote?: number][]}
 */
const INVOICES = [
  [0, [[3, "recurrent"]], 12, PAID, 0],
  [0, [[1, "type"]], 14, PAID, 1],
  [1, [[16, "dry"]], 8, PAID, 2],
  [3, [[10.5, "lesson"]], 10, PAID, 3],
  [2, [[4, "wet"]], -2, PAID],
  [0, [[3, "recurrent"]], 26, ["send"], 0],
  [1, [[24, "dry"]], 22, ["send"], 2],
  [2, [[6, "wet"]], 18, ["send"]],
  [3, [[14, "lesson"]], 29, ["send"], 3],
  [0, [[1, "type"]], 45, [], 1],
  [1, [[8, "dry"]], 30],
  [2, [[1, "recurrent"]], 30],
  [
    3,
    [
      [12, "lesson"],
      [1, "dry"],
    ],
    35,
  ],
  [0, [[4, "dry"]], -5, ["send"]],
  [2, [[2, "recurrent"]], -12, ["send"]],
  [3, [[18.25, "lesson"]], -30, ["send"]],
  [1, [[4, "wet"]], 20, voided("Entered twice")],
  [0, [[2, "dry"]], 15, voided("Session cancelled by us", "send")],
  [2, [[3, "lesson"]], -8, voided("Sent to the wrong customer", "send")],
];

/** @param {Center} center */
export function makeQuotes(center) {
  return center.make(
    "quotes",
    QUOTES.map(([customer, quantity, what, validDay, moves = []]) => {
      const validUntil = daysFromNow(validDay);
      const lines = bill(customer, [[quantity, what]]);
      return [{ ...lines, validUntil }, ...moves];
    }),
  );
}

/**
 * @param {Center} center
 * @param {any[]} quotes
 * @param {any[]} bookings
 */
export function makeInvoices(center, quotes, bookings) {
  return center.make(
    "invoices",
    INVOICES.map(([customer, lines, dueDay, moves = [], quote], index) => {
      const body = {
        ...bill(customer, lines),
        quoteId: quote === undefined ? null : quotes[quote].id,
        bookingIds: index < 3 ? [bookings[index].id] : [],
        dueAt: daysFromNow(dueDay),
      };
      return [body, ...moves];
    }),
  );
}
