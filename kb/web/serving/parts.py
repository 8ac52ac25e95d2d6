"""The parts a server is made of, put together once in kb.app and handed to pages and API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from kb.files import Renderings
from kb.history import History
from kb.jobs import Courier, Looker, Postman, Tally
from kb.library import Library
from kb.outward.fetching import Fetcher
from kb.outward.vouching import Provider
from kb.people.reading import Read
from kb.sandbox import Renderer
from kb.search import Index
from kb.settings import Settings
from kb.state import State
from kb.usecases.bringing_in.drafting import DraftRoom
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.writing.saving import Desk
from kb.web.serving.pace import Pace
from kb.web.serving.templating import Templates


class Readiness(Protocol):
    """How far the index is with the files that were there at start."""

    @property
    def ready(self) -> bool: ...

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int: ...

    def mend(self) -> None:
        """Ask for the index to be compared with the folder again, soon."""

    @property
    def notice(self) -> str | None:
        """A sentence for the pages where something is not as it should be, such as an index kept in memory only."""


@dataclass(frozen=True)
class Parts:
    """What handlers may call: nothing here is made or changed while serving.

    Attributes:
        history: what each document said before.
        refresher: takes in what is written into notes/, before an answer says that it was.
        tally: counts searches that found nothing. reads: notes who has read what, for themselves.
        pace: how fast one person may save and ask for previews.
        post: takes mails to be sent; None where the library has no mail server. courier: sends letters with news;
            None there as well.
        fetcher: asks other sites. looker: looks at pages elsewhere that say they link here.
        provider: vouches for people who sign in elsewhere; None where there is no single sign-on.
    """

    settings: Settings
    library: Library
    history: History
    refresher: Refresher
    index: Index
    renderer: Renderer
    renderings: Renderings
    templates: Templates
    state: State
    tally: Tally[str]
    reads: Tally[Read]
    post: Postman | None
    courier: Courier | None
    fetcher: Fetcher
    looker: Looker
    provider: Provider | None
    readiness: Readiness = field(repr=False)
    pace: Pace = field(default_factory=Pace, repr=False)

    @property
    def desk(self) -> Desk:
        """Where documents are written."""
        return Desk(self.library, self.history, self.refresher)

    @property
    def drafts(self) -> DraftRoom:
        """Where what was taken in waits to be published."""
        return DraftRoom(self.desk, self.state)
