"""What somebody should look at before a text is published: who spoke, who came, addresses, telephone numbers.

A finding says where it stands and what could stand there instead. Nothing is changed unless somebody wants it; and what
is not found here may still name people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from kb.intake.attendance import attendance_in
from kb.intake.speakers import speakers_in

What = Literal["speaker", "attendance", "address", "telephone"]

_ADDRESS = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,200})\]\(mailto:[^()\s]{1,300}\)"
    r"|(?P<open><)?(?:mailto:)?(?<![\w.+/-])(?P<address>[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})(?(open)>)"
)
_NO_PERSON = re.compile(r"git@|.*@(?:\d+x|[\d.]+$)|.*\.(?:png|jpe?g|svg|js|css|git)$", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,200})\]\(tel:[^()\s]{1,100}\)"
    r"|(?<![\w/#=.:,&?-])(?P<number>(?:\+[ \t]?\d|\(?0\d|\(\d{3}\)[ \t]?\d|\d{3}[-.][ \t]?\d{3}[-.])"
    r"(?:[ \t]?[\d().-]){6,20}(?<=\d))(?![\w%/]|[-.]\d)"
    r"|\b(?:tel(?:ephone)?|phone|mobile|mob|cell|fax|whatsapp)\b[.:]?[*_]*[ \t]{0,2}"
    r"(?P<labelled>\d[\d().\t -]{4,20}\d)\b",
    re.IGNORECASE,
)
_DIGITS = (9, 15)  # of a telephone number without a word that says it is one
_NO_NUMBER = re.compile(r"\d+\.\d+|\(?\d{1,2}[-.]\d{1,2}[-.]\d{2,4}.*|\d{4}[-.]\d\d[-.]\d\d.*|\d\d-\d{6,8}|0{3,}.*")


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Attributes:
        id: the same for the same words, as long as none like them is put before; short.
        text: as it stands from `start` to `end` (characters of the text).
        proposal: what could stand there instead; "" to take it out.
    """

    id: str
    text: str
    start: int
    end: int
    kind: What
    proposal: str


def findings(markdown: str, *, attendance: bool = True, roster: str = "") -> tuple[Finding, ...]:
    """What is to be looked at, in the order of the text; none overlaps another.

    Without `attendance`, for a text that may say who came, lists are not findings, but addresses within them are.
    `roster`: lists that were taken out of the text before; who is in them may still speak in it.
    """
    lists = attendance_in(markdown)
    found: list[tuple[int, int, What, str]] = [(each.start, each.end, "attendance", "") for each in lists if attendance]
    names = [name for each in (*lists, *attendance_in(roster)) for name in each.names]
    found += [(start, end, "speaker", proposal) for start, end, proposal in speakers_in(markdown, names)]
    found += _addresses(markdown)
    found += _telephones(markdown)
    return tuple(_numbered(markdown, found))


def applied(markdown: str, accepted: Iterable[Finding]) -> str:
    """The text with these proposals in place; where a list is taken out, no gap is left."""
    for each in sorted(accepted, key=lambda finding: -finding.start):
        before, after = markdown[: each.start], markdown[each.end :]
        if each.kind == "attendance":
            before, after = before.rstrip("\n"), after.lstrip("\n")
            before += "\n\n" if before and after else "\n" if before else ""
        markdown = before + each.proposal + after
    return markdown


def _numbered(markdown: str, found: list[tuple[int, int, What, str]]) -> Iterator[Finding]:
    seen: Counter[tuple[str, str]] = Counter()
    reached = 0
    for start, end, kind, proposal in sorted(found, key=lambda each: (each[0], -each[1])):
        if start < reached:  # within another
            continue
        reached = end
        text = markdown[start:end]
        seen[kind, text] += 1
        digest = blake2b(f"{kind}\n{text}\n{seen[kind, text]}".encode(errors="replace"), digest_size=6)
        yield Finding(digest.hexdigest(), text, start, end, kind, proposal)


def _addresses(markdown: str) -> Iterator[tuple[int, int, What, str]]:
    for found in _ADDRESS.finditer(markdown):
        if found["words"] is not None:
            own = found["words"] if "@" not in found["words"] else "(address removed)"
            yield found.start(), found.end(), "address", own
        elif not _NO_PERSON.match(found["address"]):
            yield found.start(), found.end(), "address", "(address removed)"


def _telephones(markdown: str) -> Iterator[tuple[int, int, What, str]]:
    for found in _TELEPHONE.finditer(markdown):
        if found["words"] is not None:
            own = found["words"] if sum(map(str.isdigit, found["words"])) < 5 else "(number removed)"
            yield found.start(), found.end(), "telephone", own
            continue
        which = "number" if found["number"] else "labelled"
        fewest, most = _DIGITS if which == "number" else (6, _DIGITS[1])
        if fewest <= sum(map(str.isdigit, found[which])) <= most and not _NO_NUMBER.fullmatch(found[which]):
            yield found.start(which), found.end(which), "telephone", "(number removed)"
