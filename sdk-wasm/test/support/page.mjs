// @ts-check
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Where Chromium is, or a reason to skip what needs it: `.ci/run` installs it. */
export const chromium = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) =>
    ["chromium", "chromium-browser", "google-chrome"].map((name) =>
      join(folder, name),
    ),
  )
  .find(existsSync);

/**
 * What a script in a page tells by `tell(text)`, a global function.
 *
 * @param {string} script a module
 * @param {string} allowed what its policy allows beside its own scripts: by default the least that the package needs
 * @returns {Promise<string>}
 */
export async function inPage(script, allowed = "'wasm-unsafe-eval'") {
  /** @type {PromiseWithResolvers<string>} */
  const { promise: told, resolve, reject } = Promise.withResolvers();
  const page = `<!doctype html><meta charset="utf-8"><script>
    const tell = (text) => fetch("/told", { method: "POST", body: text });
    onerror = (message) => tell("error: " + message);
    onunhandledrejection = ({ reason }) => tell("error: " + reason);
  </script><script type="module" src="script.js"></script>`;
  const server = createServer(async (request, response) => {
    if (request.url === "/told") {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end();
      resolve(Buffer.concat(chunks).toString());
    } else if (request.url === "/script.js") {
      response.setHeader("Content-Type", "text/javascript").end(script);
    } else {
      response.setHeader("Content-Type", "text/html");
      response.setHeader(
        "Content-Security-Policy",
        `script-src 'self' 'unsafe-inline' ${allowed}`,
      );
      response.end(page);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );

  const profile = mkdtempSync(join(tmpdir(), "webhooks-page-"));
  const browser = spawn(
    /** @type {string} */ (chromium),
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    // A process group of its own: its helpers end with it.
    { stdio: "ignore", detached: true },
  );
  browser.on("exit", () => reject(new Error("Chromium ended by itself")));
  const late = setTimeout(
    () => reject(new Error("nothing told in a minute")),
    60_000,
  );
  try {
    return await told;
  } finally {
    clearTimeout(late);
    browser.removeAllListeners("exit");
    await end(/** @type {number} */ (browser.pid));
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/**
 * Ends a process group, and waits until none of it is left that could still write to its profile.
 * @param {number} group
 */
async function end(group) {
  try {
    for (;;) {
      process.kill(-group, "SIGKILL");
      await sleep(10);
    }
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH")
      throw error;
  }
}
