"""What an admin looks at: who has an account, what groups there are, what was done."""

from __future__ import annotations

from dataclasses import dataclass

from kb.people.accounts import account, accounts
from kb.people.memberships import Count, counted, groups_of, groups_of_all
from kb.people.sessions import Session, sessions
from kb.state import State
from kb.usecases.accounts import Listed

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
