// @ts-check
// Reserve assignments, trip trades, bid packages.

import { at, hoursFromNow, month } from "./dates.mjs";

/** @typedef {import("./center.mjs").Center} Center */
/** @typedef {import("./center.mjs").Move} Move */
/** @typedef {import("./people.mjs").Crew} Crew */
/** @typedef {"CA" | "FO" | "FA"} Seat */

/** @type {(calloutReason: string, hours: number, bookingRef: string) => Move[]} */
const calledOut = (calloutReason, hours, bookingRef) => {
  const reportAt = hoursFromNow(hours);
  return [["call-out", { calloutReason, reportAt, bookingRef }]];
};
/** @type {(contactAttempts: number) => Move[]} */
const noContact = (contactAttempts) => [["no-contact", { contactAttempts }]];

/**
 * From and to in hours from now; what is over is released by the clock.
 * @type {[seat: Seat, place: number, type: string, from: number, to: number, moves?: Move[]][]}
 */
const RESERVES = [
  ["CA", 3, "SHORT_CALL", -2, 8],
  ["FO", 3, "SHORT_CALL", -3, 9],
  ["FA", 3, "SHORT_CALL", -1, 11],
  ["FA", 4, "LONG_CALL", -6, 30],
  ["CA", 3, "LONG_CALL", 48, 96],
  ["FO", 4, "LONG_CALL", 24, 72],
  ["FA", 5, "SHORT_CALL", 26, 38],
  ["CA", 4, "SHORT_CALL", -4, 8, calledOut("Sick call", 3, "P-2204")],
  ["FO", 5, "LONG_CALL", -12, 36, calledOut("Misconnect", 14, "P-2310")],
  ["FA", 6, "SHORT_CALL", -3, 9, calledOut("Sick call", 1, "P-2204")],
  ["FA", 7, "SHORT_CALL", -5, 7, noContact(3)],
  ["FO", 6, "SHORT_CALL", -6, 6, noContact(5)],
  ["CA", 5, "SHORT_CALL", -2, 10, ["release"]],
  ["FA", 8, "LONG_CALL", 12, 60, ["release"]],
  ["FO", 7, "SHORT_CALL", -36, -24],
  ["CA", 6, "SHORT_CALL", -50, -38],
  ["FA", 9, "LONG_CALL", -90, -42],
];

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export function makeReserves(center, crew) {
  return center.make(
    "reserve-assignments",
    RESERVES.map(([position, place, reserveType, from, to, moves = []]) => {
      const body = {
        ...{ userId: crew[position][place], reserveType, position },
        startAt: hoursFromNow(from),
        endAt: hoursFromNow(to),
        base: "DEN",
        equipment: place % 2 ? "B737" : "A320",
      };
      return [body, ...moves];
    }),
  );
}

/** The one first officer who has flown too much to trade. */
const TIRED = 8;

/** @type {[place: number, offered: string | null, requested: string | null, colleague?: number | null, verb?: string, denyReason?: string][]} */
const TRADES = [
  [0, "P-2204", null],
  [1, "P-2310", "P-2311"],
  [2, null, "P-2402"],
  [3, "P-2405", "P-2204", 4],
  [TIRED, null, "P-2417"],
  [0, "P-2318", "P-2320", 5, "approve"],
  [5, "P-2206", null, null, "approve"],
  [6, null, "P-2206", null, "approve"],
  [7, "P-2330", "P-2331", null, "approve"],
  [TIRED, null, "P-2206", null, "deny", "Over 100 hours in 28 days"],
  [2, "P-2412", null, null, "deny", "No reserve left on that day"],
  [4, "P-2420", "P-2421", 1, "deny", "Not qualified for the equipment"],
  [3, "P-2333", null, null, "cancel"],
  [6, null, "P-2340", null, "cancel"],
];

/**
 * The flight log must be there: each request is checked against it.
 * @param {Center} center
 * @param {Crew} crew
 */
