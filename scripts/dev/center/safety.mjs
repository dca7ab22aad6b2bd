// @ts-check
// Safety reports with their findings; random draws, drug and alcohol tests.

import { daysFromNow, hoursFromNow, quarter } from "./dates.mjs";

/** @typedef {import("./center.mjs").Center} Center */
/** @typedef {import("./center.mjs").Move} Move */
/** @typedef {import("./people.mjs").Crew} Crew */

/** @type {(likelihood: number) => Move} */
const review = (likelihood) => ["review", { likelihood }];
/** @type {(closureNote: string) => Move} */
const close = (closureNote) => ["close", { closureNote }];

/** @type {[type: string, title: string, severity: number, daysAgo: number, ...moves: Move[]][]} */
const REPORTS = [
  ["HAZARD", "FOD on ramp near bay 4", 3, 2],
  ["FATIGUE", "Third early report in a row", 3, 1],
  ["INCIDENT", "Tug touched a wing tip", 4, 3],
  ["HAZARD", "Bay 2 emergency exit blocked by a crate", 4, 0],
  ["OTHER", "Confusing sign at the briefing rooms", 1, 5],
  ["HAZARD", "Hydraulic oil under simulator 3", 3, 6, review(3)],
  ["INCIDENT", "Go-around after a late runway change", 2, 9, review(2)],
  ["ACCIDENT", "Trainee sprained an ankle on the ladder", 4, 11, review(2)],
  ["FATIGUE", "Unable to rest: hotel fire alarm", 2, 8, review(4)],
  ["HAZARD", "Bird activity at the north taxiway", 3, 15, review(3)],
  ["OTHER", "Handrail loose", 2, 20, close("Fixed on the spot")],
  [
    "INCIDENT",
    "Bird strike on departure",
    3,
    25,
    review(2),
    close("No damage"),
  ],
  ["HAZARD", "Ice on the stairs", 2, 30, close("Salt box put up")],
  ["HAZARD", "Loose carpet in bay 1", 2, 28, review(4)],
];
/** The reports that are closed after their findings, by place. */
const CLOSED_LAST = [13];

/** @type {(correctiveAction: string, ...before: Move[]) => Move[]} */
const done = (correctiveAction, ...before) => [
  ...before,
  ["close", { correctiveAction }],
];

/** @type {[title: string, dueDay: number, report: number | null, moves?: Move[]][]} */
const FINDINGS = [
  ["Ramp sweep log not kept on night shift", 12, 0],
  ["Oil drip tray missing", 4, 5, ["start"]],
  ["Seal kit past its service life", 20, 5],
  ["Ladder without slip guard", 6, 7, ["start"]],
  ["Ladder check missing from the shift list", 9, 7, done("Added to the list")],
  ["No contact with the airport's wildlife team", 30, 9],
  ["Carpet not part of the inspection", -4, 13, done("Added to the round")],
  ["Carpet glue worn", -6, 13, done("Carpet replaced", "start")],
  ["Fire drill not held this half-year", 15, null],
  ["First aid box incomplete", 3, null, ["start"]],
  ["Hotel list without noise rating", 25, 8, ["start"]],
  ["Instructor briefing on late changes", 18, 6],
  ["Two extinguishers past due", -2, null, done("Exchanged", "start")],
  ["Visitor badges not collected", 10, null, done("Box at the exit")],
];

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export async function makeSafety(center, { safety, technicians, FO }) {
  const reports = await center.make(
    "safety-reports",
    REPORTS.map(([reportType, title, severity, daysAgo, ...moves], index) => {
      const anonymous = reportType === "FATIGUE";
      const body = {
        ...{ reportType, title, severity, anonymous },
        description: `${title}. Seen by the reporter, told to the shift lead.`,
        occurredAt: hoursFromNow(-24 * daysAgo - 3),
        reporterUserId: anonymous ? null : FO[index % FO.length],
      };
      return [body, ...moves];
    }),
  );
  await center.make(
    "safety-findings",
    FINDINGS.map(([title, dueDay, report, moves = []], index) => {
      const body = {
        title,
        ownerUserId: index % 2 ? technicians[0] : safety[0],
        dueAt: daysFromNow(dueDay),
        reportId: report === null ? null : reports[report].id,
      };
      return [body, ...moves];
    }),
  );
  for (const place of CLOSED_LAST) {
    const path = `safety-reports/${reports[place].id}`;
    await center.advance(path, [close("All findings are closed")]);
  }
}

