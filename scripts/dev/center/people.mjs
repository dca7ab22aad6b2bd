// @ts-check
// The crew roster with who is on duty, the flight log, and the trainees.

import { randomUUID } from "node:crypto";
import { at, date } from "./dates.mjs";

/** @typedef {import("./center.mjs").Center} Center */
/** @typedef {Awaited<ReturnType<typeof makeCrew>>} Crew user ids by role */

// Captains and first officers have odd and even seniority numbers, flight attendants those from 101 on.
const CREW = {
  CA: "A. Arbor, B. Brook, C. Cairn, D. Dell, E. Esker, F. Fallow, G. Glen, H. Hollow",
  FO: "I. Inlet, J. Jetty, K. Knoll, L. Larch, M. Moor, N. Nook, O. Osier, P. Pine, Q. Quay",
  FA: "R. Reed, S. Sedge, T. Thicket, U. Upland, V. Vale, W. Willow, Y. Yarrow, Z. Zinnia, A. Alder, B. Bracken, C. Clover, D. Dune",
  INSTRUCTOR: "E. Elm, F. Fern, G. Gorse, H. Heather",
  CHECK_INSTRUCTOR: "I. Ivy, J. Juniper",
  CREW_PLANNER: "K. Kelp",
  DISPATCHER: "L. Lichen",
  TECHNICIAN: "M. Maple, N. Nettle, O. Oak",
  SAFETY_MANAGER: "P. Poplar",
};
const SEATS = { CA: "PILOT", FO: "PILOT", FA: "FLIGHT_ATTENDANT" };
const FIRST_NUMBER = { CA: 1, FO: 2, FA: 101 };
/**
 * Of each seat, by place in its list.
 * @type {import("./center.mjs").Move[][]}
 */
const DUTIES = [["start-duty"], ["start-duty"], ["start-duty", "end-duty"]];

/** @param {Center} center */
export async function makeCrew(center) {
  /** @param {keyof typeof CREW} group */
  const makeGroup = (group) =>
    Promise.all(
      CREW[group].split(", ").map(async (name, index) => {
        const id = randomUUID();
        const seat = group in SEATS && /** @type {keyof SEATS} */ (group);
        const step = group === "FA" ? 1 : 2;
        const body = {
          name,
          role: seat ? SEATS[seat] : group,
          position: seat || null,
          seniorityNumber: seat ? FIRST_NUMBER[seat] + index * step : null,
          safetySensitive: seat !== false || group === "TECHNICIAN",
        };
        const duty = seat ? (DUTIES[index] ?? []) : [];
        await center.put(`crew/${id}`, body, duty);
        return id;
      }),
    );
  const [CA, FO, FA, instructors, checkers, planners, , technicians, safety] =
    await Promise.all(
      /** @type {(keyof typeof CREW)[]} */ (Object.keys(CREW)).map(makeGroup),
    );
  return { CA, FO, FA, instructors, checkers, planners, technicians, safety };
}

/** @type {[departure: string, arrival: string, minutes: number, type: string, registration: string][]} */
const FLIGHTS = [
  ["KDEN", "KLAX", 152, "B737", "N812AA"],
  ["KLAX", "KDEN", 138, "B737", "N812AA"],
  ["KDEN", "KORD", 146, "A320", "N301AA"],
  ["KORD", "KDEN", 161, "A320", "N301AA"],
  ["KDEN", "KSEA", 174, "B737", "N814AA"],
  ["KSEA", "KDEN", 157, "B737", "N814AA"],
];
const SESSION = { aircraftType: "C172", departure: "KAPA", arrival: "KAPA" };

/**
 * @param {Center} center
 * @param {Crew} crew
 */
