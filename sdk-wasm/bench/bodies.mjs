// @ts-check

/**
 * A body of exactly this many bytes as AviationAlley sends them: an event with records in it, not one long string.
 * @param {number} size
 */
export function eventBody(size) {
  const event = {
    id: "del_8f2c0d1e",
    type: "bidding.awards_published",
    centerId: "0b1f5b0e-6a55-4a68-9a0e-2f7f3c1d9e11",
    createdAt: "2026-05-31T14:03:22.000Z",
    data: { base: "", lines: /** @type {unknown[]} */ ([]) },
  };
  const length = () => JSON.stringify(event).length;
  const line = {
    lineNumber: 204,
    daysOn: 16,
    pairingIds: ["P-2204", "P-2310"],
    redeye: false,
    legsPerDay: null,
  };
  const lines = Math.floor(
    (size - length()) / (JSON.stringify(line).length + 1),
  );
  event.data.lines = Array(Math.max(0, lines)).fill(line);
  event.data.base = "x".repeat(size - length());
  return Buffer.from(JSON.stringify(event));
}
