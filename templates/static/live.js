// On the search page: results, filters and sorting change in place and the address follows; "back" works.

let asking = null;

export function keepLive() {
  if (!document.querySelector("[data-live]")) return;
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
  addEventListener("popstate", () => go(location.href, false));
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
    const open = now.querySelector(".filters")?.open;
    const focused = document.activeElement?.textContent;
    if (open !== undefined && next.querySelector(".filters")) next.querySelector(".filters").open = open;
    now.replaceWith(next);
    document.title = page.title;
    if (isNew) history.pushState(null, "", address);
    [...next.querySelectorAll(".facet a, .sorts a")].find((a) => a.textContent === focused)?.focus();
    if (!isNew || !next.contains(document.activeElement)) next.querySelector(".count").scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.name !== "AbortError") location.href = address;
  }
}
