// @ts-check
// Fills an empty center with some hundred records: every domain, in every status that it has.

import { randomUUID } from "node:crypto";
import { makeInvoices, makeQuotes } from "./billing.mjs";
import { Center } from "./center.mjs";
import { makeBidPackages, makeReserves, makeTrades } from "./crewing.mjs";
import { makeCrew, makeFlightLog, makeTrainees } from "./people.mjs";
import { makeDat, makeSafety } from "./safety.mjs";
import { makeBookings, makeFaTraining, makeStageChecks } from "./training.mjs";
import {
  makeComplianceItems,
  makeDeferrals,
  makeWorkOrders,
} from "./upkeep.mjs";

/**
 * What only time brings is there after the next run of the scheduled handler.
 * @param {string} url
 * @param {string} key
 * @returns {Promise<number>} how many records were made
 */
export async function fillCenter(url, key) {
  const center = new Center(url, key);
  const simulators = Array.from({ length: 4 }, () => randomUUID());
  const [crew, trainees] = await Promise.all([
    makeCrew(center),
    makeTrainees(center),
  ]);
  const billing = async () => {
    const [quotes, bookings] = await Promise.all([
      makeQuotes(center),
      makeBookings(center, simulators, trainees, crew),
    ]);
    await makeInvoices(center, quotes, bookings);
  };
  const flying = async () => {
    await makeFlightLog(center, crew);
    await makeTrades(center, crew);
  };
  await Promise.all([
    billing(),
    flying(),
    makeBidPackages(center, crew),
    makeReserves(center, crew),
    makeDat(center, crew),
    makeSafety(center, crew),
    makeStageChecks(center, trainees, crew),
    makeFaTraining(center, crew),
    makeWorkOrders(center, simulators, crew),
    makeDeferrals(center, crew),
    makeComplianceItems(center, simulators, crew),
  ]);
  return center.count;
}
