// @ts-check
// Bookings, stage checks, and the training of flight attendants.

import { at, hoursFromNow, midMonth } from "./dates.mjs";

/** @typedef {import("./center.mjs").Center} Center */
/** @typedef {import("./center.mjs").Move} Move */
/** @typedef {import("./people.mjs").Crew} Crew */

const IN_PROGRESS = ["start"];
const COMPLETED = ["start", "complete"];
const NO_SHOW = ["no-show"];
/** @type {(cancelReason: string) => Move[]} */
const cancelled = (cancelReason) => [["cancel", { cancelReason }]];

/**
 * Simulator and instructor have the same place in their lists. A day of null: it began an hour ago.
 * @type {[day: number | null, hour: number, simulator: number, trainee: number, type: string, moves?: Move[]][]}
 */
const BOOKINGS = [
  [-6, 14, 0, 0, "TRAINING", COMPLETED],
  [-6, 14, 2, 4, "TRAINING", COMPLETED],
  [-6, 18, 0, 2, "RECURRENT", NO_SHOW],
  [-5, 14, 1, 1, "TRAINING", COMPLETED],
  [-5, 14, 3, 8, "TRAINING", cancelled("Trainee ill")],
  [-4, 14, 0, 18, "CHECKRIDE", COMPLETED],
  [-4, 18, 2, 6, "RECURRENT", NO_SHOW],
  [-3, 14, 1, 19, "RECURRENT", COMPLETED],
  [-3, 14, 3, 9, "TRAINING", COMPLETED],
  [-2, 14, 2, 5, "TRAINING", cancelled("Visual system down")],
  [-2, 18, 3, 12, "TRAINING", NO_SHOW],
  [-1, 14, 0, 0, "DRY_LEASE", COMPLETED],
  [-1, 18, 1, 3, "RECURRENT", COMPLETED],
  [null, 0, 0, 0, "TRAINING", IN_PROGRESS],
  [null, 0, 2, 4, "TRAINING", IN_PROGRESS],
  [null, 0, 3, 10, "TRAINING", IN_PROGRESS],
  [1, 14, 0, 1, "TRAINING"],
  [1, 14, 1, 2, "RECURRENT"],
  [1, 18, 2, 5, "TRAINING"],
  [1, 18, 3, 11, "TRAINING", cancelled("Weather at the departure airport")],
  [2, 14, 0, 3, "RECURRENT"],
  [2, 14, 2, 7, "RECURRENT"],
  [2, 18, 3, 13, "TRAINING"],
  [3, 14, 1, 0, "CHECKRIDE"],
  [3, 18, 2, 4, "TRAINING"],
  [4, 14, 0, 1, "TRAINING"],
  [4, 14, 3, 8, "TRAINING"],
  [5, 14, 1, 1, "MAINTENANCE"],
  [6, 14, 2, 6, "DRY_LEASE"],
  [7, 14, 0, 0, "CHECKRIDE"],
];

/**
 * @param {Center} center
 * @param {string[]} simulators
 * @param {any[]} trainees
 * @param {Crew} crew
 */
export function makeBookings(center, simulators, trainees, { instructors }) {
  return center.make(
    "bookings",
    BOOKINGS.map(([day, hour, place, trainee, sessionType, moves = []]) => {
      const { id, courseCode } = trainees[trainee];
      const now = day === null;
      const body = {
        simulatorId: simulators[place],
        startAt: now ? hoursFromNow(-1) : at(day, hour),
        endAt: now ? hoursFromNow(3) : at(day, hour + 4),
        traineeIds: [id],
        instructorId: sessionType === "DRY_LEASE" ? null : instructors[place],
        sessionType,
        courseCode,
      };
      return [body, ...moves];
    }),
  );
}

/** @type {(score: number) => Move} */
const pass = (score) => ["pass", { score }];
/** @type {(score: number, remarks: string) => Move} */
const fail = (score, remarks) => ["fail", { score, remarks }];

/**
 * Those of one trainee and stage in order.
 * @type {[trainee: number, stage: string, day: number, ...moves: Move[]][]}
 */
