// The form of a document: how it will look beside it, Ctrl+S, what is written kept while it is written, words counted,
// and a question before something is left that could not be kept. Times are shown as where somebody is.

const form = document.querySelector("form.writing");
if (form) writing(form);
for (const time of document.querySelectorAll("time[data-local]")) time.textContent = here(new Date(time.dateTime));

// "yesterday at 14:05", "25 November 2026 at 14:05"
function here(when) {
  const clock = when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(when).setHours(0, 0, 0, 0)) / 864e5);
  const day = ["today", "yesterday"][days] ?? when.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return `${day} at ${clock}`;
}

function writing(form) {
  const text = form.querySelector("textarea[name=text]"), shown = form.querySelector(".preview");
  const count = form.querySelector(".count"), kept = form.querySelector(".kept");
  const once = form.elements.once;
  if (once && !once.value) once.value = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const before = ahead() ? "" : said();
  if (!before) form.dataset.ahead = "";
  let sending = false, keptSaid = before;
  form.classList.add("live");
  form.querySelector("button[value=preview]").hidden = true;

  function said() {
    return new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "do" && typeof value === "string")).toString();
  }

  // Something is typed before the scripts are there, or is left from before a reload: it stands nowhere yet.
  function ahead() {
    return [...form.elements].some(({ options, selectedIndex, value, defaultValue }) => (
      options ? selectedIndex !== Math.max(0, [...options].findIndex((option) => option.defaultSelected)) : (defaultValue ?? value) !== value
    ));
  }

  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && said() !== before && said() !== keptSaid) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector("button[value=save]")); }
  });

  // How it will look: the newest answer wins; where none comes, the last one stays.
  let asked = 0, looking;
  async function look() {
    const mine = ++asked, body = new URLSearchParams();
    for (const name of ["text", "document", "group", "once"]) body.set(name, form.elements[name]?.value ?? "");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body });
      if (answer.status === 429) looking = setTimeout(look, 5000);
      if (mine !== asked || !answer.ok || answer.redirected) return;
      shown.querySelector(".text").innerHTML = await answer.text(); // sanitised by the server, as every page is
      shown.hidden = false;
    } catch { /* offline: writing goes on */ }
  }
  form.addEventListener("kb-look", look);

  // What is written is kept on the server two seconds after the last key, and each ten while somebody types on.
  let keeping, due = 0;
  async function keep(leaving = false) {
    clearTimeout(keeping);
    due = 0;
    const now = said();
    if (!form.dataset.keep || sending || now === keptSaid) return;
    try {
      const answer = await fetch(`${form.dataset.keep}/${form.elements.once.value}`, { method: "POST", body: new URLSearchParams(now), keepalive: leaving && now.length < 60000 });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      keptSaid = now;
      kept.textContent = `Kept at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}, not saved yet.`;
    } catch { kept.textContent = "It cannot be kept just now: there is no connection, or you were signed out. Do not close this page."; }
  }
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
  window.addEventListener("pagehide", () => keep(true));
  form.addEventListener("kb-keep", () => keep());
  form.addEventListener("kb-kept", () => { keptSaid = said(); }); // another script keeps this one

  const tell = () => {
    const words = text.value.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
    count.textContent = words === 1 ? "1 word" : `${words.toLocaleString("en-GB")} words`;
  };
  text.addEventListener("input", () => { tell(); clearTimeout(looking); looking = setTimeout(look, 400); });
  form.addEventListener("input", () => {
    clearTimeout(keeping);
    due ||= Date.now() + 10000;
    keeping = setTimeout(keep, Math.min(2000, Math.max(0, due - Date.now())));
  });
  form.elements.group?.addEventListener("change", look);

  // An address is for resources.
  const address = form.querySelector(".of-resource"), kind = form.elements.kind;
  const fit = () => { address.hidden = kind.value !== "resource" && !form.elements.url.value && !address.querySelector("[aria-invalid]"); };
  kind.addEventListener("change", fit);
  fit();

  tell();
  if (text.value.trim()) look();
  if (!before) keeping = setTimeout(keep, 2000);
}
