// @ts-check
// Work orders on the simulators, MEL deferrals of the aircraft, compliance items of the center.

import { daysFromNow } from "./dates.mjs";

/** @typedef {import("./center.mjs").Center} Center */
/** @typedef {import("./center.mjs").Move} Move */
/** @typedef {import("./people.mjs").Crew} Crew */

/** @type {(resolution: string) => Move[]} */
const repaired = (resolution) => ["start", ["complete", { resolution }]];
const WAITS = ["start", "await-parts"];

/** @type {[simulator: number, title: string, priority: string, dueDay: number, moves?: Move[]][]} */
const WORK_ORDERS = [
  [0, "Motion leg 3 drift", "HIGH", 6, WAITS],
  [0, "Captain's yoke trim switch sticks", "NORMAL", 12],
  [0, "Visual: left channel flickers", "CRITICAL", 1, ["start"]],
  [0, "Replace air filters", "LOW", 25],
  [1, "Control loading: rudder breakout high", "HIGH", 4, ["start"]],
  [1, "FMS 2 does not boot", "CRITICAL", 2, WAITS],
  [1, "Instructor station touch screen dead", "NORMAL", 9, ["await-parts"]],
  [1, "Emergency lighting battery", "LOW", 20],
  [1, "Seat rail worn, right seat", "NORMAL", -3, repaired("Rail replaced")],
  [2, "Sidestick priority light out", "LOW", -8, repaired("Lamp replaced")],
  [2, "ECAM lower display dim", "NORMAL", 7, ["start", "await-parts", "start"]],
  [2, "Hydraulic pump noise", "HIGH", 3],
  [2, "Duplicate of the pump noise", "HIGH", 3, ["cancel"]],
  [2, "Sound system crackles", "LOW", -5, repaired("Connector reseated")],
  [3, "Throttle friction lock slips", "NORMAL", 10],
  [3, "Projector lamp at end of life", "NORMAL", -1, repaired("Lamp replaced")],
  [3, "Radio 1 sidetone missing", "LOW", 15, ["start", "cancel"]],
  [3, "QTG run for the evaluation", "HIGH", 14, ["start"]],
];

/**
 * @param {Center} center
 * @param {string[]} simulators
 * @param {Crew} crew
 */
export function makeWorkOrders(center, simulators, { technicians }) {
  return center.make(
    "work-orders",
    WORK_ORDERS.map(([place, title, priority, dueDay, moves = []], index) => {
      const waits = moves.includes("await-parts");
      const body = {
        ...{ simulatorId: simulators[place], title, priority },
        assigneeUserId: moves.length > 0 ? technicians[index % 3] : null,
        dueAt: daysFromNow(dueDay),
        discrepancyRef: `SIM-${place + 1}/${110 + index}`,
        parts: waits ? [{ partNumber: `MC-${770 + index}`, quantity: 1 }] : [],
        laborMinutes: moves.length > 1 ? 45 + 15 * index : null,
      };
      return [body, ...moves];
    }),
  );
}

/** @type {(correctiveAction: string) => Move[]} */
const closed = (correctiveAction) => [["close", { correctiveAction }]];

/** @type {[registration: string, item: string, category: string, daysAgo: number, description: string, moves?: Move[]][]} */
const DEFERRALS = [
  ["N812AA", "21-31-01", "C", 1, "Cabin pressure controller 2 inoperative"],
  ["N812AA", "33-41-02", "C", 4, "Left wing anti-collision light out"],
  ["N812AA", "25-11-01", "D", 40, "Observer seat recline inoperative"],
  ["N814AA", "49-11-01", "C", 2, "APU inoperative"],
  ["N814AA", "34-51-02", "B", 0, "Weather radar system 2 inoperative"],
  ["N301AA", "23-31-01", "D", 12, "Passenger address, aft panel inoperative"],
  ["N301AA", "52-36-04", "A", 5, "Cockpit door access keypad inoperative"],
  ["N301AA", "30-21-01", "C", 9, "Engine 1 anti-ice valve locked open"],
  ["N814AA", "36-11-02", "B", 3, "Bleed air precooler valve inoperative"],
  ["N812AA", "25-21-05", "D", 119, "Passenger seat 14C recline inoperative"],
  ["N303AA", "28-21-02", "C", 12, "Center tank boost pump 2 inoperative"],
  ["N303AA", "34-42-01", "B", 5, "Radio altimeter 2 inoperative"],
  ["N303AA", "78-31-01", "C", 14, "Thrust reverser 2 locked out"],
  [
    "N301AA",
    "33-51-01",
    "C",
    6,
    "Floor path light out",
    closed("Strip replaced"),
  ],
  ["N812AA", "23-12-01", "C", 8, "VHF 3 weak", closed("Antenna cleaned")],
  ["N814AA", "32-42-01", "B", 2, "Autobrake fails", closed("Valve replaced")],
  [
    "N303AA",
    "26-15-01",
    "C",
    11,
    "Lavatory smoke detector",
    closed("Replaced"),
  ],
];

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export function makeDeferrals(center, { technicians }) {
  return center.make(
    "mel-deferrals",
    DEFERRALS.map((row, index) => {
      const [registration, melItem, category, daysAgo, description] = row;
      const body = {
        aircraftRegistration: registration,
        ...{ melItem, category, description },
        recordedAt: daysFromNow(-daysAgo),
        intervalDays: category === "A" ? 30 : null,
        openedByUserId: technicians[index % 3],
      };
      return [body, ...(row[5] ?? [])];
    }),
  );
}