const STAGE_CHECKS = [
  [8, "PRE_SOLO", -40, fail(64, "Crosswind landing below standard")],
  [8, "PRE_SOLO", -33, pass(86)],
  [8, "PRE_CROSS_COUNTRY", -12, pass(91)],
  [8, "PRE_CHECKRIDE", 6],
  [9, "PRE_SOLO", -21, pass(88)],
  [9, "PRE_CROSS_COUNTRY", -2, fail(58, "Lost the way without GPS")],
  [9, "PRE_CROSS_COUNTRY", 5],
  [10, "PRE_SOLO", -9, "cancel"],
  [10, "PRE_SOLO", 2],
  [11, "PRE_SOLO", -4, fail(61, "Stall recovery: too much height lost")],
  [11, "PRE_SOLO", 3],
  [12, "OTHER", -15, pass(79)],
  [12, "PRE_CHECKRIDE", 9],
  [13, "OTHER", -8, "cancel"],
  [14, "OTHER", -6, pass(93)],
  [14, "END_OF_COURSE", 12],
  [16, "PRE_SOLO", -18, "cancel"],
  [20, "PRE_CHECKRIDE", -30, pass(84)],
  [20, "END_OF_COURSE", -14, pass(90)],
  [21, "END_OF_COURSE", -25, pass(95)],
  [22, "PRE_SOLO", -35, fail(42, "Checklist not used")],
];

/**
 * @param {Center} center
 * @param {any[]} trainees
 * @param {Crew} crew
 */
export async function makeStageChecks(center, trainees, crew) {
  const checked = new Set(STAGE_CHECKS.map(([trainee]) => trainee));
  await Promise.all(
    [...checked].map(async (trainee) => {
      const { id: traineeId, courseCode } = trainees[trainee];
      const checks = STAGE_CHECKS.filter(([whose]) => whose === trainee);
      for (const [, stage, day, ...moves] of checks) {
        const body = {
          ...{ traineeId, courseCode, stage, scheduledAt: at(day, 16) },
          checkInstructorId: crew.checkers[trainee % 2],
          recommendedByUserId: crew.instructors[trainee % 4],
        };
        await center.make("stage-checks", [[body, ...moves]]);
      }
    }),
  );
}

/**
 * Training completed twelve months ago expires with the present month. (No training is EXPIRING on the first of a
 * month of 31 days: the warning comes 30 days before.)
 * @type {[attendant: number, type: string, training: string, months: number, state: "scheduled" | "cancelled" | "completed"][]}
 */
const FA_TRAINING = [
  [0, "B737", "RECURRENT", -13, "completed"],
  [0, "B737", "RECURRENT", -1, "completed"],
  [1, "B737", "RECURRENT", -12, "completed"],
  [1, "B737", "RECURRENT", -2, "completed"],
  [2, "A320", "TRANSITION", -11, "completed"],
  [2, "A320", "RECURRENT", -1, "completed"],
  [3, "B737", "RECURRENT", -12, "completed"],
  [4, "B737", "RECURRENT", -12, "completed"],
  [5, "A320", "RECURRENT", -12, "completed"],
  [6, "A320", "RECURRENT", -14, "completed"],
  [7, "B737", "INITIAL_EQUIPMENT", -15, "completed"],
  [8, "A320", "REQUALIFICATION", -3, "completed"],
  [9, "B737", "DIFFERENCES", -4, "completed"],
  [10, "A320", "INITIAL_NEW_HIRE", -6, "completed"],
  [11, "A320", "INITIAL_NEW_HIRE", -6, "completed"],
  [3, "B737", "RECURRENT", 1, "scheduled"],
  [4, "B737", "RECURRENT", 1, "scheduled"],
  [5, "A320", "RECURRENT", 1, "scheduled"],
  [6, "A320", "REQUALIFICATION", 1, "scheduled"],
  [7, "B737", "REQUALIFICATION", 1, "cancelled"],
  [9, "A320", "TRANSITION", 2, "cancelled"],
];

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export function makeFaTraining(center, { FA, instructors }) {
  return center.make(
    "fa-training",
    FA_TRAINING.map(([place, aircraftType, trainingType, months, state]) => {
      const scheduledAt = midMonth(months);
      const body = {
        ...{ userId: FA[place], aircraftType, trainingType, scheduledAt },
        qualifications: ["DOOR", "SLIDE", "RAFT"],
        instructorId: instructors[0],
        programmedHours: trainingType.startsWith("INITIAL") ? 40 : 12,
        competenceCheckPassed:
          trainingType === "RECURRENT" && state === "completed" ? true : null,
      };
      if (state === "scheduled") return [body];
      if (state === "cancelled") return [body, "cancel"];
      return [body, ["complete", { completedAt: scheduledAt }]];
    }),
  );
}
