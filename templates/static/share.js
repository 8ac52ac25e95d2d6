// What is chosen shows at once; without this there is a button for it.

const form = document.querySelector("form[data-shows]");
let last = 0;

form?.addEventListener("change", async () => {
  const chosen = `?${new URLSearchParams(new FormData(form))}`, mine = ++last;
  const answer = await fetch(location.pathname + chosen);
  if (!answer.ok || mine !== last) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById(form.dataset.shows).replaceWith(page.getElementById(form.dataset.shows));
  history.replaceState(null, "", chosen);
  document.dispatchEvent(new Event("kb:new"));
});
