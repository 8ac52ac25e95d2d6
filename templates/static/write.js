// The form of a document: how it will look beside it, Ctrl+S, and a question before what was written is left unsaved.

const form = document.querySelector("form.writing");
if (form) writing(form);

function writing(form) {
  const text = form.querySelector("textarea[name=text]"), shown = form.querySelector(".preview");
  let sending = false;
  const before = said();

  function said() { return new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "do")).toString(); }

  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => { if (!sending && said() !== before) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector("button[value=save]")); }
  });

  // The newest answer wins; where none comes, the last one stays.
  let asked = 0, waiting;
  async function look() {
    const mine = ++asked, body = new FormData();
    for (const name of ["text", "document", "group"]) body.set(name, form.elements[name]?.value ?? "");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body });
      if (mine !== asked || !answer.ok || answer.redirected) return;
      shown.querySelector(".text").innerHTML = await answer.text(); // sanitised by the server, as every page is
      shown.hidden = false;
    } catch { /* offline: writing goes on */ }
  }
  text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 400); });
  form.querySelector("button[value=preview]").hidden = true;
  form.classList.add("live");
  if (text.value.trim()) look();
}
