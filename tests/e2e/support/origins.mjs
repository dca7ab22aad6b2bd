// @ts-check
// The one origin of each of the 39 event types (domain by domain), as calls of the public API.
//
// Each origin gets a center of its own kind of record and returns the id of the record in the event. What
// only time brings is set up by dates near now: the next run of the scheduled handler does the rest.

import { randomUUID } from "node:crypto";

/** @typedef {import("./center.mjs").Caller} Caller */
/** @typedef {(api: Caller) => Promise<string>} Origin gives the record's id */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @param {number} ms from now */
const at = (ms) => new Date(Date.now() + ms).toISOString();

/** @param {string} path */
const creating =
  (path, /** @type {(api: Caller) => any} */ body) =>
  async (/** @type {Caller} */ api) =>
    (await api.create(path, await body(api))).id;

/**
 * @param {string} path
 * @param {Origin} before
 * @param {[verb: string, input?: unknown][]} moves the last one is the origin
 */
const moving = (path, before, moves) => async (/** @type {Caller} */ api) => {
  const id = await before(api);
  for (const [verb, input] of moves) {
    await api.advance(`${path}/${id}/${verb}`, input ?? {});
  }
  return id;
};

/** @param {Caller} api */
const aTrainee = async (api) => (await api.trainee()).id;

const booking = async (/** @type {Caller} */ api) => {
  const traineeIds = [await aTrainee(api)];
  return (await api.booking({ traineeIds })).id;
};

const workOrder = creating("/work-orders", () => ({
  simulatorId: randomUUID(),
  title: "Motion leg 3 drift",
}));

const bill = () => ({
  customerName: "Example Regional",
  currency: "USD",
  lineItems: [
    { description: "Dry time, 4.0 h", quantity: 4, unitPriceCents: 62_500 },
  ],
});
const invoice = creating("/invoices", () => ({
  ...bill(),
  dueAt: at(30 * DAY),
}));
const quote = creating("/quotes", () => ({
  ...bill(),
  validUntil: at(30 * DAY),
}));

/** @param {number} due ms from now */
const complianceItem = (due) =>
  creating("/compliance-items", () => ({
    title: "Yearly evaluation",
    category: "NSP",
    dueAt: at(due),
  }));

/** @param {number} recorded ms from now */
const deferral = (recorded) =>
  creating("/mel-deferrals", () => ({
    aircraftRegistration: "N812AA",
    melItem: "21-31-01",
    category: "C",
    description: "Cabin pressure controller 2 inoperative",
    recordedAt: at(recorded),
  }));

const faTraining = creating("/fa-training", () => ({
  userId: randomUUID(),
  aircraftType: "B737",
  trainingType: "RECURRENT",
  scheduledAt: at(-400 * DAY),
}));

const stageCheck = creating("/stage-checks", async (api) => ({
  traineeId: await aTrainee(api),
  courseCode: "PPL-ASEL",
  stage: "PRE_SOLO",
  checkInstructorId: randomUUID(),
  scheduledAt: at(DAY),
}));

const reserve = creating("/reserve-assignments", () => ({
  userId: randomUUID(),
  reserveType: "SHORT_CALL",
  startAt: at(-HOUR),
  endAt: at(8 * HOUR),
}));

const trade = creating("/trip-trades", () => ({
  tradeType: "DROP",
  requesterUserId: randomUUID(),
  offeredPairing: "P-2204",
}));

const report = creating("/safety-reports", () => ({
  reportType: "HAZARD",
  title: "FOD on ramp near bay 4",
  description: "Bolts and a rag.",
  severity: 3,
}));
const finding = creating("/safety-findings", () => ({
  title: "Ramp sweep log not kept",
  ownerUserId: randomUUID(),
  dueAt: at(20 * DAY),
}));

const datTest = creating("/dat-tests", () => ({
  userId: randomUUID(),
  substance: "DRUG",
  testType: "PRE_EMPLOYMENT",
  scheduledAt: at(DAY),
}));

const draw = async (/** @type {Caller} */ api) => {
  await crewMember(api, 1);
  const input = { substance: "DRUG", period: "2026-Q2", selectionCount: 1 };
  return (await api.create("/dat-draws", input)).id;
};

/**
 * @param {Caller} api
 * @param {number} seniorityNumber
 */
