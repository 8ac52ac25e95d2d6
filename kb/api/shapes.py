"""The JSON of the API, as a promise: names and meaning stay within v1, new names may come."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class PassageFound(_Shape):
    """A passage that answers."""

    heading: str = Field(examples=["Discussion"])
    parents: list[str] = Field(description="The headings above it, outermost first.")
    anchor: str = Field(examples=["discussion"])
    url: str = Field(examples=["/d/k7w3qd/monthly-call?q=market+engagement#discussion"])
    snippet: str = Field(
        description="HTML with <mark> only.", examples=["… early <mark>market engagement</mark> lets …"]
    )
    date: str | None = Field(None, description="Where the passage has a date of its own, in words.")


class DocumentFound(_Shape):
    """A document that answers, with its best passages."""

    id: str = Field(examples=["k7w3qd"])
    url: str = Field(examples=["/d/k7w3qd/monthly-call"])
    title: str = Field(examples=["Monthly call"])
    kind: str = Field(examples=["notes"])
    group: str | None = Field(examples=["pogo"])
    date: str | None = Field(
        description="2020, 2020-03 or 2020-03-31, as precise as it is known.", examples=["2020-03-31"]
    )
    tags: list[str] = Field(examples=[["procurement"]])
    passages: list[PassageFound]
    more: int = Field(description="How many more passages of it match.", examples=[4])


class FacetShape(_Shape):
    """One value of a filter, with the address of the search that adds it, or takes it out where it is on."""

    value: str = Field(examples=["procurement"])
    label: str = Field(examples=["procurement"])
    count: int = Field(examples=[7])
    selected: bool = False
    url: str = Field(examples=["/search?q=market+engagement&tag=procurement"])


class Facets(_Shape):
    """Counted over all results; a filter's own choice does not narrow its own values."""

    tag: list[FacetShape]
    group: list[FacetShape]
    kind: list[FacetShape]
    year: list[FacetShape]


class DidYouMean(_Shape):
    query: str = Field(examples=["treacle"])
    url: str = Field(examples=["/search?q=treacle"])


class PartShape(_Shape):
    """One thing that the text was read as."""

    kind: Literal[
        "word",
        "phrase",
        "pattern",
        "filter",
        "date",
        "excluded",
        "ignored",
        "spelling",
        "beginning",
        "synonym",
        "acronym",
        "more",
    ] = Field(
        description="spelling and beginning: looked for in place of a word that no notes have; synonym and acronym: "
        "looked for besides; ignored: says nothing of the subject; more: parts that are not listed."
    )
    label: str = Field(description="In plain words.", examples=["last month (May 2020)"])
    without: str | None = Field(
        description="The text with this taken out; of a synonym or acronym, with the words as they stand.",
        examples=["market engagement"],
    )
    url: str | None = Field(description="The search for that text.", examples=["/search?q=market+engagement"])


class SearchAnswer(_Shape):
    """The answer to a search."""

    query: str = Field(examples=["market engagement"])
    read_as: str = Field(examples=["market AND engagement"])
    reading: list[PartShape] = Field(description="How the text was read, part by part.")
    total: int = Field(examples=[12])
    took_ms: float = Field(examples=[8.1])
    page: int = Field(examples=[1])
    per_page: int = Field(examples=[10])
    did_you_mean: DidYouMean | None
    alike: list[DidYouMean] = Field(description="Where nothing was found: words of the library that look like it.")
    remarks: list[str] = Field(description="What was limited, left out or searched differently, in words.")
    results: list[DocumentFound]
    facets: Facets


class MomentShape(_Shape):
    """A meeting in which it came up (what one group has of it on one date), with its best passage."""

    date: str = Field(description="As precise as it is known.", examples=["2020-03-31"])
    document: DocumentFound = Field(description="The document with the best passage; `more` counts the whole meeting.")
    documents: int = Field(description="How many documents of the meeting say it.", examples=[2])
    meeting: str | None = Field(description="The page of the meeting.", examples=["/groups/pogo/2020-03-31"])


class CountShape(_Shape):
    """How many meetings of one group there are, with the address that shows only these."""

    value: str = Field(description="The group; empty for documents of none.", examples=["pogo"])
    label: str = Field(examples=["POGO"])
    count: int = Field(examples=[4])
    url: str = Field(examples=["/over-time?q=market+engagement&group=pogo"])


class PeriodShape(_Shape):
    """A quarter or a year, from its first day to its last; none between the first and the last is left out."""

    label: str = Field(examples=["January to March 2020"])
    since: str = Field(examples=["2020-01-01"])
    until: str = Field(examples=["2020-03-31"])
    count: int = Field(examples=[4])
    groups: dict[str, int] = Field(examples=[{"pogo": 3, "london": 1}])


class WordsShape(_Shape):
    """Words near it more often than elsewhere in the library. All empty where it came up too seldom to compare."""

    earlier: list[str] = Field(description="In the first third of the meetings.")
    throughout: list[str] = Field(description="In the first and the last third.")
    later: list[str] = Field(description="In the last third of the meetings.")
    meetings: int = Field(description="How many meetings of each third were read.", examples=[20])


