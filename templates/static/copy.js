// Beside each field that is there to be copied a button that does it; what was done is said where a screen reader hears it.
// share.js puts new fields into the page and says where.

function withButton(field, name, select, copy) {
  const button = document.createElement("button"), said = document.createElement("span");
  button.type = "button";
  button.className = "quiet-button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${name}`);
  said.className = "quiet";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    select();
    try {
      await copy();
      said.textContent = "Copied";
    } catch { // no clipboard here, as on a page without https: it is selected at least
      said.textContent = "Selected: copy it with your keys";
    }
  });
  field.after(button, said);
}

function copying(field) {
  withButton(field, field.labels[0]?.textContent ?? "", () => field.select(), () => navigator.clipboard.writeText(field.value));
}

// With its formatting, for whatever takes that, and without for the rest.
function copyingRich(field) {
  const as = (type, text) => ({ [type]: new Blob([text], { type }) });
  withButton(field, "Rich text", () => getSelection().selectAllChildren(field), () => navigator.clipboard.write([
    new ClipboardItem({ ...as("text/html", field.innerHTML), ...as("text/plain", `${field.textContent} ${field.querySelector("a").href}`) }),
  ]));
}

function all(part) {
  part.querySelectorAll("[data-copy]").forEach(copying);
  part.querySelectorAll("[data-copy-rich]").forEach(copyingRich);
}

all(document);
document.addEventListener("kb:new", (event) => all(event.detail));
