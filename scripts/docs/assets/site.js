// @ts-check
// Everything works without this. With it: copy buttons, a language that is remembered, and search.

const LANGUAGE = "language";

for (const block of document.querySelectorAll(".code")) addCopy(block);
rememberLanguage();
addSearch();
showPlace();
showAddress();

/** Examples that name no real host name this one. */
function showAddress() {
  const texts = document.createTreeWalker(
    document.querySelector("article") ?? document.body,
    NodeFilter.SHOW_TEXT,
  );
  for (let text = texts.nextNode(); text; text = texts.nextNode())
    if (text.nodeValue?.includes("https://api.example.com"))
      text.nodeValue = text.nodeValue.replaceAll(
        "https://api.example.com",
        location.origin,
      );
}

/** The menu is long: what is read is in its middle. */
function showPlace() {
  const menu = document.querySelector("#menu");
  const current = menu?.querySelector("[aria-current]");
  if (!(menu && current instanceof HTMLElement)) return;
  menu.scrollTop = current.offsetTop - menu.clientHeight / 3;
}

/** @param {Element} block */
function addCopy(block) {
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const shown = [...block.querySelectorAll("pre")].find(
      (pre) => pre.offsetParent !== null,
    );
    await navigator.clipboard.writeText(shown?.textContent ?? "");
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1_500);
  });
  block.append(button);
}

function rememberLanguage() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const choices = document.querySelectorAll(".tabs input");
  const choose = (/** @type {string | null} */ value) => {
    for (const choice of choices)
      if (choice.value === value) choice.checked = true;
  };
  choose(localStorage.getItem(LANGUAGE));
  for (const choice of choices)
    choice.addEventListener("change", () => {
      // What is read stays where it is, though blocks above it change their height.
      const before = choice.getBoundingClientRect().top;
      localStorage.setItem(LANGUAGE, choice.value);
      choose(choice.value);
      scrollBy({
        top: choice.getBoundingClientRect().top - before,
        behavior: "instant",
      });
    });
}

/** @typedef {[title: string, kind: string, url: string, words: string]} Entry */

function addSearch() {
  const button = /** @type {HTMLButtonElement} */ (
    document.querySelector(".search-button")
  );
  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.setAttribute("aria-label", "Search");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Operations, fields, events, errors, guides";
  input.setAttribute("aria-label", "Search the docs");
  const list = document.createElement("ul");
  const none = document.createElement("p");
  none.setAttribute("role", "status");
  dialog.append(input, list, none);
  document.body.append(dialog);

  /** @type {Promise<Entry[]> | undefined} */
  let index;
  const open = () => {
    index ??= fetch("/docs/search.json").then((answer) => answer.json());
    if (!dialog.open) dialog.showModal();
    input.select();
  };
  const show = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length > 0 ? best((await index) ?? [], words) : [];
    list.replaceChildren(...found.map(item));
    none.textContent =
      words.length > 0 && found.length === 0 ? "Nothing found." : "";
  };
  button.hidden = false;
  button.addEventListener("click", open);
  input.addEventListener("input", show);
  dialog.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (event.target === dialog || link) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === input)
      list.querySelector("a")?.click();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const links = [input, ...list.querySelectorAll("a")];
    const at = links.indexOf(/** @type {any} */ (document.activeElement));
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    links[(next + links.length) % links.length].focus();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /** @type {Element} */ (event.target).closest(
      "input:not([type=radio]), textarea",
    );
    const asked =
      event.key === "/" ||
      (event.key === "k" && (event.metaKey || event.ctrlKey));
    if (!asked || typing) return;
    event.preventDefault();
    open();
  });
}

/**
 * The entries with all words, those first that have them in the title.
 * @param {Entry[]} entries
 * @param {string[]} words
 */
function best(entries, words) {
  const score = (/** @type {Entry} */ [title, kind, , more]) => {
    const texts = [title, kind, more].map((text) => text.toLowerCase());
    let sum = 0;
    for (const word of words) {
      const at = texts.findIndex((text) => text.includes(word));
      if (at < 0) return 0;
      sum += [10, 4, 2][at] + (texts[at].startsWith(word) ? 5 : 0);
    }
    return sum - title.length / 1_000;
  };
  return entries
    .map((entry) => ({ entry, points: score(entry) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, 20)
    .map(({ entry }) => entry);
}

/** @param {Entry} entry */
function item([title, kind, url]) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title;
  const where = document.createElement("small");
  where.textContent = kind;
  link.append(where);
  line.append(link);
  return line;
}
