// @ts-check

/** @typedef {{ ratio: number, ns: number }} Measured the median ratio to the first, and the median nanoseconds per call */

/**
 * Times functions against the first of them. They take turns in short rounds, and each round's ratio counts once: so what
 * else the machine does in the meantime hits all of them.
 *
 * @template {string} Name
 * @param {Record<Name, () => unknown>} functions
 * @param {number} milliseconds for each function
 * @returns {Record<Name, Measured>}
 */
export function measure(functions, milliseconds = 300) {
  const rounds = 31;
  const all = /** @type {[Name, () => unknown][]} */ (
    Object.entries(functions)
  );
  const runs = all.map(([name, call]) => ({
    name,
    call,
    calls: callsIn(call, milliseconds / rounds),
    times: /** @type {number[]} */ ([]),
  }));
  for (let round = 0; round < rounds; round++)
    for (const { call, calls, times } of runs)
      times.push(time(call, calls) / calls);
  const base = runs[0].times;
  return /** @type {Record<Name, Measured>} */ (
    Object.fromEntries(
      runs.map(({ name, times }) => [
        name,
        {
          ratio: median(times.map((ns, round) => ns / base[round])),
          ns: median(times),
        },
      ]),
    )
  );
}

/** @param {number[]} numbers */
export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/** @type {(call: () => unknown, milliseconds: number) => number} */
function callsIn(call, milliseconds) {
  time(call, 200);
  let calls = 1;
  while (time(call, calls) < milliseconds * 1e6) calls *= 2;
  return calls;
}

/**
 * In nanoseconds of the processor's time, which other processes take none of, as they would of a clock's.
 * @type {(call: () => unknown, calls: number) => number}
 */
function time(call, calls) {
  const start = process.cpuUsage();
  for (let n = 0; n < calls; n++) call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1_000;
}
