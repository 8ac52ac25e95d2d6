// Files that are dropped or chosen go one by one, with how far each is; rich text that is pasted keeps its form.

const form = document.querySelector("form.upload");
if (form) uploading(form);

function uploading(form) {
  const list = document.querySelector(".sending"), most = Number(form.dataset.most), drop = form.querySelector(".drop");
  const text = form.elements.text, html = form.elements.html, waiting = [];
  let busy = false;

  for (const input of form.querySelectorAll("input[type=file]")) {
    const chosen = () => { take([...input.files]); input.value = ""; };
    input.addEventListener("change", chosen);
    chosen(); // on a slow connection somebody may have been quicker than this script
  }
  form.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  form.addEventListener("dragleave", () => drop.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files);
  });
  text.addEventListener("paste", (event) => {
    const rich = event.clipboardData.getData("text/html");
    if (event.clipboardData.files.length && !rich) { event.preventDefault(); take(event.clipboardData.files); }
    html.value = rich && !text.value.trim() ? rich : "";
  });
  // What is changed by hand is meant as it stands there.
  text.addEventListener("input", (event) => { if (event.inputType !== "insertFromPaste") html.value = ""; });

  function take(files) {
    for (const file of files) waiting.push([file, line(file)]);
    next();
  }

  function line(file) {
    const item = document.createElement("li"), name = document.createElement("bdi"), bar = document.createElement("progress");
    name.textContent = file.name; bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
    item.append(name, " ", bar);
    list.append(item);
    return item;
  }

  function next() {
    if (busy || !waiting.length) return;
    busy = true;
    const [file, item] = waiting.shift(), done = () => { busy = false; next(); };
    if (file.size > most) { said(item, `It is larger than ${Math.floor(most / 1e6)} MB, the most that is taken in.`); done(); return; }
    const body = new FormData(), request = new XMLHttpRequest(), bar = item.querySelector("progress");
    body.set("group", form.elements.group.value);
    body.set("file", file);
    request.open("POST", form.dataset.api);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); }); // it is being read now
    request.addEventListener("load", () => { answered(item, request); done(); });
    request.addEventListener("error", () => { said(item, "It did not arrive. Try again."); done(); });
    request.send(body);
  }

  function answered(item, request) {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* said below */ }
    if (request.status !== 201) { said(item, answer.detail || "It could not be taken in. Try again."); return; }
    item.querySelector("progress").remove();
    for (const draft of answer.drafts) {
      const link = document.createElement("a");
      link.href = draft.url; link.textContent = draft.title || "Untitled";
      item.append(" ", link);
    }
    for (const each of answer.left_out) said(item, `${each.name}: ${each.why}`);
    if (answer.drafts.length === 1 && !answer.left_out.length && list.children.length === 1 && !waiting.length) location.href = answer.drafts[0].url;
  }

  function said(item, words) {
    const why = document.createElement("span");
    item.querySelector("progress")?.remove();
    why.className = "wrong"; why.textContent = words;
    item.append(" ", why);
  }
}
