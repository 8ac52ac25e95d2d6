"""An email address turns out to be somebody's: a mail to it has reached them, or a provider vouches for it."""

from __future__ import annotations

from kb.people.accounts import Account, keep_hash, set_proven
from kb.people.audit import note
from kb.people.feed_keys import drop_feed_key
from kb.people.links import LASTING, drop_links
from kb.people.sessions import end_sessions
from kb.people.tokens import revoke_tokens
from kb.state import Transaction


def prove(db: Transaction, found: Account, how: str) -> bool:
    """The first proof takes an account from whoever made it, for that need not have been who has its address: what they
    came in with opens it no more. True where a password was taken away. `how` is for the audit log."""
    if found.proven:
        return False
    if found.has_password:
        keep_hash(db, found.number, None)
        note(db, found.number, "password changed", account=found.number, detail=f"taken away, {how}")
    end_sessions(db, found.number)
    revoke_tokens(db, found.number)
    drop_feed_key(db, found.number)
    for purpose in LASTING:
        drop_links(db, purpose, found.number)
    set_proven(db, found.number)
    return found.has_password
