// On the search page: results follow what is typed; filters, sorting and pages change in place; the address follows.
// In the history each search that somebody stayed with has its place; what was typed on the way to it has none.

const PAUSE = 150; // milliseconds between one question while typing and the next; the first letter asks at once
const EMPTY = 600; // before everything is shown for an empty box: whoever empties it mostly types on
const QUIET = 700; // after the last letter until the count is read out
const STAYED = 1500; // after it, until a search is one that somebody stayed with

let asking = null;
let shown = ""; // the address of these results, without a place on the page
let news = null; // says how much was found; it stays while everything else is replaced, so that it is read out
let form = null, box = null;
let passing = false; // this address is one on the way to another
let asked = 0, timer = 0, saying = 0, staying = 0;

function keepLive() {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  news = document.createElement("p");
  news.className = "unseen";
  news.setAttribute("role", "status");
  live.after(news);
  shown = location.href.split("#")[0];
  form = document.querySelector(".bar form.find");
  box = form?.querySelector("input[type=search]");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-live] :is(.facet, .chips, .sorts, .pager, .meant, .timeline) a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    stay();
    go(link.href, "chosen");
  });
  box?.addEventListener("input", () => {
    [timer, saying, staying].forEach(clearTimeout);
    timer = setTimeout(type, box.value.trim() ? Math.max(0, asked + PAUSE - performance.now()) : EMPTY);
  });
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    [timer, saying, staying].forEach(clearTimeout);
    if (typed() === shown) say();
    else await go(typed(), "entered");
    stay();
  });
  addEventListener("popstate", () => {
    stay();
    if (location.href.split("#")[0] !== shown) go(location.href, "back");
  });
}

// The address of a search for what is in the box.
function typed() {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("q", box.value.trim());
  if (!fields.get("q")) fields.delete("q");
  return `${form.action}${fields.size ? `?${fields}` : ""}`;
}

function type() {
  if (typed() === shown) return void asking?.abort();
  asked = performance.now();
  go(typed(), "typed");
}

function say() { news.textContent = document.querySelector(".count").textContent; }

// Whoever stays with a search that found nothing misses something: that is told once, not while they type.
function stay() {
  [timer, saying, staying].forEach(clearTimeout);
  if (passing && document.querySelector("[data-live] .nothing")) fetch(shown, { method: "HEAD" }).catch(() => {});
  passing = false;
}

async function go(address, how) {
  asking?.abort();
  const mine = asking = new AbortController();
  const byTyping = how === "typed" || how === "entered";
  document.querySelector("[data-live]").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: how === "entered" ? {} : { "X-Passing": how } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-live]");
    if (mine.signal.aborted) return;
    if (!answer.ok || !next) throw new Error(answer.statusText);
    const key = document.activeElement?.dataset.key;
    show(page, next, byTyping);
    if (how !== "back") history[byTyping && passing ? "replaceState" : "pushState"](null, "", address);
    shown = location.href.split("#")[0];
    if (how === "typed") {
      passing = true;
      saying = setTimeout(say, QUIET);
      staying = setTimeout(stay, STAYED);
      return;
    }
    say();
    if (byTyping) return;
    // Who chose a filter stays at it; who turned a page or took out a chip begins at the top of what was found.
    const count = next.querySelector(".count");
    const at = key && [...next.querySelectorAll("[data-key]")].find((link) => link.dataset.key === key);
    if (at) at.focus();
    else if (how === "chosen" && document.activeElement === document.body) count.focus();
    if (!at) count.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.name === "AbortError") return;
    document.querySelector("[data-live]").removeAttribute("aria-busy");
    if (how !== "typed") location.href = address; // while typing, the next letter asks again
  }
}

// Put the results of another page in the place of these, and into the form what it keeps.
function show(page, next, byTyping) {
  const now = document.querySelector("[data-live]");
  for (const details of now.querySelectorAll("details")) {
    const same = next.querySelector(details.id ? `#${details.id}` : ".filters");
    if (same) same.open = details.open;
  }
  now.replaceWith(next);
  document.title = page.title;
  const other = page.querySelector(".bar form.find");
  if (!box || !other) return;
  form.setAttribute("aria-label", other.getAttribute("aria-label"));
  form.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
  form.append(...other.querySelectorAll("input[type=hidden]"));
  if (!byTyping) box.value = other.querySelector("input[type=search]").value;
}

keepLive();
