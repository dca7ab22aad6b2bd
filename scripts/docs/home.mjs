// @ts-check
// The first page, and the one for what is not there.

import { code } from "./code.mjs";
import { html } from "./html.mjs";

/**
 * @param {import("./model.mjs").Model} model
 * @returns {import("./layout.mjs").Page}
 */
export function homePage({ operations, events, tags }) {
  const records = tags.filter(({ group }) => group === "Records");
  const card = (
    /** @type {string} */ url,
    /** @type {string} */ title,
    /** @type {string} */ text,
  ) =>
    html`<li>
      <a href="${url}"><strong>${title}</strong><span>${text}</span></a>
    </li>`;
  const { simulatorId, startAt, sessionType } =
    events.find(({ type }) => type === "booking.created")?.example ?? {};
  const told = {
    id: "del_3a4f6f0e6a0a4b5c8a438d7b…",
    type: "booking.created",
    createdAt: "2026-05-31T14:03:22.000Z",
    data: {
      simulatorId: `${simulatorId.slice(0, 13)}…`,
      startAt,
      sessionType,
      status: "SCHEDULED",
    },
  };
  const body = html`<section class="hero">
      <div>
        <h1>Build on the records of a training center</h1>
        <p class="lead">
          Bookings, trainees, work orders, compliance: read and write them over
          one API, and hear of every change by a signed webhook, moments later
          and at least once.
        </p>
        <p class="actions">
          <a class="button" href="/docs/quickstart">Start in five minutes</a
          ><a class="button second" href="/docs/api">API reference</a>
        </p>
      </div>
      <div>
        ${code({
          language: "bash",
          file: "Request",
          text: `curl -sS "$AA_URL/api/v1/bookings?limit=20" \\\n  -H "Authorization: Bearer $AA_KEY"`,
        })}${code({ language: "json", file: "Webhook", text: JSON.stringify(told, null, 2) })}
      </div>
    </section>
    <ul class="figures">
      <li><strong>${operations.length}</strong> operations</li>
      <li><strong>${records.length}</strong> kinds of records</li>
      <li><strong>${events.length}</strong> event types</li>
      <li><strong>5</strong> attempts over ten hours</li>
    </ul>
    <h2 id="learn">Learn</h2>
    <ul class="cards">
      ${card("/docs/quickstart", "Quickstart", "From a key to a verified webhook, on one page.")}
      ${card("/docs/authentication", "Authentication", "Keys, scopes, live and test data.")}
      ${card("/docs/webhooks", "Receive webhooks", "The contract, the envelope, what you can rely on.")}
      ${card("/docs/verify", "Verify signatures", "By a package in JavaScript and Python, by hand in five languages.")}
      ${card("/docs/recovery", "Recover and replay", "What to do after an outage of yours.")}
      ${card("/docs/go-live", "Go live", "A checklist before the first real event.")}
    </ul>
    <h2 id="look-up">Look up</h2>
    <ul class="cards">
      ${card("/docs/api", "API reference", "Every operation with its fields, scope and a request in three languages.")}
      ${card("/docs/events", "Events", "Every type with its schema and what is posted.")}
      ${card("/docs/errors", "Errors", "Every code: what it means, what to do, whether to retry.")}
      ${card("/docs/machines", "For machines", "OpenAPI, Postman, JSON Schemas, Markdown, llms.txt.")}
    </ul>
    <h2 id="records">Records</h2>
    <ul class="chips">
      ${records.map(({ title, url }) => html`<li><a href="${url}">${title}</a></li>`)}
    </ul>`;
  return {
    path: "/docs",
    title: "Welcome",
    description:
      "The public API and the webhooks of AviationAlley: quickstart, guides and reference.",
    group: "Start",
    kind: "home",
    body,
    markdown: `# AviationAlley API

Read and write the records of an aviation training center, and hear of every change by a signed webhook.

- [Quickstart](/docs/quickstart.md): from a key to a verified webhook
- [API reference](/docs/api.md): ${operations.length} operations
- [Events](/docs/events.md): ${events.length} types
- [Errors](/docs/errors.md)
- [All pages](/llms.txt)
`,
    headings: [],
  };
}

/** @returns {import("./layout.mjs").Page} */
export function notFoundPage() {
  const body = html`<p class="over">404</p>
    <h1>There is no such page</h1>
    <p class="lead">It may have moved. These are good places to go on:</p>
    <ul class="cards">
      <li>
        <a href="/docs/quickstart"
          ><strong>Quickstart</strong
          ><span>From a key to a verified webhook.</span></a
        >
      </li>
      <li>
        <a href="/docs/api"
          ><strong>API reference</strong><span>Every operation.</span></a
        >
      </li>
      <li>
        <a href="/docs/events"
          ><strong>Events</strong><span>Every type.</span></a
        >
      </li>
      <li>
        <a href="/docs/errors"
          ><strong>Errors</strong><span>Every code.</span></a
        >
      </li>
    </ul>`;
  return {
    path: "/404",
    title: "Not found",
    description: "There is no such page.",
    group: "",
    kind: "home",
    hidden: true,
    body,
    markdown: "",
    headings: [],
  };
}
