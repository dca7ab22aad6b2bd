// @ts-check
// The statuses of a record, drawn from its transitions, with the same in words.

import { html } from "./html.mjs";

/**
 * @param {import("./model.mjs").Operation[]} operations
 * @param {import("./model.mjs").Model} model
 */
export function statuses(operations, { schemas }) {
  const steps = operations.flatMap(({ id, path, transition }) =>
    transition
      ? [{ id, verb: path.split("/").at(-1) ?? "", ...transition }]
      : [],
  );
  if (steps.length === 0) return "";
  const get = operations.find(
    ({ method, path }) => method === "GET" && path.endsWith("}"),
  );
  const record = get && schemas.resolve(get.replies[0].schema).schema;
  const all = (record && schemas.values(record.properties?.status)) ?? [
    ...new Set(steps.flatMap(({ from, to }) => [...from, to])),
  ];
  return html`<section class="statuses">
    <h2 id="statuses">Statuses</h2>
    ${drawn(all, steps)}
    <details>
      <summary>The same as a table</summary>
      <div class="table" tabindex="0">
        <table>
          <thead>
            <tr>
              <th>Call</th>
              <th>From</th>
              <th>To</th>
            </tr>
          </thead>
          <tbody>
            ${steps.map(
              ({ id, verb, from, to }) =>
                html`<tr>
                  <td>
                    <a href="#${id}"><code>${verb}</code></a>
                  </td>
                  <td>${from.join(", ")}</td>
                  <td>${to}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}

const ROW = 34;
const TOP = 44;

/**
 * A lane for each status, and an arrow for each call: from a lane to a lane.
 * @param {string[]} all
 * @param {{ verb: string, from: string[], to: string }[]} steps
 */
function drawn(all, steps) {
  const longest = Math.max(...all.map((name) => name.length));
  const width = Math.max(24 + 7.5 * longest, Math.min(190, 900 / all.length));
  const arrows = steps.flatMap(({ verb, from, to }) => {
    // The nearest lanes first, so that the verb stands where it is read.
    const lanes = from
      .map((name) => all.indexOf(name))
      .filter((lane) => lane >= 0);
    return [{ verb, lanes, to: all.indexOf(to) }];
  });
  const height = TOP + arrows.length * ROW + 12;
  const x = (/** @type {number} */ lane) => lane * width + width / 2;
  const whole = all.length * width;
  const words = steps
    .map(({ verb, from, to }) => `${verb}: ${from.join(" or ")} to ${to}`)
    .join("; ");
  return html`<div class="diagram" tabindex="0">
    <svg
      viewBox="0 0 ${whole} ${height}"
      width="${whole}"
      height="${height}"
      role="img"
      aria-label="Statuses: ${words}"
    >
      <defs>
        <marker
          id="tip"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path class="tip" d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      ${all.map((name, lane) => html`<line class="lane" x1="${x(lane)}" x2="${x(lane)}" y1="34" y2="${height}" /><rect class="state" x="${x(lane) - width / 2 + 4}" y="6" width="${width - 8}" height="28" rx="14" /><text class="state-name" x="${x(lane)}" y="24">${name}</text>`)}
      ${arrows.map(({ verb, lanes, to }, index) => arrow(verb, lanes, to, TOP + index * ROW + 14))}
    </svg>
  </div>`;

  /** @param {string} verb @param {number[]} lanes @param {number} to @param {number} y */
  function arrow(verb, lanes, to, y) {
    const around = lanes.includes(to);
    const others = lanes.filter((lane) => lane !== to);
    const left = Math.min(...others);
    const right = Math.max(...others);
    const line = (/** @type {number} */ from, /** @type {number} */ end) =>
      html`<line
        class="arrow"
        x1="${x(from)}"
        x2="${x(end) + (from < end ? -5 : 5)}"
        y1="${y}"
        y2="${y}"
        marker-end="url(#tip)"
      />`;
    const near =
      others.length === 0
        ? to
        : left < to
          ? Math.max(...others.filter((lane) => lane < to))
          : left;
    const middle = others.length === 0 ? x(to) + 4 : (x(near) + x(to)) / 2;
    return html`${left < to && line(left, to)}${right > to && line(right, to)}${others.map((lane) => html`<circle class="from" cx="${x(lane)}" cy="${y}" r="4.5" />`)}${around && html`<circle class="again" cx="${x(to)}" cy="${y}" r="6" />`}<circle
        class="to"
        cx="${x(to)}"
        cy="${y}"
        r="3"
      /><text class="verb" x="${middle}" y="${y - 6}">${verb}</text>`;
  }
}
