"""What is held about somebody, whole, as data to take away: everything but secrets, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from kb.drafts import Draft, drafts_by
from kb.people.accounts import account
from kb.people.audit import Entry, entries_about, note
from kb.people.feed_keys import FeedKey, feed_key
from kb.people.identities import identities
from kb.people.links import OneTimeLink, invitations_by, links_for
from kb.people.memberships import memberships, requests_by
from kb.people.news import choices_of
from kb.people.reading import reads_of
from kb.people.sessions import Session, sessions
from kb.people.shares import Share, shares_by
from kb.people.tokens import Token, tokens
from kb.people.unsaved import all_unsaved, files_of, unsaved
from kb.state import State, Transaction


def export(state: State, session: Session) -> dict[str, Any]:
    """The data of whoever is signed in, as JSON holds it; times are UTC (RFC 3339), groups are slugs."""
    with state.write() as db:
        number = session.account
        note(db, number, "exported own data", account=number)
        found = account(db, number)
        return {
            "exported_at": _time(db.now),
            "account": {
                "number": found.number,
                "email": found.email,
                "email_proven": found.proven,
                "name": found.name,
                "admin": found.admin,
                "has_password": found.has_password,
                "made_at": _time(found.made_at),
            },
            "single_sign_on": [{"issuer": issuer, "subject": subject} for issuer, subject in identities(db, number)],
            "groups": [
                {"group": each.group, "role": each.role, "since": _time(each.since)} for each in memberships(db, number)
            ],
            "read": [{"document": each.document, "last_at": _time(each.at)} for each in reads_of(db, number)],
            "asked_to_join": [
                {"group": each.group, "message": each.message, "asked_at": _time(each.since)}
                for each in requests_by(db, number)
            ],
            "news_by_mail": [{"group": group, "how": how} for group, how in choices_of(db, number).items()],
            "invitations_made": [_invitation(link) for link in invitations_by(db, number)],
            "links_to_come_in": [_link(link) for link in links_for(db, number)],
            "sessions": [_session(each, session) for each in sessions(db, number)],
            "tokens": [_token(each) for each in tokens(db, number)],
            "drafts": [_draft(draft) for draft in drafts_by(db, number)],
            "unsaved": [_unsaved(db, number, each.key) for each in all_unsaved(db, number)],
            "feeds_of_their_own": _key(feed_key(db, number)),
            "links_to_documents": [
                {"document": each.document, "opened": each.opened, **_lasting(each)} for each in shares_by(db, number)
            ],
            "log": [_line(entry, number) for entry in entries_about(db, number)],
        }


def _invitation(link: OneTimeLink) -> dict[str, Any]:
    return {"group": link.group, "role": link.role, "email": link.email, **_lasting(link)}


def _link(link: OneTimeLink) -> dict[str, Any]:
    return {"purpose": link.purpose, **_lasting(link)}


def _lasting(link: OneTimeLink | Share) -> dict[str, Any]:
    return {"made_at": _time(link.made_at), "expires_at": _time(link.expires_at)}


def _unsaved(db: Transaction, number: int, key: str) -> dict[str, Any]:
    kept = unsaved(db, number, key)
    assert kept is not None
    files = [name for name, _ in files_of(db, number, key)]
    return {"document": kept.document or None, "at": _time(kept.at), "form": dict(kept.fields), "files": files}


def _session(each: Session, this: Session) -> dict[str, Any]:
    return {
        "browser": each.browser,
        "signed_in_at": _time(each.made_at),
        "last_seen_at": _time(each.seen_at),
        "this_one": each.number == this.number,
    }


def _token(token: Token) -> dict[str, Any]:
    return {
        "name": token.name,
        "scope": token.scope,
        "groups": None if token.groups is None else sorted(token.groups),
        "made_at": _time(token.made_at),
        "expires_at": _time(token.expires_at),
        "last_used_at": _time(token.used_at),
    }


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        **asdict(draft.fields),
        "text": draft.text,
        "kept_beside_it": draft.private,
        "file": draft.told.name,
        "made_at": _time(draft.made_at),
        "expires_at": _time(draft.expires_at),
    }


def _key(key: FeedKey | None) -> dict[str, Any] | None:
    return {"made_at": _time(key.made_at), "last_used_at": _time(key.used_at)} if key else None


def _line(entry: Entry, number: int) -> dict[str, Any]:
    """Who else there was is not said, not even by number: that is about them."""
    return {
        "at": _time(entry.at),
        "what": entry.what,
        "by": "you" if entry.by == number else "somebody else" if entry.by is not None else "the library",
        "about": "you" if entry.account == number else None if entry.account is None else "somebody else",
        "group": entry.group,
        "detail": entry.detail,
    }


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
