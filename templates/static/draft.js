// A draft keeps itself: a moment after each change, and before the page is left.

const form = document.querySelector("form[data-draft]");
if (form) keeping(form);

function keeping(form) {
  const status = document.querySelector("[data-saved]"), revision = form.elements.revision;
  const names = ["title", "date", "kind", "group", "visibility", "url", "description", "rule"];
  let waiting, kept = "ahead" in form.dataset ? "" : said(), saving = false;

  function said() {
    const fields = Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));
    fields.tags = (form.elements.tags?.value ?? "").split(",").map((tag) => tag.trim()).filter(Boolean);
    return JSON.stringify({ ...fields, markdown: form.elements.text.value });
  }

  async function keep() {
    const now = said();
    if (saving || now === kept) return;
    saving = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "PATCH", body: now, keepalive: now.length < 60000,
        headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"` },
      });
      const told = await answer.json();
      if (answer.ok) {
        kept = now;
        if (said() === now && told.markdown !== JSON.parse(now).markdown) adopt(told.markdown);
        revision.value = told.revision;
        form.dispatchEvent(new Event("kb-kept"));
        status.textContent = "Saved.";
      } else status.textContent = `Not saved: ${told.detail}`;
    } catch { status.textContent = "Not saved: there is no connection. It is tried again with your next change."; }
    saving = false;
    if (said() !== now) later();
  }

  // Something was taken out of the text, as the rule of the group asks.
  function adopt(markdown) {
    form.elements.text.value = markdown;
    kept = said();
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function later() { clearTimeout(waiting); waiting = setTimeout(keep, 1200); }

  // Where something stands: the next place after the one that is selected, then the first again.
  for (const button of form.querySelectorAll("[data-words]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = form.elements.text, words = button.dataset.words;
      const at = [text.value.indexOf(words, text.selectionEnd), text.value.indexOf(words)].find((place) => place >= 0);
      if (at === undefined) return;
      text.focus();
      text.setSelectionRange(at, at + words.length);
      text.scrollTop = Math.max(0, text.scrollHeight * at / text.value.length - text.clientHeight / 3);
      text.scrollIntoView({ block: "nearest" });
    });
  }

  form.addEventListener("input", (event) => { if (event.target.name !== "accept" && event.target.name !== "names_no_one") later(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  if (!kept) later();
}