class OverTimeAnswer(_Shape):
    """When and where something came up."""

    query: str = Field(examples=["market engagement"])
    read_as: str = Field(examples=["market AND engagement"])
    reading: list[PartShape] = Field(description="How the text was read, part by part.")
    total: int = Field(description="Meetings.", examples=[5])
    documents: int = Field(description="Documents with a date that say it.", examples=[7])
    undated: int = Field(description="Documents without a date that say it.", examples=[4])
    unplaced: int = Field(description="Meetings in no period: of a year alone, or far from others.", examples=[0])
    took_ms: float = Field(examples=[12.4])
    page: int = Field(examples=[1])
    per_page: int = Field(examples=[10])
    did_you_mean: DidYouMean | None
    remarks: list[str] = Field(description="What was limited, left out or searched differently, in words.")
    first: MomentShape | None
    last: MomentShape | None
    periods: list[PeriodShape]
    groups: list[CountShape]
    words: WordsShape
    results: list[MomentShape] = Field(description="Newest first, or as `sort` says.")


class SuggestionShape(_Shape):
    kind: Literal["title", "tag", "group", "passage"]
    label: str = Field(examples=["Triumphs and treacle"])
    url: str = Field(examples=["/d/t4r8cl/triumphs-and-treacle"])
    document: str | None = Field(None, description="Of a passage: the title of what it is in. Otherwise left out.")


class Suggestions(_Shape):
    suggestions: list[SuggestionShape]


class DocumentListed(_Shape):
    id: str = Field(examples=["k7w3qd"])
    title: str = Field(examples=["Monthly call"])
    kind: str = Field(examples=["notes"])
    group: str | None = Field(examples=["pogo"])
    date: str | None = Field(examples=["2020-03-31"])
    visibility: str = Field(examples=["public"])
    url: str = Field(examples=["/d/k7w3qd/monthly-call"])
    path: str = Field(description="Relative to notes/.", examples=["pogo/2020-03-31-notes.md"])


class Documents(_Shape):
    total: int = Field(examples=[34])
    results: list[DocumentListed]


class FileShape(_Shape):
    name: str = Field(examples=["whiteboard.jpg"])
    size: int = Field(description="In bytes.", examples=[48213])
    url: str = Field(examples=["/d/k7w3qd/files/whiteboard.jpg"])


class DocumentWhole(DocumentListed):
    """A document with its text."""

    description: str | None = None
    tags: list[str] = Field(examples=[["procurement"]])
    files: list[FileShape]
    markdown: str = Field(description="Its text as written, front matter left out.", examples=["# Monthly call\n\n…"])
    html: str = Field(description="The same, sanitised; links lead where this reader may go.")
    etag: str = Field(description="Names this version; send it as If-Match when saving.", examples=['"3f9a…"'])


class TagShape(_Shape):
    slug: str = Field(examples=["market-engagement"])
    label: str = Field(examples=["market engagement"])
    count: int = Field(examples=[7])
    url: str = Field(examples=["/tags/market-engagement"])


class Tags(_Shape):
    results: list[TagShape]


class GroupShape(_Shape):
    slug: str = Field(examples=["pogo"])
    title: str = Field(examples=["POGO"])
    description: str | None
    rule: str | None = Field(examples=["chatham-house"])
    visibility: str = Field(examples=["public"])
    documents: int = Field(examples=[9])
    last_meeting: str | None = Field(examples=["2020-02-25"])
    next_meeting: str | None = Field(examples=["2020-03-31"])
    url: str = Field(examples=["/groups/pogo"])


class Groups(_Shape):
    results: list[GroupShape]


class MeetingShape(_Shape):
    group: str = Field(examples=["pogo"])
    key: str = Field(examples=["2020-03-31"])
    date: str | None = Field(examples=["2020-03-31"])
    title: str = Field(examples=["Monthly call"])
    documents: int = Field(examples=[2])
    url: str = Field(examples=["/groups/pogo/2020-03-31"])


class Meetings(_Shape):
    results: list[MeetingShape]


class FindingShape(_Shape):
    """Something in a text that somebody should look at before others read it."""

    id: str = Field(examples=["3f2a91"])
    text: str = Field(examples=["ann@example.org"])
    start: int = Field(description="In the Markdown, counted in characters.", examples=[120])
    end: int = Field(examples=[135])
    kind: str = Field(examples=["speaker", "attendance", "address", "telephone"])
    proposal: str = Field(description="What could stand there instead; empty to take it out.")


class DraftShape(_Shape):
    """Something taken in and not published."""

    id: str = Field(examples=["5f0c3a9be27d41c886a2f1d0"])
    url: str = Field(examples=["/drafts/5f0c3a9be27d41c886a2f1d0"])
    title: str = Field(examples=["Monthly call"])
    date: str | None = Field(examples=["2020-03-31"])
    group: str | None = Field(examples=["pogo"])
    kind: str = Field(examples=["notes"])
    tags: list[str]
    visibility: str = Field(description="Empty: as usual in its group.")
    rule: str = Field(description="Empty: that of its group.")
    description: str
    markdown: str = Field(description="Its pictures are `files/NAME`.")
    findings: list[FindingShape]
    report: str = Field(description="What was left out, and what somebody should know.")
    revision: int = Field(description="For If-Match.", examples=[1])


class LeftOut(_Shape):
    name: str = Field(examples=["call.xyz"])
    why: str


class DraftsMade(_Shape):
    drafts: list[DraftShape]
    left_out: list[LeftOut] = Field(description="Files of which no draft was made, each with the reason.")


class Published(_Shape):
    document: DocumentWhole


class Problem(_Shape):
    """An error (RFC 9457)."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is nothing at this address."])
