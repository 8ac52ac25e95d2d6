"""What an admin looks at: who has an account, who is in which group, what was done, what was searched for in vain."""

from __future__ import annotations

from dataclasses import dataclass

from kb.people.accounts import FORMER, account, accounts, names_of
from kb.people.audit import Entry, entries, note
from kb.people.empty_searches import EmptySearch, empty_days, empty_searches, forget_empty_searches
from kb.people.memberships import Count, counted, groups_of, groups_of_all
from kb.people.sessions import Session, sessions
from kb.state import State
from kb.usecases.people.accounts import Listed
from kb.usecases.people.acting import acting_admin

PER_PAGE = 50


@dataclass(frozen=True)
class People:
    """One page of accounts; `page` of `pages`, and how many there are on all of them."""

    found: list[Listed]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class OnePerson:
    """An account with its groups, and the browsers it is signed in with."""

    listed: Listed
    sessions: list[Session]


@dataclass(frozen=True)
class Line:
    """A line of the log: who did it and to whom, by name; "" for nobody."""

    entry: Entry
    by: str
    of: str


@dataclass(frozen=True)
class Log:
    """Lines, the newest first; `older`: the number before which the next page begins, None at the end."""

    lines: list[Line]
    older: int | None


@dataclass(frozen=True)
class Missed:
    """Searches that found nothing, most often first; and how many on each day, the newest first."""

    searches: list[EmptySearch]
    by_day: list[tuple[str, int]]


def find_people(state: State, words: str = "", page: int = 1) -> People:
    """Accounts whose name or email holds all of these words, by email; without words all of them. A page beyond the
    last one is the last one."""
    wanted = words.casefold().split()
    with state.read() as db:
        every = [a for a in accounts(db) if all(word in f"{a.name} {a.email}".casefold() for word in wanted)]
        pages = max(1, -(-len(every) // PER_PAGE))
        page = min(max(page, 1), pages)
        shown = every[(page - 1) * PER_PAGE : page * PER_PAGE]
        groups = groups_of_all(db, {each.number for each in shown})
        return People([Listed(each, groups.get(each.number, {})) for each in shown], len(every), page, pages)


def person(state: State, number: int) -> OnePerson:
    """Raises NoAccount."""
    with state.read() as db:
        found = account(db, number)
        return OnePerson(Listed(found, groups_of(db, number)), sessions(db, number))


def count_members(state: State) -> dict[str, Count]:
    """For each group, by slug, who is in it; a group that nobody is in is not in it."""
    with state.read() as db:
        return counted(db)


def look_into_log(state: State, group: str | None = None, before: int | None = None) -> Log:
    """A page of the log, of one group or of all."""
    with state.read() as db:
        found = entries(db, group=group, before=before, limit=PER_PAGE + 1)
        shown = found[:PER_PAGE]
        names = names_of(db, {number for each in shown for number in (each.by, each.account) if number is not None})
        lines = [
            Line(each, _called(names, each.by), "" if each.account == each.by else _called(names, each.account))
            for each in shown
        ]
        return Log(lines, shown[-1].number if len(found) > PER_PAGE else None)


def missed(state: State, days: int) -> Missed:
    """What was searched for in vain in the last days."""
    with state.read() as db:
        return Missed(empty_searches(db, days), empty_days(db, days))


def forget_missed(state: State, by: int) -> None:
    """Keep nothing of it. Raises NotAnAdmin."""
    with state.write() as db:
        acting_admin(db, by)
        forget_empty_searches(db)
        note(db, by, "library changed", detail="searches that found nothing forgotten")


def _called(names: dict[int, str], number: int | None) -> str:
    return "" if number is None else names.get(number, FORMER)