export function makeFlightLog(center, { CA, FO, FA, instructors }) {
  /** @type {(userId: string, role: string, day: number, minutes: number, more: object) => [object]} */
  const entry = (userId, role, day, minutes, more) => [
    {
      userId,
      role,
      flightDate: date(day),
      offBlockAt: at(day, 15),
      onBlockAt: at(day, 15 + minutes / 60),
      dayLandings: role === "PIC" || role === "DUAL" ? 1 : 0,
      ...more,
    },
  ];
  const flights = FLIGHTS.flatMap((flight, index) => {
    const [departure, arrival, minutes, aircraftType, registration] = flight;
    const more = { departure, arrival, aircraftType };
    const flown = { ...more, aircraftRegistration: registration };
    const day = -2 - index;
    return [
      entry(CA[index], "PIC", day, minutes, {
        ...flown,
        instrumentMinutes: 25,
      }),
      entry(FO[index], "SIC", day, minutes, flown),
      entry(FA[index], "FA", day, minutes, flown),
    ];
  });
  const lessons = instructors.flatMap((instructor, index) => [
    entry(instructor, "INSTRUCTOR", -3 - index, 84, SESSION),
    entry(FO[index + 2], "DUAL", -3 - index, 84, {
      ...SESSION,
      remarks: "Crosswind landings",
    }),
  ]);
  // Over 100 flight hours in four weeks, for the last first officer: a trip trade of theirs has a violation.
  const longHaul = Array.from({ length: 12 }, (_, index) =>
    entry(FO[8], "SIC", -2 - 2 * index, 540, {
      aircraftType: "B767",
      departure: index % 2 ? "PHNL" : "KORD",
      arrival: index % 2 ? "KORD" : "PHNL",
      nightMinutes: 120,
    }),
  );
  return center.make("flight-log", [...flights, ...lessons, ...longHaul]);
}

/** @type {[name: string, course: string, ...moves: string[]][]} */
const TRAINEES = [
  ["Ana Arch", "B737-TYPE"],
  ["Ben Bay", "B737-TYPE"],
  ["Cleo Crest", "B737-RECUR"],
  ["Dov Dale", "B737-RECUR"],
  ["Elin Eddy", "A320-TYPE"],
  ["Finn Fjord", "A320-TYPE"],
  ["Gia Grove", "A320-RECUR"],
  ["Hal Heath", "A320-RECUR"],
  ["Ida Isle", "PPL-ASEL"],
  ["Jon Jade", "PPL-ASEL"],
  ["Kai Kiln", "PPL-ASEL"],
  ["Lea Ledge", "PPL-ASEL"],
  ["Mio Marsh", "IR-ASEL"],
  ["Nia Notch", "IR-ASEL"],
  ["Oda Orchard", "CPL-AMEL", "hold", "resume"],
  ["Pim Pond", "CPL-AMEL", "hold"],
  ["Quin Quarry", "PPL-ASEL", "hold"],
  ["Ria Ridge", "A320-TYPE", "hold"],
  ["Sol Shoal", "B737-TYPE", "graduate"],
  ["Tia Tarn", "B737-RECUR", "graduate"],
  ["Ula Umber", "IR-ASEL", "graduate"],
  ["Vik Verge", "PPL-ASEL", "hold", "graduate"],
  ["Wim Weir", "PPL-ASEL", "terminate"],
  ["Xia Xylem", "CPL-AMEL", "hold", "terminate"],
  ["Yan Yew", "IR-ASEL", "transfer"],
  ["Zoe Zephyr", "A320-TYPE", "transfer"],
];

/** @param {Center} center */
export function makeTrainees(center) {
  return center.make(
    "trainees",
    TRAINEES.map(([name, courseCode, ...moves], index) => {
      const [firstName, lastName] = name.split(" ");
      const email = `${firstName}.${lastName}@example.com`.toLowerCase();
      const employer = /^[AB]/.test(courseCode) ? "Example Regional" : null;
      const externalId = employer && `HR-${20_400 + index}`;
      const enrolledAt = date(-120 + 2 * index);
      const who = { firstName, lastName, email, externalId };
      return [{ ...who, employer, courseCode, enrolledAt }, ...moves];
    }),
  );
}
