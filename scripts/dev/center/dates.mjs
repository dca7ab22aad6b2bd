// @ts-check
// Dates relative to today, so that the demo center is never out of date.

const HOUR = 3_600_000;
const now = new Date();
const midnight = Math.floor(now.getTime() / (24 * HOUR)) * 24 * HOUR;

/** @param {number} hours */
export const hoursFromNow = (hours) =>
  new Date(now.getTime() + hours * HOUR).toISOString();

/** @param {number} days */
export const daysFromNow = (days) => hoursFromNow(days * 24);

/**
 * @param {number} days from today
 * @param {number} hour of that day, UTC
 */
export const at = (days, hour) =>
  new Date(midnight + (days * 24 + hour) * HOUR).toISOString();

/** @param {number} days from today */
export const date = (days) => at(days, 0).slice(0, 10);

/** @param {number} months from the present one */
export const month = (months) => midMonth(months).slice(0, 7);

/** @param {number} months from the present one */
export const midMonth = (months) =>
  new Date(
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 15, 18),
  ).toISOString();

/** @param {number} quarters from the present one */
export function quarter(quarters) {
  const [year, number] = month(quarters * 3).split("-");
  return `${year}-Q${Math.ceil(Number(number) / 3)}`;
}
