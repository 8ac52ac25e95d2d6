"""Letters with news: who is to be told of what, and each letter as it may be read when it goes out.

What is in a letter is decided twice: it is written down that somebody is to hear of a document, and looked up again the
moment the letter is sent. Whoever may not read the document any more by then is told nothing of it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kb.access import audiences_of, may_lead, may_read
from kb.history import History
from kb.library import Catalog, Library
from kb.model import CHATHAM_HOUSE, Document, Viewer
from kb.outward.mail import Mail, News, Piece, news_letter
from kb.people.accounts import NoAccount, account
from kb.people.limits import DAY, Limit, take
from kb.people.news import (
    Choice,
    How,
    Letter,
    Line,
    choices,
    choices_of,
    hearing_at_once,
    letter_failed,
    letter_sent,
    settle_letters,
    take_letter,
    told_to,
    write_letter,
)
from kb.people.viewing import viewer_of
from kb.state import State, Transaction
from kb.usecases.reading.news import Item, news
from kb.usecases.reading.news_words import Statement, statements

GRACE = 10 * 60
"""Seconds before news is told at once: what is taken back within them is told to nobody."""
WEEKLY_ON, WEEKLY_AT = 0, 7
"""Monday, at seven in the morning (UTC)."""
TOO_LATE = {"at once": 3 * DAY, "weekly": 15 * DAY}
"""Seconds after which news is not mailed any more: after a long stop, or an old backup, nobody gets a flood."""
MOST_NAMED = 20
"""Documents of one statement that a letter names."""
TELL = Limit("telling a group of one document", 1, DAY)

log = logging.getLogger("kb")


class NotToTell(Exception):
    """Whoever asks may not tell a group of this document, or it is in none."""


@dataclass(frozen=True)
class _Due:
    how: How
    told: list[Choice]
    until: int


class Newsroom:
    """Writes letters and makes mails of them. `origin` is the address of the site."""

    def __init__(self, state: State, history: History, library: Library, origin: str) -> None:
        self._state = state
        self._history = history
        self._library = library
        self._origin = origin

    def compose(self) -> int:
        """Write the letters that are due, and settle those of long ago; gives how many were written. Raises
        HistoryUnusable, StateUnusable."""
        self._library.follow()
        written = 0
        for due in self._due():
            written += self._compose(due)
        self._settle()
        return written

    def take(self) -> Letter | None:
        """The letter whose turn it is, None where none is. Whoever takes one says with `sent` or `failed` what became
        of it."""
        with self._state.write() as db:
            return take_letter(db)

    def mail(self, letter: Letter) -> Mail | None:
        """A letter as a mail, None where nothing of it may be told any more."""
        self._library.follow()
        catalog = self._library.catalog
        with self._state.read() as db:
            try:
                found = account(db, letter.account)
            except NoAccount:
                return None
            viewer, chosen = viewer_of(db, found), choices_of(db, found.number)
        audiences = audiences_of(viewer, catalog.audiences)
        documents = [(line, catalog.document(line.document, audiences)) for line in letter.lines]
        items = [
            Item("changed" if line.what == "changed" else "published", document, line.day * DAY)
            for line, document in documents
            if document is not None and (document.group or "") in chosen
        ]
        if not items or found.disabled:
            return None
        items.sort(key=lambda item: (-item.at, item.document.path))
        told = statements(items, catalog, audiences)
        return news_letter(
            found.email,
            catalog.site.title,
            News(
                tuple(map(self._piece, told)),
                weekly=letter.why == "weekly",
                stop=f"{self._origin}/news/stop/{letter.stop}",
                choose=f"{self._origin}/account/news",
                all=f"{self._origin}/news",
                key=f"{letter.number} {letter.made_at}",
            ),
        )

    def sent(self, number: int) -> None:
        with self._state.write() as db:
            letter_sent(db, number)

    def failed(self, number: int, *, for_good: bool) -> bool:
        """True where it is tried again."""
        with self._state.write() as db:
            return letter_failed(db, number, for_good=for_good)

    def _settle(self) -> None:
        with self._state.write() as db:
            doubtful = settle_letters(db)
        if doubtful:
            log.warning(
                "Letters with news of which nobody knows whether they went out: %d. None is sent again.", doubtful
            )

    def _due(self) -> list[_Due]:
        """Who is to be told something now: of a week once it is over, at once where there is anything."""
        with self._state.read() as db:
            week, now = _last_week(db.now), db.now - GRACE
            weekly, at_once = choices(db, "weekly", week), choices(db, "at once", now)
        found = [_Due("weekly", told, week) for told in weekly.values()]
        if at_once:
            since = min(each.told_to for told in at_once.values() for each in told)
            newest = max((at for at in self._history.changed_since(since + 1).values() if at <= now), default=0)
            found += [
                _Due("at once", told, now) for told in at_once.values() if any(each.told_to < newest for each in told)
            ]
        return found

    def _compose(self, due: _Due) -> int:
        catalog, number = self._library.catalog, due.told[0].account
        with self._state.read() as db:
            viewer, now = viewer_of(db, account(db, number)), db.now
        since = max(min(each.told_to for each in due.told), now - TOO_LATE[due.how])
        items = news(self._history, catalog, viewer, now, since)
        last = {each.group: each.told_to for each in due.told}
        lines = [
            Line(item.document.id, item.what, item.at // DAY)
            for item in items
            if (item.document.group or "") in last
            and last[item.document.group or ""] < item.at <= due.until
            and not (due.how == "at once" and self._is_own(item, number))
        ]
        with self._state.write() as db:
            mine = choices(db, due.how, due.until).get(number, [])
            if [*mine] != due.told:  # chosen anew, or told by another process, in between
                return 0
            told_to(db, due.told, due.until)
            return 1 if write_letter(db, number, due.how, lines) else 0

    def _is_own(self, item: Item, number: int) -> bool:
        """Did they do it themselves? Nobody has to be told at once of that."""
        identifier = [item.document.id]
        versions = (*self._history.revisions(identifier), *self._history.files(identifier))
        return any(each.at == item.at and each.by == number for each in versions)

    def _piece(self, said: Statement) -> Piece:
        named = tuple(map(self._linked, said.documents[:MOST_NAMED]))
        return Piece(f"{said.who} {said.did} {said.what}", named, len(said.documents) - len(named))

    def _linked(self, document: Document) -> tuple[str, str, str]:
        """Title, address, and what it is about; under the rule never more than the title."""
        about = "" if document.rule == CHATHAM_HOUSE else document.description or ""
        title = f"{document.title}, {document.date_display}" if document.date_display else document.title
        return title, f"{self._origin}/d/{document.id}", about


def to_tell(state: State, catalog: Catalog, viewer: Viewer, document: Document) -> list[int]:
    """Who would be told at once of a document, by number: others who chose so and may read it. Raises NotToTell."""
    with state.read() as db:
        return _to_tell(db, catalog, viewer, document)


def tell(state: State, catalog: Catalog, viewer: Viewer, document: Document) -> int:
    """A lead tells the group of a document, now; gives to how many a letter was written. Raises NotToTell, and TooMany
    where that was done today."""
    with state.write() as db:
        numbers = _to_tell(db, catalog, viewer, document)
        take(db, TELL, document.id)
        lines = [Line(document.id, "told", db.now // DAY)]
        return sum(write_letter(db, number, "told", lines) > 0 for number in numbers)


def _to_tell(db: Transaction, catalog: Catalog, viewer: Viewer, document: Document) -> list[int]:
    if not document.group or not may_lead(viewer, document.group):
        raise NotToTell
    others = [number for number in hearing_at_once(db, document.group) if number != viewer.account]
    return [number for number in others if _reads(db, catalog, number, document)]


def _reads(db: Transaction, catalog: Catalog, number: int, document: Document) -> bool:
    try:
        return may_read(document, audiences_of(viewer_of(db, account(db, number)), catalog.audiences))
    except NoAccount:
        return False


def _last_week(now: int) -> int:
    """When the last week ended: Monday morning."""
    moment = datetime.fromtimestamp(now, UTC)
    monday = moment - timedelta(days=(moment.weekday() - WEEKLY_ON) % 7)
    ended = monday.replace(hour=WEEKLY_AT, minute=0, second=0, microsecond=0)
    return int((ended if ended <= moment else ended - timedelta(days=7)).timestamp())
