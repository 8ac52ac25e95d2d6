"""At which meetings a tag was discussed: whose notes or agendas carry it, or only name it in their text."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model import slug
from kb.search import Moment, Query, TagCount
from kb.web.pieces.related import MEETINGS
from kb.web.plain.addresses import document_address, over_time_address
from kb.web.serving.visit import Visit

MOST = 8
"""Meetings shown; the rest are a link away."""


@dataclass(frozen=True)
class Discussed:
    """Meetings, newest first, each with where it leads: to the place that names the tag, where one does.

    Attributes:
        total: how many there are. all: the address of all of them, over time.
        untagged: of those shown, the ids of the documents that name it without having it as a tag.
    """

    total: int
    shown: tuple[tuple[Moment, str], ...]
    all: str
    untagged: frozenset[str]


def discussed(tag: TagCount, visit: Visit) -> Discussed:
    """The meetings of a tag, as far as this viewer may see them."""
    # The words of a text do not tell C++ from C: a tag with such signs is looked for by the words for them.
    own = tag.label.replace('"', " ") if slug(tag.label) == tag.slug else tag.slug.replace("-", " ")
    names = dict.fromkeys((own, *(name.replace("-", " ") for name in tag.others)))
    text = " OR ".join((f"tag:{tag.slug}", *(f'"{name}"' for name in names)))
    query = Query(text=text, kinds=tuple(kind.value for kind in MEETINGS), per_page=MOST)
    found = visit.parts.index.over_time(query, visit.audiences, words=False)
    return Discussed(
        found.total,
        tuple((moment, _address(moment)) for moment in found.moments),
        over_time_address(Query(text=query.text, kinds=query.kinds)),
        frozenset(
            moment.found.id for moment in found.moments if tag.slug not in (slug for slug, _ in moment.found.tags)
        ),
    )


def _address(moment: Moment) -> str:
    document = moment.found
    for passage in document.passages:
        if "<mark>" in passage.snippet:
            return document_address(document.id, document.slug, anchor=passage.anchor, part=passage.part)
    return document_address(document.id, document.slug)
