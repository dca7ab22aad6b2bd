// @ts-check
// Sends a request of the reference from its page. The key is kept in memory, and goes to this host alone.

let key = "";

for (const section of document.querySelectorAll("section[data-method]"))
  offer(/** @type {HTMLElement} */ (section));

/** @param {HTMLElement} section an operation */
function offer(section) {
  const request = section.querySelector(".example .tabs");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "try-button";
  button.textContent = "Try it";
  button.setAttribute("aria-expanded", "false");
  /** @type {HTMLFormElement | undefined} */
  let form;
  button.addEventListener("click", () => {
    if (!form) request?.after((form = formOf(section)));
    else form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", `${!form.hidden}`);
    button.textContent = form.hidden ? "Try it" : "Close";
    if (!form.hidden) form.querySelector("input")?.focus();
  });
  section.querySelector(".line")?.append(button);
}

/** @param {HTMLElement} section */
function formOf(section) {
  const { method = "GET", key: needed } = section.dataset;
  const [curl] = section.querySelectorAll(".example .panel");
  const text = curl?.textContent ?? "";
  const [, path = ""] = /"\$AA_URL(.*?)"/.exec(text) ?? [];
  const [, body] = /-d '([\s\S]*)'/.exec(text) ?? [];

  const form = document.createElement("form");
  form.className = "try";
  const secret = field(form, "API key", "input", key);
  const where = field(form, `${method} to`, "input", path);
  const what =
    body === undefined
      ? undefined
      : field(form, "Body", "textarea", body.replaceAll("'\\''", "'"));
  secret.setAttribute("type", "password");
  secret.setAttribute("autocomplete", "off");
  const hint = document.createElement("p");
  hint.textContent =
    "Sent for real: a live key changes live data. The key is forgotten when you leave the page.";
  if (!needed) secret.closest("label")?.remove();
  const send = document.createElement("button");
  send.textContent = "Send";
  const shown = document.createElement("pre");
  shown.tabIndex = 0;
  shown.hidden = true;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  form.append(hint, send, status, shown);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    key = secret.value.trim();
    const headers = new Headers();
    if (needed) headers.set("Authorization", `Bearer ${key}`);
    if (what) headers.set("Content-Type", "application/json");
    send.disabled = true;
    try {
      // The path is the reader's to change, the host is not.
      const url = new URL(where.value, location.origin);
      if (url.origin !== location.origin) throw new Error("another host");
      const answer = await fetch(url, { method, headers, body: what?.value });
      status.textContent = `${answer.status} ${answer.statusText}`;
      shown.textContent = pretty(await answer.text());
    } catch (error) {
      status.textContent = `Not sent: ${error}`;
      shown.textContent = "";
    }
    shown.hidden = shown.textContent === "";
    send.disabled = false;
  });
  return form;
}

/**
 * @template {"input" | "textarea"} Name
 * @param {HTMLFormElement} form
 * @param {string} label
 * @param {Name} name
 * @param {string} value
 */
function field(form, label, name, value) {
  const line = document.createElement("label");
  line.textContent = label;
  const input = document.createElement(name);
  input.value = value;
  input.spellcheck = false;
  if (input instanceof HTMLTextAreaElement)
    input.rows = Math.min(14, value.split("\n").length + 1);
  line.append(input);
  form.append(line);
  return input;
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
