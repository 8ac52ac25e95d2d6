"""Come in because somebody else vouches for who one is: an OpenID provider.

Who may: whoever came in this way before, even if their address is another now; else whose address the provider has
made sure of, where that has an account, is of a domain that is let in, or is invited.
"""

from __future__ import annotations

from collections.abc import Collection

from kb.library import Catalog
from kb.outward.vouching import Flow, Provider, Vouched
from kb.people.accounts import Account, NotAnAddress, account_of, clean_email, create_account, set_proven
from kb.people.audit import note
from kb.people.identities import account_known_as, keep_identity
from kb.people.limits import SIGN_ON_PLACE, take
from kb.people.sessions import begin_session
from kb.state import State, Transaction
from kb.usecases.people.inviting import is_invited
from kb.usecases.people.proving import prove

HOW = "single sign-on"
"""What the audit log says of it."""


class NotLetIn(Exception):
    """We know now who somebody is, and they may not come in; the message is a sentence that says why and what to do."""


def vouched_by(state: State, provider: Provider, flow: Flow, code: str, back: str, place: str) -> Vouched:
    """Ask the provider who came back with this code. Raises NotVouched, ProviderUnusable, TooMany."""
    with state.write() as db:
        take(db, SIGN_ON_PLACE, place)
    return provider.vouches(
        flow, code, back
    )  # outside of the transaction: nobody should wait for somebody else's server


def sign_in_vouched(state: State, catalog: Catalog, vouched: Vouched, domains: Collection[str], browser: str) -> str:
    """Sign in whom the provider vouches for; returns the secret for their cookie. Raises NotLetIn."""
    with state.write() as db:
        found = account_known_as(db, vouched.issuer, vouched.subject)
        if found is None:
            found = _account_for(db, catalog, vouched, domains)
            keep_identity(db, found.number, vouched.issuer, vouched.subject)
        _refuse_shut(found)
        note(db, found.number, "signed in", account=found.number, detail=HOW)
        return begin_session(db, found.number, browser)


def _account_for(db: Transaction, catalog: Catalog, vouched: Vouched, domains: Collection[str]) -> Account:
    """The account of a verified address, made where there is none and they may have one."""
    email = _verified(vouched)
    found = account_of(db, email)
    if found is not None:
        _refuse_shut(found)
        prove(db, found, HOW)
        return found
    if email.rpartition("@")[2] not in domains and not is_invited(db, catalog, email):
        raise NotLetIn(f"There is no account for {email} here. Ask a lead of your group to invite that address.")
    made = create_account(db, email, vouched.name)
    set_proven(db, made.number)
    note(db, made.number, "account made", account=made.number, detail=HOW)
    return made


def _verified(vouched: Vouched) -> str:
    try:
        email = clean_email(vouched.email)
    except NotAnAddress:
        raise NotLetIn(
            "The site where you signed in did not say what your email address is. Ask whoever looks after your account "
            "there, or sign in here with a password."
        ) from None
    if not vouched.verified:
        raise NotLetIn(
            f"The site where you signed in has not made sure that {email} is your address. Confirm the address there "
            "first, or sign in here with a password."
        )
    return email


def _refuse_shut(found: Account) -> None:
    if found.disabled:
        raise NotLetIn("Your account here is shut. Ask whoever looks after this library.")
