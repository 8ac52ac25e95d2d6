// Keys: / goes to the search box, n and p to the next and previous match on the page, ? shows this.

const KEYS = [["/", "Go to the search box"], ["↓ ↑ Enter", "Choose a suggestion"], ["n", "Next match on the page"], ["p", "Previous match"], ["Esc", "Close what is open"], ["?", "Show these keys"]];

function keys() {
  document.documentElement.classList.add("has-keys");
  const marks = matches();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const does = { "/": () => document.querySelector("#kb-q, form.find input[type=search]")?.focus(), n: () => marks?.(1), p: () => marks?.(-1), "?": help }[event.key];
    if (does) { event.preventDefault(); does(); }
  });
}

// The bar of matches: "2 of 5", next and previous. A match may be several marks, where it goes across emphasis.
function matches() {
  const bar = document.querySelector(".marks[data-marks]");
  if (!bar) return null;
  const total = Number(bar.dataset.marks);
  const at = (number) => document.getElementById(`kb-match-${number}`);
  let current = 0;
  const go = (step) => {
    current = current + step < 1 ? total : (current + step - 1) % total + 1; // before the first comes the last
    document.querySelector("mark.current")?.classList.remove("current");
    at(current)?.classList.add("current");
    at(current)?.scrollIntoView({ block: "center" });
    bar.querySelector(".which").textContent = `${current} of `;
    history.replaceState(history.state, "", `#kb-match-${current}`); // so that the address, passed on, leads here
  };
  const button = (label, key, step) => {
    const made = document.createElement("button"), cap = document.createElement("kbd");
    cap.textContent = key;
    made.append(label, " ", cap);
    made.addEventListener("click", () => go(step));
    return made;
  };
  bar.querySelector(".first").replaceWith(button("Previous", "p", -1), button("Next", "n", 1));
  // The page opened at a match, or at a passage: then the first match from there on is the next one.
  const named = location.hash.match(/^#kb-match-(\d+)$/);
  if (named && at(named[1])) {
    current = Number(named[1]);
    go(0);
    return go;
  }
  const anchor = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let number = 1; anchor && number <= total; number++)
    if (at(number) && anchor.compareDocumentPosition(at(number)) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)) {
      current = number - 1;
      break;
    }
  return go;
}

function help() {
  let dialog = document.querySelector("dialog.keys");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-label", "Keys");
    const list = document.createElement("dl");
    for (const [key, what] of KEYS) {
      const term = document.createElement("dt"), text = document.createElement("dd"), cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap);
      text.textContent = what;
      list.append(term, text);
    }
    const done = document.createElement("button");
    done.textContent = "Close";
    done.addEventListener("click", () => dialog.close());
    dialog.append(list, done);
    document.body.append(dialog);
  }
  dialog.showModal();
}

keys();
