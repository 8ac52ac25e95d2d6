"""Minutes taken in a chat, as the W3C does it: a log of `<nick> words`, or lines such as `Topic:` and `ACTION:` alone.

What the scribe writes is what others say (`Jo: words`, then `… more words`). The forms are those that scribe.perl reads
(https://w3c.github.io/scribe2/scribedoc.html); what people tell programs is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.intake.converted import Dropped
from kb.intake.escaping import escaped, escaped_start, plain_words

_TIME = r"(?:\[?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\]?\s*)?"
_SAID = re.compile(rf"{_TIME}<[@+ ]?(?P<nick>[\w|\[\]{{}}^`-]{{1,40}})>\s?(?P<words>.*)", re.IGNORECASE)
_EVENT = re.compile(
    rf"{_TIME}(?:-+[!>]-?|<--?|-->|\*+)\s.*|{_TIME}\S+ (?:\(\S+\) )?has (?:joined|left|quit|changed)\b.*|\s*",
    re.IGNORECASE,
)
_PROGRAMS = frozenset(["rrsagent", "zakim", "trackbot", "ghurlbot", "gb", "agendabot", "github-bot", "githubbot"])
_TO_PROGRAM = re.compile(
    r"(?:rrsagent|zakim|trackbot|ghurlbot|gb|agendabot)\b.*|q[+?=-].*|ack\b.*|\s*agenda[+?-].*|[+-]1\b.{0,20}"
    r"|next agendum|queue[=+-].*|scribe(?:nick|options|inputformat)\s*[:=].*|i/.*|\?$",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"s/(?P<wrong>[^/]+)/(?P<right>[^/]*)(?:/g?)?\s*")
_PRESENT = re.compile(r"(?P<list>present|regrets)\s*(?P<sign>[+:]|\+:|-)\s*(?P<names>.*)", re.IGNORECASE)
_HEAD = re.compile(
    r"(?P<what>chairs?|scribes?|meeting|agenda|date|previous meeting|next meeting)\s*[:=]\s*(?P<words>\S.*)",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"(?P<sub>sub-?)?topic\s*:\s*(?P<words>\S.*)", re.IGNORECASE)
_POINT = re.compile(
    r"(?P<what>action(?:-\d+)?|resolution|resolved|proposal|proposed(?: resolution)?|issue(?:-\d+)?|summary)\s*:"
    r"\s*(?P<words>\S.*)",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:\.\.\.|…)\s*(?P<words>.*)")
_BEGINS = re.compile(r"(?:[-*+•]|\d+[.)])\s|[^\W\d_][\w’'. -]{0,30}:\s")
_WRAPPED = 60  # characters: a longer line was broken by the program that wrote it
_SPEAKER = re.compile(r"(?P<name>[^\W\d_][\w’'. -]{0,30}?)\s*:\s+(?P<words>\S.*)")
_LINES = re.compile(
    r"^\s*(?:(?:sub-?)?topic|action|resolution|scribe(?:nick)?|present\+?|regrets\+?)\s*[:+]", re.I | re.M
)


def is_scribed(text: str) -> bool:
    """Is it such a log, or has it several of the lines that only such minutes have, a topic among them?"""
    lines = [line for line in text.split("\n") if line.strip()][:400]
    said = sum(_SAID.match(line) is not None for line in lines)
    if said >= 3 and said * 2 >= len(lines):
        return True
    return len(_LINES.findall(text)) >= 2 and re.search(r"^\s*(?:sub-?)?topic\s*:", text, re.I | re.M) is not None


def as_minutes(text: str, dropped: Dropped) -> tuple[str, str]:
    """The title ("" where no `Meeting:` names it) and the minutes as Markdown."""
    minutes = _Minutes(dropped)
    for line in text.split("\n"):
        minutes.read(line)
    return minutes.title, minutes.text()


@dataclass
class _Minutes:
    dropped: Dropped
    title: str = ""
    heads: dict[str, list[str]] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)
    _logged: bool = False
    _goes_on: bool = False  # the line before was broken by the program that wrote it

    def read(self, line: str) -> None:
        found = _SAID.match(line)
        if found is None and (self._logged or not line.strip()) and _EVENT.fullmatch(line):
            self.dropped.add("log", bool(line.strip()))
            return
        self._logged = self._logged or found is not None
        nick = found["nick"] if found else ""
        words = (found["words"] if found else line).strip()
        goes_on, self._goes_on = self._goes_on, not found and len(line) > _WRAPPED
        if not words:
            return
        if nick.lower() in _PROGRAMS or _TO_PROGRAM.fullmatch(words):
            scribe = re.match(r"scribenick\s*[:=]\s*(\S+)", words, re.IGNORECASE)
            self._note("scribe", scribe[1] if scribe else "")
            self.dropped.add("log", not scribe)
        elif not (self._correct(words) or self._head(words, nick) or self._mark(words)):
            self._say(words, nick, goes_on=goes_on and not nick)

    def text(self) -> str:
        labels = ("Date", "Agenda", "Chair", "Scribe", "Present", "Regrets")
        heads = [
            f"**{label}:** {', '.join(map(escaped, dict.fromkeys(self.heads[label.lower()])))}"
            for label in labels
            if self.heads.get(label.lower())
        ]
        return "\n\n".join([*heads, *self.blocks]) + "\n"

    def _note(self, what: str, *names: str) -> None:
        kept = [name for each in names if (name := plain_words(each).strip(" ,;"))]
        self.heads.setdefault(what, []).extend(kept)

    def _head(self, words: str, nick: str) -> bool:
        if found := _PRESENT.fullmatch(words):
            names = re.split(r"\s*[,;]\s*", found["names"]) if found["names"].strip() else [nick]
            if found["sign"] == "-":
                kept = [name for name in self.heads.get("present", []) if name not in names]
                self.heads["present"] = kept
            else:
                self._note(found["list"].lower(), *names)
            return True
        if found := _HEAD.fullmatch(words):
            what = found["what"].lower()
            if what == "meeting":
                self.title = self.title or plain_words(found["words"])
            elif what.startswith(("previous", "next")):
                self.blocks.append(f"{escaped(what.capitalize())}: {escaped(found['words'])}")
            elif what.rstrip("s") in ("chair", "scribe"):
                self._note(what.rstrip("s"), *found["words"].split(","))
            else:
                self._note(what, found["words"])
            return True
        return False

    def _mark(self, words: str) -> bool:
        if found := _TOPIC.fullmatch(words):
            self.blocks.append(f"{'###' if found['sub'] else '##'} {escaped(found['words'])}")
        elif found := _POINT.fullmatch(words):
            self.blocks.append(f"**{found['what'].capitalize()}:** {escaped(found['words'])}")
        elif (found := _MORE.fullmatch(words)) and self.blocks and not self.blocks[-1].startswith("#"):
            self.blocks[-1] += f" {escaped(found['words'])}".rstrip()
        else:
            return False
        return True

    def _say(self, words: str, nick: str, *, goes_on: bool) -> None:
        """The scribe writes for others; everybody else for themselves."""
        if goes_on and self.blocks and not _BEGINS.match(words):
            self.blocks[-1] += f" {escaped(words)}"
            return
        scribes = {name.casefold() for name in self.heads.get("scribe", [])} | {"scribe", ""}
        found = _SPEAKER.fullmatch(words)
        if found and nick.casefold() in scribes:
            self.blocks.append(f"**{escaped(found['name'])}:** {escaped(found['words'])}")
        elif nick.casefold() in scribes:
            self.blocks.append(escaped_start(escaped(words)))
        else:
            self.blocks.append(f"**{escaped(nick)}:** {escaped(words)}")

    def _correct(self, words: str) -> bool:
        """`s/wrong/right/` puts right the last line that has the words."""
        found = _CORRECTION.fullmatch(words)
        if not found:
            return False
        wrong = escaped(found["wrong"])
        at = next((at for at in range(len(self.blocks) - 1, -1, -1) if wrong in self.blocks[at]), None)
        if at is not None:
            self.blocks[at] = self.blocks[at].replace(wrong, escaped(found["right"]), 1)
        return True
