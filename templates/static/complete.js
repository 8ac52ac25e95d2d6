// While a name is typed after [[ or #, and in the field of tags: what it may become (APG, combobox with a listbox).
// Late answers are dropped; Escape closes; Enter or Tab takes what is chosen, and what was typed stays where nothing is.

const PAUSE = 150; // milliseconds
let lists = 0;

// What is being typed at the caret of a text: from where, what, and what is asked for.
function inText(field) {
  const at = field.selectionStart;
  if (at !== field.selectionEnd) return null;
  const line = field.value.slice(field.value.lastIndexOf("\n", at - 1) + 1, at);
  const link = /\[\[([^[\]\n]{0,100})$/.exec(line);
  if (link) {
    const hash = link[1].indexOf("#");
    if (hash < 0) return { from: at - link[1].length, to: at, ask: { what: "document", q: link[1] }, close: "]]" };
    const typed = link[1].slice(hash + 1);
    return { from: at - typed.length, to: at, ask: { what: "heading", of: link[1].slice(0, hash), q: typed }, close: "]]" };
  }
  const tag = /(?:^|[\s(])#([\p{L}\p{N}][\p{L}\p{N}_-]{0,60})$/u.exec(line);
  return tag && { from: at - tag[1].length, to: at, ask: { what: "tag", q: tag[1] }, close: "" };
}

function inTags(field) {
  const at = field.selectionStart, start = field.value.lastIndexOf(",", at - 1) + 1;
  const typed = field.value.slice(start, at).trimStart();
  return typed && at === field.selectionEnd ? { from: at - typed.length, to: at, ask: { what: "tag", q: typed }, close: "", label: true } : null;
}

function completing(field, box, address, typing) {
  const list = document.createElement("ul"), news = document.createElement("p"), id = `kb-complete-${++lists}`;
  let asking = null, timer = 0, chosen = 0, at = null, found = [];
  Object.assign(list, { id, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  Object.assign(news, { className: "unseen" });
  news.setAttribute("role", "status");
  box.append(list, news);
  for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": id, "aria-haspopup": "listbox" })) field.setAttribute(name, value);
  if (field.localName === "input") { field.setAttribute("role", "combobox"); field.setAttribute("aria-expanded", "false"); }

  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
    if (field.localName === "input") field.setAttribute("aria-expanded", "false");
  };
  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", i === index));
    field.setAttribute("aria-activedescendant", `${id}-${index}`);
    list.children[index]?.scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    list.replaceChildren(...found.map(({ label, about }, i) => {
      const option = document.createElement("li"), what = document.createElement("span"), more = document.createElement("span");
      option.id = `${id}-${i}`;
      option.setAttribute("role", "option");
      what.textContent = label;
      more.className = "quiet kind";
      more.textContent = about;
      option.append(what, " ", more);
      return option;
    }));
    list.hidden = !found.length;
    news.textContent = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    if (!found.length) return close();
    if (field.localName === "input") field.setAttribute("aria-expanded", "true");
    else beneath();
    choose(0);
  };
  // Beneath the line that is written; above it where there is no room.
  const beneath = () => {
    const { top, bottom } = caret(field), room = innerHeight - field.getBoundingClientRect().top - bottom - 60;
    list.style.top = `${list.offsetHeight > room ? top - list.offsetHeight - 6 : bottom}px`;
  };
  const ask = async () => {
    const now = at = typing(field);
    if (!now) return close();
    asking?.abort();
    asking = new AbortController();
    const document_ = field.form.elements.document?.value ?? "";
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ ...now.ask, document: document_ })}`, { signal: asking.signal });
      if (!answer.ok || answer.redirected || document.activeElement !== field) return;
      found = (await answer.json()).suggestions;
      if (at === now) show();
    } catch { /* a newer question was asked, or there is no connection */ }
  };
  const take = () => {
    const { text, label } = found[chosen], now = typing(field);
    close();
    if (!now) return;
    const rest = field.value.slice(now.to), written = now.label ? label : text;
    const after = now.close && !rest.startsWith(now.close) ? now.close : "";
    if (field.localName === "input") {
      field.setRangeText(written, now.from, now.to, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
      return close();
    }
    const end = written.length + now.close.length;
    field.dispatchEvent(new CustomEvent("kb-put", { detail: { from: now.from, to: now.to, text: written + after, select: [end, end] } }));
    close();
  };

  field.addEventListener("input", (event) => {
    if (event.inputType === "insertReplacementText") return;
    const now = typing(field);
    clearTimeout(timer);
    if (now) timer = setTimeout(ask, PAUSE);
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose((chosen + step + found.length) % found.length); }
    else if (event.key === "Enter" && at && found[chosen][at.label ? "label" : "text"] === at.ask.q && !at.close) close(); // it is written already
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && !event.ctrlKey && !event.metaKey) { event.preventDefault(); event.stopImmediatePropagation(); take(); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") close();
  }, true);
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("scroll", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { choose([...list.children].indexOf(option)); take(); }
  });
}

// How far below the top of the field the caret's line begins and ends: measured in a copy of it that nobody sees.
function caret(field) {
  const copy = document.createElement("div"), end = document.createElement("span"), style = getComputedStyle(field);
  for (const name of ["fontFamily", "fontSize", "fontWeight", "lineHeight", "letterSpacing", "paddingTop", "paddingLeft", "paddingRight", "borderTopWidth", "tabSize"]) copy.style[name] = style[name];
  copy.className = "measure";
  copy.style.width = `${field.clientWidth}px`;
  copy.textContent = field.value.slice(0, field.selectionStart);
  end.textContent = "\u200b";
  copy.append(end);
  field.parentElement.append(copy);
  const top = end.offsetTop - field.scrollTop, bottom = top + end.offsetHeight;
  copy.remove();
  return { top, bottom: Math.min(Math.max(bottom, 0), field.clientHeight) };
}

for (const field of document.querySelectorAll("textarea[data-complete]")) completing(field, field.parentElement, field.dataset.complete, inText);
for (const box of document.querySelectorAll("[data-complete-tags]")) completing(box.querySelector("input"), box, box.dataset.completeTags, inTags);
