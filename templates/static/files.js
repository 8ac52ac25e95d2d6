// Pictures and files that are pasted, dropped or chosen go up at once, and stand in the text where they were put. What a
// picture shows is asked for there: its words are selected, to be written over.

const WORDS = "describe this picture";
const form = document.querySelector("form.writing[data-files]");
if (form) sending(form);

function sending(form) {
  const text = form.querySelector("textarea[name=text]"), place = form.querySelector(".attaching");
  const list = place.querySelector(".sending"), said = place.querySelector(".how-sent"), field = form.elements.files;
  let numbers = 0, pending = 0;
  place.querySelector(".without-script").hidden = true;

  form.addEventListener("submit", (event) => {
    if (!pending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    said.textContent = "A file is still on its way. Save once it is in the text.";
    list.scrollIntoView({ block: "center" });
  }, true);

  const put = (from, to, what, select) => text.dispatchEvent(new CustomEvent("kb-put", { detail: { from, to, text: what, select } }));
  const hasFiles = (data) => [...(data?.items ?? [])].some((item) => item.kind === "file");

  text.addEventListener("paste", (event) => {
    if (!hasFiles(event.clipboardData) || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    [...event.clipboardData.files].forEach((file) => send(file, true));
  });
  text.addEventListener("dragover", (event) => { if (hasFiles(event.dataTransfer)) { event.preventDefault(); text.classList.add("over"); } });
  for (const name of ["dragleave", "drop"]) text.addEventListener(name, () => text.classList.remove("over"));
  text.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    text.focus();
    [...event.dataTransfer.files].forEach((file) => send(file));
  });
  field.addEventListener("change", chosen);
  if (field.files.length) addEventListener("DOMContentLoaded", chosen); // chosen before the scripts were there

  function chosen() {
    const files = [...field.files];
    field.value = "";
    text.focus();
    files.forEach((file) => send(file));
  }

  // One after the other would be slow and all at once unfair: a browser sends a few together by itself.
  function send(file, pasted) {
    const name = pasted && /^image\.\w+$/.test(file.name) ? file.name.replace("image", "picture") : file.name;
    const mark = `(sending ${name} …${++numbers > 1 ? ` ${numbers}` : ""})`, at = text.selectionEnd;
    put(at, at, mark, [mark.length, mark.length]);
    const item = document.createElement("li"), bar = document.createElement("progress"), body = new FormData(), ask = new XMLHttpRequest();
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${name}`);
    item.append(name, " ", bar);
    list.append(item);
    said.textContent = `Sending ${name}.`;
    body.set("names_no_one", form.elements.names_no_one?.checked ? "yes" : "");
    body.set("files", file, name);
    ask.open("POST", form.dataset.files || `${form.dataset.keep}/${form.elements.once.value}/files`);
    ask.setRequestHeader("Accept", "application/json");
    ask.responseType = "json";
    ask.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    ask.addEventListener("loadend", () => {
      const made = ask.status === 200 && ask.response?.files?.[0];
      item.remove();
      pending--;
      done(mark, made ? made.text : "");
      if (made) { said.textContent = `${made.name} is in the text.`; show(made); return; }
      const why = document.createElement("li");
      why.className = "wrong";
      why.textContent = ask.response?.refused ?? ask.response?.detail ?? (ask.status === 413
        ? `${name} is larger than can be taken.` : `${name} could not be sent: there is no connection, or you were signed out.`);
      list.append(why);
      said.textContent = why.textContent;
    });
    pending++;
    ask.send(body);
  }

  // The mark of what was on its way gives way to what is there now; what a picture shows is selected to be written, where
  // nobody has gone on writing elsewhere.
  function done(mark, made) {
    const from = text.value.indexOf(mark), waits = text.selectionStart === from + mark.length;
    if (from < 0) { if (made) put(text.value.length, text.value.length, `\n\n${made}\n`); return; }
    const words = made.indexOf(WORDS), caret = text.selectionStart, shift = caret > from ? made.length - mark.length : 0;
    put(from, from + mark.length, made, words > 0 && waits ? [words, words + WORDS.length] : [caret + shift - from, caret + shift - from]);
    form.dispatchEvent(new CustomEvent("kb-keep"));
    form.dispatchEvent(new CustomEvent("kb-look"));
  }

  // Files of the document, to be put into the text once more; and of a picture that is in it, its words to be written.
  const own = () => {
    const found = place.querySelector(".own-files") ?? document.createElement("ul");
    if (!found.isConnected) {
      found.className = "own-files";
      place.querySelector("h2").after(found);
    }
    return found;
  };
  function show({ name, text: made }) {
    const [, mark, target] = /^(!?)\[.*\]\((.*)\)$/.exec(made);
    if (place.querySelector(`[data-target="${CSS.escape(target)}"]`)) return;
    const item = document.createElement("li"), strong = document.createElement("strong");
    strong.textContent = name;
    item.append(strong, ...["put", "describe"].map((does) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "quiet-button", textContent: does === "put" ? "Put into the text" : "Describe" });
      Object.assign(button.dataset, { does, target, name, picture: mark });
      button.setAttribute("aria-label", `${button.textContent}: ${name}`);
      return button;
    }));
    own().append(item);
    fit();
  }
  const words = (target) => {
    const end = text.value.indexOf(`](${target}`), start = text.value.lastIndexOf("![", end);
    return end < 0 || start < 0 || text.value.slice(start, end).includes("\n") ? null : [start + 2, end];
  };
  const fit = () => place.querySelectorAll("[data-does]").forEach((button) => {
    button.hidden = button.dataset.does === "describe" && !words(button.dataset.target);
  });
  place.addEventListener("click", (event) => {
    const { does, target, name, picture } = event.target.closest("[data-does]")?.dataset ?? {};
    if (!does) return;
    text.focus();
    if (does === "describe") return text.setSelectionRange(...words(target));
    const at = text.selectionEnd, made = picture ? `![${WORDS}](${target})` : `[${name}](${target})`;
    put(at, at, made, picture ? [2, 2 + WORDS.length] : [made.length, made.length]);
  });
  text.addEventListener("input", fit);
  fit();
}
