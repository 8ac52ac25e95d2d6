"""What the lines of a page are: margins, headings, items, paragraphs; told by where they lie and how they are set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.intake.converted import Dropped
from kb.intake.escaping import escaped, escaped_start, plain_words

HYPHEN = "\x02"
_EDGE = 3  # lines at the top and at the bottom of a page that may be in its margins
_MARGIN = 0.08  # of the height of a page
_NUMBER = re.compile(
    r"(?:page\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|/)\s*\d{1,4})?|p(?:age|\.)\s*[ivxlc]+", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"(?:[•●▪◦○‣■□·∙⁃]|[\uf0b7\uf0a7\uf0d8\uf02d]|[-–*](?=\s))\s*")
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_ENDS = (".", ",", ";", ":")
_LONGEST_HEADING = 120  # characters
_NEAR_THE_TOP = 6  # paragraphs from the start, among which a title stands
_STEP = 6.0  # points by which a list in a list is set in at least
_BEFORE = 30.0  # points before a line at which its bullet may be drawn


@dataclass(frozen=True)
class Line:
    """Words in one line: on which page (and how high that is), where (points from its left and its foot), how large and
    heavy.
    """

    text: str
    page: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


def without_margins(pages: Sequence[Sequence[Line]], dropped: Dropped) -> list[Line]:
    """All lines without page numbers, and without what stands at the edge of most pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_DIGITS.sub("0", line.text.strip()) for line in _edges(page)})
    filled = sum(bool(page) for page in pages)
    lines: list[Line] = []
    for page in pages:
        edges = set(map(id, _edges(page)))
        for line in page:
            words = line.text.strip()
            repeated = filled > 1 and seen[_DIGITS.sub("0", words)] > max(1, filled // 2)
            if id(line) in edges and _NUMBER.fullmatch(words):
                dropped.add("page number")
            elif id(line) in edges and repeated:
                dropped.add("header")
            else:
                lines.append(line)
    return lines


def with_drawn_bullets(lines: Sequence[Line], dots: Sequence[tuple[float, float, float, float]]) -> list[Line]:
    """The lines, with a bullet before those that have one drawn beside them instead of written."""
    out = []
    for line in lines:
        beside = [
            left for left, bottom, right, top in dots
            if right < line.left and line.left - right < _BEFORE and line.bottom - 2 < (bottom + top) / 2 < line.top + 2
        ]  # fmt: skip
        out.append(replace(line, text=f"• {line.text.lstrip()}", left=max(beside)) if beside else line)
    return out


def text_of(lines: Sequence[Line]) -> tuple[str, str]:
    """The title ("" where no line stands out) and the text as Markdown."""
    if not lines:
        return "", ""
    usual = _usual_size(lines)
    runs = [(run, _joined(run)) for run in _runs(lines, usual)]
    ranks = [_rank(run[0], usual) if _may_be_heading(run, words) else 0.0 for run, words in runs]
    order = sorted({rank for rank in ranks if rank}, reverse=True)
    at = _title(ranks, order)
    if at is not None and ranks.count(order[0]) == 1:
        order = order[1:]
    lefts = _lefts_of_items(lines)
    out = [
        f"{'#' * min(2 + order.index(rank), 5)} {escaped(words)}" if rank else _paragraph(run, words, lefts)
        for number, ((run, words), rank) in enumerate(zip(runs, ranks, strict=True))
        if number != at
    ]
    return plain_words(runs[at][1]) if at is not None else "", _with_tight_lists(out)


def _title(ranks: Sequence[float], order: Sequence[float]) -> int | None:
    """Which run is the title: the first that stands out most, where that is near the top."""
    if not order or order[0] not in ranks[:_NEAR_THE_TOP]:
        return None
    return ranks.index(order[0])


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines in its margins, or what is most often that."""
    within = [line for line in page if not _MARGIN * line.height < line.bottom < (1 - _MARGIN) * line.height]
    by_height = sorted(within, key=lambda line: -line.top)
    return by_height if len(by_height) <= 2 * _EDGE else [*by_height[:_EDGE], *by_height[-_EDGE:]]


def _usual_size(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0]


def _stands_out(line: Line, usual: float) -> bool:
    return line.size > usual * 1.12 or (line.bold and line.size >= usual * 0.95)


def _runs(lines: Sequence[Line], usual: float) -> Iterator[list[Line]]:
    """Lines that belong together: of one paragraph, item or heading."""
    run: list[Line] = []
    widest: dict[int, float] = {}
    for line in lines:
        widest[line.page] = max(widest.get(line.page, 0.0), line.right)
    for line in lines:
        if run and not _goes_on(run, line, widest[run[-1].page], usual):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _goes_on(run: Sequence[Line], line: Line, widest: float, usual: float) -> bool:
    last = run[-1]
    if _BULLET.match(line.text.lstrip()) or _NUMBERED.match(line.text.lstrip()):
        return False
    heads = _stands_out(last, usual), _stands_out(line, usual)
    if heads[0] != heads[1] or (heads[0] and abs(last.size - line.size) > 0.6):
        return _is_within(last, line)  # a bold word that begins a line of the paragraph
    height = max(line.size, last.size, 1.0)
    if line.page != last.page:
        return not last.text.rstrip().endswith((".", "!", "?", ":")) and line.text.lstrip()[:1].islower()
    if abs(line.top - last.top) < height * 0.4:
        return True  # the same line, in pieces
    gap = last.bottom - line.top
    if gap > height * 0.9 or gap < -height * 2:
        return False
    if last.text.rstrip().endswith(HYPHEN) or line.text.lstrip()[:1].islower():
        return True
    # It was broken where the next word would not have fitted, or because a new paragraph begins.
    letter = (last.right - last.left) / max(len(last.text.strip()), 1)
    return widest - last.right < (len(line.text.split()[0]) + 2) * letter


def _is_within(last: Line, line: Line) -> bool:
    return line.page == last.page and abs(line.top - last.top) < max(line.size, 1.0) * 0.4


def _joined(run: Sequence[Line]) -> str:
    """One line of words; a word that was divided at the end of a line is whole again."""
    text = ""
    for line in run:
        words = line.text.strip()
        if text.endswith(HYPHEN):
            text = text[:-1] + words if words[:1].islower() else text[:-1] + "-" + words
        else:
            text = f"{text} {words}" if text else words
    return text.replace(HYPHEN, "-")


def _may_be_heading(run: Sequence[Line], words: str) -> bool:
    if len(words) > _LONGEST_HEADING or len(run) > 3 or _BULLET.match(words):
        return False
    return not words.endswith(_ENDS) and any(letter.isalpha() for letter in words)


def _rank(line: Line, usual: float) -> float:
    """How much a line stands out: its size, to the half point; bold lines of usual size come last; 0 for the others."""
    return (round(line.size * 2) / 2 if line.size > usual * 1.12 else 1.0) if _stands_out(line, usual) else 0.0


def _lefts_of_items(lines: Sequence[Line]) -> list[float]:
    """Where the bullets of each depth stand, from the left."""
    lefts: list[float] = []
    for left in sorted(line.left for line in lines if _BULLET.match(line.text.lstrip())):
        if not lefts or left - lefts[-1] > _STEP:
            lefts.append(left)
    return lefts


def _paragraph(run: Sequence[Line], words: str, lefts: Sequence[float]) -> str:
    bullet = _BULLET.match(words)
    if bullet and len(words) > bullet.end():
        depth = min(4, sum(run[0].left - left > _STEP for left in lefts))
        return f"{'    ' * depth}- {escaped(words[bullet.end() :])}"
    if numbered := _NUMBERED.match(words):
        return f"{numbered[1]}. {escaped(words[numbered.end() :])}"
    return escaped_start(escaped(words))


def _with_tight_lists(parts: Sequence[str]) -> str:
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        both = all(re.match(r"\s*(?:-|\d+\.)\s", each) for each in (before, part))
        text += part if not text else f"\n{part}" if both else f"\n\n{part}"
    return f"{text}\n" if text else ""
