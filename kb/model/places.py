"""Where documents belong: groups and their meetings."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model.dates import PartialDate
from kb.model.document import Document, Kind


@dataclass(frozen=True)
class Group:
    """A peer learning group as one viewer may see it.

    Attributes:
        slug, title: `title` is its document's, else its label as written.
        home: the document of kind `group`, or None where there is none or the viewer may not see it.
        documents: of the group, its home left out, in the order of their paths.
    """

    slug: str
    title: str
    home: Document | None
    documents: tuple[Document, ...]

    @property
    def address(self) -> str:
        return f"/groups/{self.slug}"


@dataclass(frozen=True)
class Meeting:
    """One gathering of a group: the documents that share its group and key.

    Attributes:
        key: its date, or the slug of `meeting:`; stands after the group in its address.
        documents: agenda first, then notes, then resources, then by path; at least one.
    """

    group: str
    key: str
    date: PartialDate | None
    documents: tuple[Document, ...]

    @property
    def address(self) -> str:
        return f"/groups/{self.group}/{self.key}"

    @property
    def title(self) -> str:
        """The title of its notes, else of its agenda, else of whatever there is."""
        return next((d.title for d in self.documents if d.kind is Kind.NOTES), self.documents[0].title)
