// @ts-check
// Every page of the docs in a real Chromium: accessible, quiet, whole without scripts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser, violations } from "./support/browser.mjs";
import { openCenter } from "./support/center.mjs";
import { useEdge } from "./support/edge.mjs";
import { paths } from "./support/site.mjs";

const edge = await useEdge({ cron: false });
const browser = await useBrowser();
const skip = !browser && "Chromium is not installed";

/** @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(options) {
  const context = await /** @type {import("playwright-core").Browser} */ (
    browser
  ).newContext(options);
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("request", (request) => {
    if (!request.url().startsWith(edge.url)) complaints.push(request.url());
  });
  return { page, complaints, close: () => context.close() };
}

for (const width of [360, 1440])
  test(
    `every page is accessible and quiet at ${width} px, light and dark`,
    { skip },
    async () => {
      const { page, complaints, close } = await open({
        viewport: { width, height: 900 },
      });
      const found = [];
      for (const path of [...paths, "/docs/nowhere"]) {
        await page.emulateMedia({ colorScheme: "light" });
        await page.goto(edge.url + path);
        const told = complaints.splice(0);
        // The browser itself logs that the unknown page is 404.
        if (path !== "/docs/nowhere") assert.deepEqual(told, [], path);
        const wide = await page.evaluate(() => {
          for (const details of document.querySelectorAll("details"))
            details.open = true;
          return document.documentElement.scrollWidth;
        });
        if (wide > width) found.push(`${path} is ${wide} px wide`);
        for (const one of await violations(page)) found.push(`${path} ${one}`);
        await page.emulateMedia({ colorScheme: "dark" });
        for (const one of await violations(page, ["color-contrast"]))
          found.push(`${path}, dark, ${one}`);
        complaints.splice(0);
      }
      await close();
      assert.deepEqual(found, []);
    },
  );

test(
  "without scripts a page is whole, and its tabs work",
  { skip },
  async () => {
    const { page, close } = await open({ javaScriptEnabled: false });
    await page.goto(`${edge.url}/docs/quickstart`);
    const request = page.locator(".tabs").first();
    await request.getByText("Python", { exact: true }).click();
    assert.ok(await request.getByText("import requests").isVisible());
    assert.ok(await request.getByText("curl -sS").isHidden());
    assert.ok(await page.locator(".search-button").isHidden());
    await close();
  },
);

test(
  "a language that was chosen is chosen on the next page",
  { skip },
  async () => {
    const { page, complaints, close } = await open();
    await page.goto(`${edge.url}/docs/quickstart`);
    await page
      .locator(".tabs")
      .first()
      .getByText("Python", { exact: true })
      .click();
    await page.goto(`${edge.url}/docs/api/bookings`);
    const request = page.locator(".tabs").first();
    assert.ok(await request.getByText("import requests").isVisible());
    assert.deepEqual(complaints, []);
    await close();
  },
);

test(
  "a slash opens the search, which finds operations, events, codes and guides",
  { skip },
  async () => {
    const { page, complaints, close } = await open();
    await page.goto(`${edge.url}/docs`);
    for (const [words, address] of [
      ["create booking", "/docs/api/bookings#bookings.create"],
      ["booking.cancelled", "/docs/events/booking.cancelled"],
      ["invalid_transition", "/docs/errors#invalid_transition"],
      ["rotate a secret", "/docs/rotate-secret"],
      ["simulatorId", "/docs/api/bookings#bookings.create"],
    ]) {
      await page.keyboard.press("/");
      await page.locator(".search input").fill(words);
      const links = page.locator(".search a");
      await links.first().waitFor();
      const found = await links.evaluateAll((all) =>
        all.map((link) => link.getAttribute("href")),
      );
      assert.ok(found.slice(0, 3).includes(address), `${words}: ${found}`);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("/");
    await page.locator(".search input").fill("rotate a secret");
    await page.locator(".search a").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/docs/rotate-secret");
    assert.deepEqual(complaints, []);
    await close();
  },
);

test("the menu opens on a phone, without scripts too", { skip }, async () => {
  const { page, close } = await open({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 780 },
  });
  await page.goto(`${edge.url}/docs`);
  const link = page.locator("#menu").getByText("Retries");
  assert.ok(await link.isHidden());
  await page.getByRole("button", { name: "Menu" }).click();
  assert.ok(await link.isVisible());
  await link.click();
  await page.waitForURL("**/docs/retries");
  await close();
});

test(
  "a request is sent from the reference, by a key that is kept in memory",
  { skip },
  async () => {
    const { live } = await openCenter(edge);
    const { page, complaints, close } = await open();
    await page.goto(`${edge.url}/docs/api/trainees`);
    const create = page.locator('[id="trainees.create"]');
    await create.getByRole("button", { name: "Try it" }).click();
    await create.getByLabel("API key").fill(live.token);
    await create.getByRole("button", { name: "Send" }).click();
    await create.getByText("201 Created").waitFor();

    const list = page.locator('[id="trainees.list"]');
    await list.getByRole("button", { name: "Try it" }).click();
    await list.getByRole("button", { name: "Send" }).click();
    await list.getByText("200 OK").waitFor();
    const [{ email }] = (await live.get("/trainees")).data;
    assert.ok(await list.locator("form").getByText(email).isVisible());

    assert.deepEqual(await violations(page), []);
    assert.deepEqual(complaints, []);
    const kept = await page.evaluate(() =>
      JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
      ]),
    );
    assert.ok(!kept.includes(live.token));
    await page.goto(`${edge.url}/docs/api/trainees`);
    await page
      .locator('[id="trainees.list"]')
      .getByRole("button", { name: "Try it" })
      .click();
    assert.equal(await page.getByLabel("API key").inputValue(), "");
    await close();
  },
);
