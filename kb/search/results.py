"""What goes into a search and what comes out, for pages and API alike. Plain data.

Addresses are not made here: a result says which document and anchor, a facet says which value; the pages turn both
into links.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Sort = Literal["best", "newest", "oldest"]
FACETS = ("tag", "group", "kind", "year")
MOST_PER_PAGE = 100

Span = tuple[int, int]
"""Start and end in characters of a text."""


@dataclass(frozen=True)
class Query:
    """What somebody asks for.

    Attributes:
        text: as typed; kb.search.language.query reads it, and anything may stand in it.
        tags, groups, kinds, years: filters; within one field any value will do, across fields all must hold.
            Slugs of tags and groups, names of kinds, four-digit years.
        since, until: only documents whose date can lie between these days, both included.
        inside: search the passages of this one document (its id); `per_page` then counts passages.
        page: from 1. per_page: 1 to 100.
        today: the day from which "last month" in the text is counted; None for the one it is here.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    inside: str | None = None
    sort: Sort = "best"
    page: int = 1
    per_page: int = 10
    today: date | None = None

    def within_bounds(self) -> Query:
        """With a page, and a number of results on it, that there can be."""
        return replace(self, page=max(self.page, 1), per_page=min(max(self.per_page, 1), MOST_PER_PAGE))


@dataclass(frozen=True)
class FoundPassage:
    """A passage that answers.

    Attributes:
        snippet: HTML with `<mark>` only.
        anchor: "" for the top of the document; `part` of its page as in Passage.
        date: where the passage has one of its own (running files), for people.
        parents: the headings above its own, outermost first: they count for it, so they may be why it was found.
        file: the name of the attached file it is in, "" where it is in the document's own text.
    """

    heading: str
    anchor: str
    snippet: str
    date: str | None = None
    part: int = 1
    parents: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class Found:
    """A document that answers, with its best passages (at most three).

    Attributes:
        tags: (slug, label) pairs.
        date: `2020`, `2020-02` or `2020-03-31`; `date_display` is for people.
        more: how many more of its passages match.
        all_words: False where only some of the query's words are in it.
    """

    id: str
    slug: str
    title: str
    kind: str
    group: str | None
    group_label: str | None
    date: str | None
    date_display: str
    tags: tuple[tuple[str, str], ...]
    description: str | None
    url: str | None
    passages: tuple[FoundPassage, ...]
    more: int
    all_words: bool = True


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet: how many of all results have it. `selected` where the query filters by it."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Part:
    """One thing that a text was read as.

    Attributes:
        kind: word, phrase, pattern (`procur*`), filter (`tag:`), date, excluded (`-word`); ignored: words that say
            nothing of the subject; spelling and beginning: looked for in place of a word that no notes have; synonym
            and acronym: looked for besides; more: parts that are not listed.
        label: in plain words.
        without: the text with this left out, or where it is something besides, with the words as they stand; None
            where it cannot be.
        there: False for a word that is in no notes.
    """

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
    ]
    label: str
    without: str | None = None
    there: bool = True


@dataclass(frozen=True)
class Results:
    """The answer to a query, for one page of it.

    Attributes:
        read_as: how the text was understood, in the query language, e.g. "market AND engagement".
        reading: the same in parts, for people.
        searched: the text as it was searched, with the words in it that no notes have replaced by near ones.
        alike: where nothing was found, words of the library that look like those typed, the nearest first.
        remarks: plain sentences about what was limited, dropped or searched differently; often empty.
        total: documents (with `inside`, passages) that match, exactly.
        total_all_words: how many of them have all the words.
        did_you_mean: another text that would find something, or None. Where `total` would have been 0 the results are
            those of that text and `read_as` says so.
        facets: for each of FACETS its values, most frequent first; counted over all results with the other fields'
            filters applied.
    """

    query: Query
    read_as: str
    total: int
    took_ms: float
    found: tuple[Found, ...]
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    total_all_words: int = 0
    did_you_mean: str | None = None
    remarks: tuple[str, ...] = ()
    reading: tuple[Part, ...] = ()
    searched: str = ""
    alike: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are of `query.per_page` each; one where nothing was found."""
        return pages(self.total, self.query)


def pages(total: int, query: Query) -> int:
    """How many pages of `query.per_page` hold so many; one for none."""
    return max(1, -(-total // max(query.per_page, 1)))


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box.

    Attributes:
        label: a title, a tag, a group; of a passage its heading, else the words of it that answer.
        target: a document id, tag slug or group slug.
        anchor, part: for passages, as in FoundPassage. document: for passages, the title of what they are in.
    """

    kind: Literal["title", "tag", "group", "passage"]
    label: str
    target: str
    slug: str = ""
    anchor: str = ""
    part: int = 1
    document: str = ""


@dataclass(frozen=True)
class TagCount:
    """A tag with the number of documents that carry it; the label as first written among those counted.

    `others`: slugs of its other names.
    """

    slug: str
    label: str
    count: int
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subjects:
    """Offered for a text, the most telling first: tags that the library has, and phrases it has not as a tag."""

    tags: tuple[TagCount, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Related:
    """What the index knows around one document.

    Attributes:
        named: documents whose text names its title or that carry its title as a tag, newest first, each with the
            passage where they name it. more: how many more there are.
        similar: documents most like it, best first; none rather than a weak one.
    """

    named: tuple[Found, ...] = ()
    more: int = 0
    similar: tuple[Found, ...] = ()
