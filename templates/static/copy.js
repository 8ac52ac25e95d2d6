// Beside each field that is there to be copied a button that does it; what was done is said where a screen reader hears it.

function copying(field) {
  const button = document.createElement("button"), said = document.createElement("span");
  const name = field.labels[0]?.textContent ?? "";
  button.type = "button";
  button.className = "quiet-button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${name}`);
  said.className = "quiet";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied";
    } catch { // no clipboard here, as on a page without https: it is selected at least
      said.textContent = "Selected: copy it with your keys";
    }
  });
  field.after(button, said);
}

document.querySelectorAll("[data-copy]").forEach(copying);
