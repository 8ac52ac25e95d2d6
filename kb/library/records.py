"""Readings as plain values, to be kept between starts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kb.library.facts import Facts
from kb.library.files import Stamp
from kb.library.reading import Reading
from kb.model import Kind, Link, PartialDate, Problem, Tag, Visibility

Record = dict[str, Any]

_date = lru_cache(PartialDate.parse)  # a library has far fewer dates than documents


def as_record(reading: Reading) -> Record:
    """What orjson can write; what has its default is left out."""
    facts = reading.facts
    values = {
        "path": reading.path,
        "stamp": [reading.stamp.size, reading.stamp.mtime_ns],
        "hash": reading.hash,
        "path_id": reading.path_id,
        "names": reading.names,
        "links": [[link.target, link.fragment, link.wiki, link.line] for link in reading.links],
        "mentions": reading.mentions,
        "targets": reading.targets,
        "words": reading.words,
        "headings": reading.headings,
        "opening": reading.opening,
        "problems": [as_row(problem) for problem in reading.problems],
        "facts": {
            **{key: value for key, value in vars(facts).items() if value not in (None, (), False)},
            "tags": [[tag.slug, tag.label] for tag in facts.tags],
            "date": str(facts.date) if facts.date else None,
        },
    }
    return {key: value for key, value in values.items() if value not in ((), [])}


def from_record(record: Record) -> Reading:
    """The reading again. Raises KeyError, TypeError or ValueError where the record is not one of ours."""
    own = dict(record["facts"])
    own["kind"] = Kind(own["kind"])
    own["date"] = _date(own["date"]) if own["date"] else None
    own["tags"] = tuple(Tag(*tag) for tag in own["tags"])
    if "visibility" in own:
        own["visibility"] = Visibility(own["visibility"])
    if "aliases" in own:
        own["aliases"] = tuple(own["aliases"])
    for key in ("cited_by", "extra", "origins"):
        if key in own:
            own[key] = tuple((name, value) for name, value in own[key])
    return Reading(
        path=record["path"],
        stamp=Stamp(*record["stamp"]),
        hash=record["hash"],
        facts=Facts(**own),
        path_id=record["path_id"],
        names=tuple(record.get("names", ())),
        links=tuple(Link(*link) for link in record.get("links", ())),
        mentions=tuple(record.get("mentions", ())),
        targets=tuple(record.get("targets", ())),
        words=record["words"],
        headings=record["headings"],
        opening=record["opening"],
        problems=tuple(from_row(row) for row in record.get("problems", ())),
    )


def as_row(problem: Problem) -> list[Any]:
    return [problem.path, problem.line, problem.message, problem.severity]


def from_row(row: list[Any]) -> Problem:
    return Problem(*row)
