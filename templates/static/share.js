// What is chosen shows at once; without this there is a button for it.

const form = document.querySelector("form[data-shows]");
let last = 0;

form?.addEventListener("change", async () => {
  const chosen = `?${new URLSearchParams(new FormData(form))}`, mine = ++last;
  const address = new URL(form.action).pathname + chosen; // of a page that answered a form, not its own
  const answer = await fetch(address);
  if (!answer.ok || mine !== last) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.getElementById(form.dataset.shows);
  document.getElementById(form.dataset.shows).replaceWith(shown);
  history.replaceState(null, "", address);
  document.dispatchEvent(new CustomEvent("kb:new", { detail: shown }));
});
