// On the search page: results, filters and sorting change in place and the address follows; "back" works.

let asking = null;
let shown = ""; // the address of these results, without a place on the page
let news = null; // says how much was found; it stays while everything else is replaced, so that it is read out

function keepLive() {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  news = document.createElement("p");
  news.className = "unseen";
  news.setAttribute("role", "status");
  live.after(news);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-live] :is(.facet, .chips, .sorts, .pager, .meant) a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.href, true);
  });
  for (const form of document.querySelectorAll(".bar form.find"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(`${form.action}?${new URLSearchParams(new FormData(form))}`, true);
    });
  shown = location.href.split("#")[0];
  addEventListener("popstate", () => { if (location.href.split("#")[0] !== shown) go(location.href, false); });
}

async function go(address, isNew) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = document.querySelector("[data-live]");
    const next = page.querySelector("[data-live]");
    if (!answer.ok || !next) return void (location.href = address);
    const key = document.activeElement?.dataset.key;
    for (const details of now.querySelectorAll("details")) {
      const same = next.querySelector(details.id ? `#${details.id}` : ".filters");
      if (same) same.open = details.open;
    }
    now.replaceWith(next);
    document.title = page.title;
    if (isNew) history.pushState(null, "", address);
    shown = location.href.split("#")[0];
    const box = document.querySelector(".bar input[type=search]");
    if (box && (!isNew || box !== document.activeElement)) box.value = page.querySelector(`#${box.id}`).value;
    const count = next.querySelector(".count");
    news.textContent = count.textContent;
    // Who chose a filter stays at it; who turned a page or took out a chip begins at the top of what was found.
    const at = key && [...next.querySelectorAll("[data-key]")].find((link) => link.dataset.key === key);
    if (at) at.focus();
    else if (isNew && document.activeElement === document.body) count.focus();
    if (!at) count.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.name !== "AbortError") location.href = address;
  }
}

keepLive();