/** @type {(result: string, alcoholConcentration?: number) => Move[]} */
const result = (result, alcoholConcentration) => [
  "collect",
  ["result", { result, alcoholConcentration }],
];
/**
 * Before the collection.
 * @type {Move[]}
 */
const REFUSED = [["result", { result: "REFUSAL" }]];

/** @type {[seat: "CA" | "FO" | "FA", place: number, substance: string, type: string, day: number, moves?: Move[]][]} */
const TESTS = [
  ["FO", 6, "DRUG", "PRE_EMPLOYMENT", -20, result("NEGATIVE")],
  ["FO", 7, "DRUG", "PRE_EMPLOYMENT", -18, result("NEGATIVE_DILUTE")],
  ["FA", 10, "DRUG", "PRE_EMPLOYMENT", -9, result("CANCELLED")],
  ["FA", 10, "DRUG", "PRE_EMPLOYMENT", 2],
  ["FA", 11, "DRUG", "PRE_EMPLOYMENT", 0, ["collect"]],
  ["FA", 9, "DRUG", "REASONABLE_CAUSE", -30, result("POSITIVE")],
  ["FA", 9, "DRUG", "RETURN_TO_DUTY", 5],
  [
    "CA",
    7,
    "ALCOHOL",
    "REASONABLE_CAUSE",
    -12,
    result("BELOW_VIOLATION", 0.024),
  ],
  ["CA", 7, "ALCOHOL", "FOLLOW_UP", 7],
  ["FO", 5, "ALCOHOL", "POST_ACCIDENT", -11, result("NEGATIVE", 0)],
  ["FO", 5, "DRUG", "POST_ACCIDENT", -11, ["collect"]],
  ["FA", 8, "ALCOHOL", "REASONABLE_CAUSE", -25, result("POSITIVE", 0.051)],
  ["FA", 8, "ALCOHOL", "FOLLOW_UP", 1, ["cancel"]],
  ["FA", 6, "DRUG", "REASONABLE_CAUSE", -7, REFUSED],
  ["CA", 6, "DRUG", "FOLLOW_UP", -3, ["cancel"]],
];

/**
 * Of those whom the present quarter's draws select, in the order of the draw.
 * @type {Move[][]}
 */
const OF_THE_DRAWN = [result("NEGATIVE"), ["collect"], [], ["cancel"]];

const DRAWN_FOR = ["DRUG", "ALCOHOL", "BOTH"];

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export async function makeDat(center, crew) {
  const drawnByUserId = crew.safety[0];
  /** @type {(quarters: number) => Promise<any[]>} */
  const draw = (quarters) =>
    center.make(
      "dat-draws",
      DRAWN_FOR.map((substance) => {
        const annualRatePct = substance === "ALCOHOL" ? 10 : 25;
        const period = quarter(quarters);
        const what = { substance, period, annualRatePct, drawnByUserId };
        return [{ ...what, selectionCount: OF_THE_DRAWN.length }];
      }),
    );
  for (const quarters of [-3, -2, -1]) await draw(quarters);
  const [forDrugs, forAlcohol] = await draw(0);
  const collectionSite = "Example Occupational Health";
  const random = [forDrugs, forAlcohol].flatMap(
    ({ id: drawId, substance, selectedUserIds }) =>
      OF_THE_DRAWN.map((moves, index) => {
        const userId = selectedUserIds[index];
        const scheduledAt = daysFromNow(index < 2 ? -1 : 1 + index);
        const what = { userId, substance, testType: "RANDOM", drawId };
        /** @type {import("./center.mjs").Row} */
        const row = [{ ...what, scheduledAt, collectionSite }, ...moves];
        return row;
      }),
  );
  const others = TESTS.map(
    ([seat, place, substance, testType, day, moves = []]) => {
      const userId = crew[seat][place];
      const scheduledAt = daysFromNow(day);
      const what = { userId, substance, testType };
      /** @type {import("./center.mjs").Row} */
      const row = [{ ...what, scheduledAt, collectionSite }, ...moves];
      return row;
    },
  );
  await center.make("dat-tests", [...random, ...others]);
}