/** @type {(waivedReason: string) => Move[]} */
const waived = (waivedReason) => [["waive", { waivedReason }]];

/** @type {[title: string, category: string, dueDay: number, months: number | null, reference: string | null, moves?: Move[]][]} */
const COMPLIANCE_ITEMS = [
  ["FFS-1 continuing qualification", "NSP", 140, 12, "14 CFR 60.19"],
  ["FFS-2 continuing qualification", "NSP", 22, 12, "14 CFR 60.19"],
  ["FFS-3 continuing qualification", "NSP", -4, 12, "14 CFR 60.19"],
  ["FTD-1 continuing qualification", "NSP", 9, 12, "14 CFR 60.19", ["start"]],
  ["FFS-1 quarterly QTG", "NSP", 3, 3, "14 CFR 60.19", ["complete"]],
  ["Training center certificate audit", "PART_142", 75, 12, "14 CFR 142.5"],
  ["Records retention review", "PART_142", 28, 6, "14 CFR 142.73"],
  ["Discrepancy log review", "PART_142", -2, 1, "14 CFR 142.59(c)"],
  ["Courseware revision 12", "PART_142", 40, null, null, ["start"]],
  ["B737 differences evaluation", "AIRCRAFT_EVALUATION", 200, 24, null],
  ["A320 data package update", "AIRCRAFT_EVALUATION", 17, null, null],
  ["Check of E. Elm", "INSTRUCTOR_CURRENCY", 12, 12, "14 CFR 141.79(d)"],
  ["Check of F. Fern", "INSTRUCTOR_CURRENCY", -9, 12, "14 CFR 141.79(d)"],
  ["Check of G. Gorse", "INSTRUCTOR_CURRENCY", 90, 12, "14 CFR 141.79(d)"],
  [
    "Check of H. Heather",
    "INSTRUCTOR_CURRENCY",
    6,
    12,
    null,
    waived("On leave"),
  ],
  ["Fire extinguishers", "FACILITY", 5, 12, null],
  ["Hydraulic bay ventilation", "FACILITY", -16, 6, null],
  ["Elevator inspection", "FACILITY", 60, 12, null, waived("Out of use")],
  ["Insurance renewal", "OTHER", 110, 12, null],
  ["Old lease's closing report", "OTHER", -1, null, null, ["complete"]],
];

/**
 * @param {Center} center
 * @param {string[]} simulators
 * @param {Crew} crew
 */
export function makeComplianceItems(center, simulators, { planners, safety }) {
  return center.make(
    "compliance-items",
    COMPLIANCE_ITEMS.map((row) => {
      const [title, category, dueDay, intervalMonths, reference] = row;
      const device = /^F(?:FS|TD)-(\d)/.exec(title);
      const place = device && (title.startsWith("FTD") ? 3 : +device[1] - 1);
      const body = {
        ...{ title, category, intervalMonths, reference },
        dueAt: daysFromNow(dueDay),
        simulatorId: place === null ? null : simulators[place],
        ownerUserId: category === "FACILITY" ? safety[0] : planners[0],
      };
      return [body, ...(row[5] ?? [])];
    }),
  );
}
