// The buttons above a text, and their keys. Everything goes in as if it had been typed, so that Ctrl+Z takes it back.
// Other scripts put something in with the event "kb-put": { from, to, text, select: [from, to] within the text }.

const area = document.querySelector("form.writing textarea[name=text]");
if (area) tools(area);

function tools(area) {
  const bar = area.form.querySelector(".toolbar"), buttons = [...bar.querySelectorAll("button")];

  function put(from, to, text, select) {
    const busy = document.activeElement !== area; // somebody is elsewhere: they stay there, and this cannot be undone
    const scroll = area.scrollTop;
    if (!busy) area.setSelectionRange(from, to);
    if (busy || !(text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete"))) {
      area.setRangeText(text, from, to, busy ? "preserve" : "end");
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    if (select && !busy) area.setSelectionRange(from + select[0], from + select[1]);
    area.scrollTop = scroll;
  }
  area.addEventListener("kb-put", ({ detail: { from, to, text, select } }) => put(from, to, text, select));

  const selected = () => [area.selectionStart, area.selectionEnd, area.value.slice(area.selectionStart, area.selectionEnd)];

  // Around what is selected, or taken off again.
  function around(mark, words) {
    const [from, to, text] = selected(), wide = mark.length;
    if (area.value.slice(from - wide, from) === mark && area.value.slice(to, to + wide) === mark)
      return put(from - wide, to + wide, text, [0, text.length]);
    const inner = text || words;
    put(from, to, mark + inner + mark, [wide, wide + inner.length]);
  }

  // Before each line that is selected; taken off where all have it.
  function before(mark) {
    const [start, end] = selected(), value = area.value;
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const next = value.indexOf("\n", end > start && value[end - 1] === "\n" ? end - 1 : end), to = next < 0 ? value.length : next;
    const lines = value.slice(from, to).split("\n"), on = lines.every((line) => line.startsWith(mark));
    const text = lines.map((line) => on ? line.slice(mark.length) : mark + line).join("\n");
    put(from, to, text, lines.length > 1 ? [0, text.length] : [text.length, text.length]);
  }

  // A paragraph of its own.
  function block(text, select) {
    const [, at] = selected(), gap = /(^|\n\n)$/.test(area.value.slice(0, at)) ? "" : area.value[at - 1] === "\n" ? "\n" : "\n\n";
    put(at, at, gap + text + "\n\n", select.map((each) => each + gap.length));
  }

  const does = {
    bold: () => around("**", "bold words"),
    italic: () => around("*", "words"),
    heading: () => before("## "),
    list: () => before("- "),
    quote: () => before("> "),
    link() {
      const [from, to, text] = selected();
      if (/^https?:\/\/\S+$/.test(text)) return put(from, to, `[words](${text})`, [1, 6]);
      const words = text || "words";
      put(from, to, `[${words}](https://)`, text ? [words.length + 3, words.length + 11] : [1, 6]);
    },
    document() {
      const [from, to, text] = selected();
      put(from, to, `[[${text}`, [2 + text.length, 2 + text.length]);
    },
    table: () => block("| What | Who |\n|---|---|\n|  |  |", [2, 6]),
    file: () => area.form.elements.files.click(),
  };
  const act = (name) => { if (name !== "file") area.focus(); does[name](); };

  // One stop for Tab, arrows within (APG, toolbar).
  bar.hidden = false;
  const stop = (button) => buttons.forEach((each) => { each.tabIndex = each === button ? 0 : -1; });
  stop(buttons[0]);
  bar.addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) { stop(button); act(button.dataset.does); } });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement), last = buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    stop(buttons[to]);
    buttons[to].focus();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const key = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey ? event.key.toLowerCase() : "";
    const button = key && buttons.find((each) => each.dataset.key === key);
    if (button) { event.preventDefault(); act(button.dataset.does); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !event.defaultPrevented) goOn(event);
  });

  // A list or quotation goes on with the next line; an item with nothing in it ends it.
  function goOn(event) {
    const [at, end] = selected();
    if (at !== end) return;
    const from = area.value.lastIndexOf("\n", at - 1) + 1, line = area.value.slice(from, at);
    const found = /^(\s*)(?:([-*+])( \[[ xX]\])?|(\d{1,9})([.)])|(>))( +)/.exec(line);
    if (!found) return;
    event.preventDefault();
    const [mark, indent, bullet, tick, number, dot, quote, gap] = found;
    if (line === mark && area.value[at] !== undefined && area.value[at] !== "\n") return put(at, at, "\n");
    if (line === mark) return put(from, at, "");
    put(at, at, `\n${indent}${bullet ? bullet + (tick ? " [ ]" : "") : quote ?? Number(number) + 1 + dot}${gap}`);
  }
}