export function makeTrades(center, { FO, planners }) {
  const decidedByUserId = planners[0];
  return center.make(
    "trip-trades",
    TRADES.map(([place, offered, requested, colleague, verb, denyReason]) => {
      const tradeType = !requested ? "DROP" : offered ? "SWAP" : "PICKUP";
      const body = {
        ...{ tradeType, requesterUserId: FO[place] },
        ...{ offeredPairing: offered, requestedPairing: requested },
        counterpartyUserId: colleague == null ? null : FO[colleague],
      };
      if (verb === "cancel") return [body, verb];
      const input = { decidedByUserId, denyReason };
      return verb ? [body, [verb, input]] : [body];
    }),
  );
}

const STEPS = ["open", "close", "award", "publish"];
const POSITIONS = {
  CA: "CAPTAIN",
  FO: "FIRST_OFFICER",
  FA: "FLIGHT_ATTENDANT",
};

/**
 * Bidding lasts a week, about two months before the month flown.
 * @type {[months: number, seat: Seat, mode: "LINE" | "PBS", equipment: string, steps: number][]}
 */
const PACKAGES = [
  [0, "CA", "LINE", "B737", 4],
  [0, "FO", "LINE", "B737", 4],
  [0, "FA", "PBS", "B737", 4],
  [1, "CA", "LINE", "B737", 4],
  [1, "FO", "PBS", "B737", 3],
  [1, "FA", "PBS", "B737", 3],
  [1, "CA", "LINE", "A320", 2],
  [1, "FO", "PBS", "A320", 2],
  [2, "CA", "LINE", "B737", 1],
  [2, "FO", "PBS", "B737", 1],
  [2, "FA", "LINE", "B737", 1],
  [3, "CA", "LINE", "B737", 0],
  [3, "FO", "PBS", "B737", 0],
];

const LINES = [204, 205, 206, 207, 208].map((lineNumber, index) => ({
  lineNumber,
  daysOn: 14 + (index % 3),
  daysOff: 16 - (index % 3),
  creditMinutes: 5060 - 85 * index,
  pairingIds: [`P-${2200 + 2 * index}`, `P-${2310 + index}`],
  legsPerDay: 2 + (index % 3),
  layoverCities: [["LAX", "SEA"], ["ORD"], ["BOS"]][index % 3],
  redeye: index === 4,
  weekendsOff: index % 3,
}));

/** By bidder. */
const RANKINGS = [
  [205, 204],
  [205, 206, 207],
  [204, 205, 206, 207, 208],
  [208],
  [206, 205],
  [207, 204],
];
const RULES = [
  [
    { type: "AVOID_REDEYE", hard: true },
    { type: "WEEKEND_OFF", weight: 5 },
  ],
  [{ type: "PREFER_LAYOVER_CITY", weight: 3, params: { cities: ["SEA"] } }],
  [{ type: "CREDIT_RANGE", weight: 2, params: { min: 4900 } }],
  [{ type: "MAX_LEGS_PER_DAY", hard: true, params: { max: 3 } }],
  [{ type: "AVOID_LAYOVER_CITY", weight: 4, params: { cities: ["BOS"] } }],
  [{ type: "DAYS_OFF_COUNT", hard: true, params: { min: 16 } }],
];

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export function makeBidPackages(center, crew) {
  return center.make(
    "bid-packages",
    PACKAGES.map(([months, seat, mode, equipment, steps]) => {
      const body = {
        ...{ bidMonth: month(months), base: "DEN", equipment, mode },
        position: POSITIONS[seat],
        opensAt: at(30 * months - 62, 15),
        closesAt: at(30 * months - 55, 15),
        lines: LINES,
      };
      /** @type {Move[]} */
      const bids = RANKINGS.map((rankedLineNumbers, index) => {
        const choice =
          mode === "LINE" ? { rankedLineNumbers } : { rules: RULES[index] };
        return ["bids", { userId: crew[seat][index], ...choice }];
      });
      const [open, ...rest] = STEPS.slice(0, steps);
      return open ? [body, open, ...bids, ...rest] : [body];
    }),
  );
}