async function crewMember(api, seniorityNumber) {
  const userId = randomUUID();
  const answer = await api.send("PUT", `/crew/${userId}`, {
    json: {
      name: "A. Pilot",
      role: "PILOT",
      position: "FO",
      seniorityNumber,
      safetySensitive: true,
    },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  return userId;
}

const bidPackage = async (/** @type {Caller} */ api) => {
  const userId = await crewMember(api, 2);
  const { id } = await api.create("/bid-packages", {
    bidMonth: "2026-06",
    base: "DEN",
    equipment: "B737",
    position: "FIRST_OFFICER",
    mode: "LINE",
    lines: [{ lineNumber: 204, daysOn: 15, daysOff: 15, creditMinutes: 5_060 }],
  });
  await api.advance(`/bid-packages/${id}/open`);
  const bid = { userId, rankedLineNumbers: [204] };
  await api.advance(`/bid-packages/${id}/bids`, bid);
  return id;
};

/**
 * By type; `clock` names those that the scheduled handler raises.
 * @type {Record<string, Origin>}
 */
export const ORIGINS = {
  "bidding.awards_published": moving("/bid-packages", bidPackage, [
    ["close"],
    ["award"],
    ["publish"],
  ]),
  "booking.created": booking,
  "booking.updated": moving("/bookings", booking, [["start"]]),
  "booking.cancelled": moving("/bookings", booking, [
    ["cancel", { cancelReason: "weather" }],
  ]),
  "booking.completed": moving("/bookings", booking, [["start"], ["complete"]]),
  "compliance.due_soon": complianceItem(20 * DAY),
  "compliance.overdue": complianceItem(-DAY),
  "dat.test.scheduled": datTest,
  "dat.test.resulted": moving("/dat-tests", datTest, [
    ["collect"],
    ["result", { result: "NEGATIVE" }],
  ]),
  "dat.random_draw": draw,
  "fa_training.scheduled": faTraining,
  "fa_training.completed": moving("/fa-training", faTraining, [["complete"]]),
  "fa_training.expiring": moving("/fa-training", faTraining, [
    ["complete", { completedAt: lateInMonth(-12) }],
  ]),
  "fa_training.expired": moving("/fa-training", faTraining, [
    ["complete", { completedAt: lateInMonth(-14) }],
  ]),
  "invoice.created": invoice,
  "invoice.paid": moving("/invoices", invoice, [["send"], ["pay"]]),
  "invoice.voided": moving("/invoices", invoice, [
    ["void", { voidReason: "entered twice" }],
  ]),
  "mel.deferral.opened": deferral(0),
  "mel.deferral.expiring": deferral(-9 * DAY),
  "mel.deferral.expired": deferral(-12 * DAY),
  "quote.created": quote,
  "quote.accepted": moving("/quotes", quote, [["send"], ["accept"]]),
  "quote.declined": moving("/quotes", quote, [["send"], ["decline"]]),
  "reserve.assigned": reserve,
  "reserve.called_out": moving("/reserve-assignments", reserve, [
    ["call-out", { calloutReason: "Sick call", reportAt: at(3 * HOUR) }],
  ]),
  "reserve.no_contact": moving("/reserve-assignments", reserve, [
    ["no-contact", { contactAttempts: 3 }],
  ]),
  "safety.report.submitted": report,
  "safety.report.closed": moving("/safety-reports", report, [
    ["close", { closureNote: "Swept." }],
  ]),
  "safety.finding.closed": moving("/safety-findings", finding, [
    ["close", { correctiveAction: "Added to the checklist" }],
  ]),
  "stage_check.scheduled": stageCheck,
  "stage_check.passed": moving("/stage-checks", stageCheck, [["pass"]]),
  "stage_check.failed": moving("/stage-checks", stageCheck, [
    ["fail", { remarks: "Crosswind landing below standard" }],
  ]),
  "trainee.created": aTrainee,
  "trainee.updated": moving("/trainees", aTrainee, [["hold"]]),
  "trip_trade.requested": trade,
  "trip_trade.approved": moving("/trip-trades", trade, [["approve"]]),
  "workorder.created": workOrder,
  "workorder.updated": moving("/work-orders", workOrder, [["start"]]),
  "workorder.completed": moving("/work-orders", workOrder, [
    ["start"],
    ["complete", { resolution: "Actuator replaced" }],
  ]),
};

/**
 * What the ways to an origin tell besides it, in order: what it is made from, and what it passes through.
 * @type {Record<string, string[]>}
 */
export const ON_THE_WAY = {
  "booking.created": ["trainee.created"],
  "booking.updated": ["trainee.created", "booking.created"],
  "booking.cancelled": ["trainee.created", "booking.created"],
  "booking.completed": [
    "trainee.created",
    "booking.created",
    "booking.updated",
  ],
  "dat.test.resulted": ["dat.test.scheduled"],
  "fa_training.completed": ["fa_training.scheduled"],
  "fa_training.expiring": ["fa_training.scheduled", "fa_training.completed"],
  "fa_training.expired": ["fa_training.scheduled", "fa_training.completed"],
  "invoice.paid": ["invoice.created"],
  "invoice.voided": ["invoice.created"],
  "mel.deferral.expiring": ["mel.deferral.opened"],
  "mel.deferral.expired": ["mel.deferral.opened"],
  "quote.accepted": ["quote.created"],
  "quote.declined": ["quote.created"],
  "reserve.called_out": ["reserve.assigned"],
  "reserve.no_contact": ["reserve.assigned"],
  "safety.report.closed": ["safety.report.submitted"],
  "stage_check.scheduled": ["trainee.created"],
  "stage_check.passed": ["trainee.created", "stage_check.scheduled"],
  "stage_check.failed": ["trainee.created", "stage_check.scheduled"],
  "trainee.updated": ["trainee.created"],
  "trip_trade.approved": ["trip_trade.requested"],
  "workorder.updated": ["workorder.created"],
  "workorder.completed": ["workorder.created", "workorder.updated"],
};

/**
 * Noon UTC on the 15th, so many months from now: training of then expires with the twelfth month after it.
 * @param {number} months
 */
function lateInMonth(months) {
  const now = new Date();
  const month = now.getUTCMonth() + months;
  return new Date(Date.UTC(now.getUTCFullYear(), month, 15, 12)).toISOString();
}
