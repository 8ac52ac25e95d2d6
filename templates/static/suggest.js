// Suggestions under a search box: the ARIA combobox pattern with a list (APG 1.2, "editable, with list autocomplete").
// Late answers are dropped; Escape closes, a second Escape empties; Enter without a choice searches as usual.
// Above results that follow what is typed, a list over them would only be in the way: there it opens on arrow down.

const PAUSE = 120; // milliseconds between one question and the next; the first letter asks at once
const KINDS = { title: "Document", tag: "Tag", group: "Group", passage: "Passage" };
let boxes = 0;

function quiet(name, text) {
  const made = document.createElement("span");
  made.className = `quiet ${name}`;
  made.textContent = text;
  return made;
}

function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const news = document.createElement("p");
  const id = `kb-suggestions-${++boxes}`;
  const overResults = form.closest(".bar") && document.querySelector("[data-live]");
  let asking = null, timer = 0, asked = 0, chosen = -1, listed = "", wished = false;

  Object.assign(list, { id, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  Object.assign(news, { className: "unseen" });
  news.setAttribute("role", "status");
  form.append(list, news);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" }))
    input.setAttribute(name, value);

  const options = () => [...list.children];
  const stop = () => {
    asking?.abort();
    clearTimeout(timer);
    wished = false;
  };
  const close = () => {
    stop();
    list.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  };
  const choose = (index) => {
    chosen = index;
    options().forEach((option, i) => option.setAttribute("aria-selected", i === index));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[index].id);
    options()[index].scrollIntoView({ block: "nearest" });
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ kind, label, url, document: of }, i) => {
      const option = document.createElement("li");
      option.id = `${id}-${i}`;
      option.dataset.url = url;
      option.setAttribute("role", "option");
      const what = document.createElement("span");
      what.append(label, ...(of ? [" ", quiet("of", of)] : []));
      option.append(what, " ", quiet("kind", KINDS[kind]));
      return option;
    }));
    choose(wished && suggestions.length ? 0 : -1);
    wished = false;
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    news.textContent = suggestions.length === 1 ? "1 suggestion" : `${suggestions.length} suggestions`;
  };
  const ask = async () => {
    asking?.abort();
    const text = input.value.trim();
    if (!text) return close();
    asked = performance.now();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (!answer.ok || document.activeElement !== input) return;
      const { suggestions } = await answer.json();
      if (text !== input.value.trim()) return;
      listed = text;
      show(suggestions);
    } catch { /* a newer question was asked, or there is no connection: the box works as it is */ }
  };
  const open = (option) => { location.href = new URL(form.dataset.base + option.dataset.url, location.href); };
  form.dataset.base = form.getAttribute("action").replace(/\/search$/, "");

  // Whoever has chosen keeps the list they chose from, though a newer one was on its way.
  const step = (by) => {
    const count = options().length + 1;
    stop();
    choose(((chosen + 1 + by + count) % count) - 1);
    if (chosen < 0 && listed !== input.value.trim()) ask();
  };

  input.addEventListener("input", () => {
    if (overResults) return close();
    stop();
    choose(-1);
    const wait = asked + PAUSE - performance.now();
    if (wait > 0) timer = setTimeout(ask, wait);
    else ask();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); open(options()[chosen]); }
    else if (event.key === "Enter") close();
    else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowDown" && input.value) { event.preventDefault(); stop(); wished = true; ask(); }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) open(option); });
}

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);
