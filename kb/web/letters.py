"""Mails about groups, where the library has a mail server; without one all of it is on the pages."""

from __future__ import annotations

from typing import Protocol

from kb.model import Group
from kb.outward import mail
from kb.outward.mail import Mail
from kb.people.links import DAY, LASTING, MINUTE
from kb.usecases.inviting import Invited
from kb.web.addresses import people_address
from kb.web.visit import Visit


class Postman(Protocol):
    """Takes mails to be sent; kb.jobs.Postman."""

    def send(self, mail: Mail) -> None: ...


def mails(visit: Visit) -> bool:
    """Does this library send mails?"""
    return _post(visit) is not None


def tell_invited(visit: Visit, made: Invited, group: Group) -> None:
    """Send an invitation that is for an address to that address."""
    post = _post(visit)
    if post is not None and made.to_mail is not None and made.email is not None:
        link = f"{visit.origin}/join/{made.to_mail}"
        days = LASTING["join"] // DAY
        post.send(mail.invitation(made.email, _site(visit), group.title, link, visit.me.account.called, days))


def tell_leads(visit: Visit, leads: list[str], group: Group) -> None:
    """Somebody asks to join."""
    post = _post(visit)
    if post is None:
        return
    link = f"{visit.origin}{people_address(group.slug)}"
    for lead in leads:
        post.send(mail.asked_to_join(lead, _site(visit), group.title, link, visit.me.account.called))


def tell_let_in(visit: Visit, email: str, group: Group) -> None:
    """Whoever asked is in. That somebody was refused is for a person to say."""
    post = _post(visit)
    if post is not None:
        post.send(mail.let_in(email, _site(visit), group.title, f"{visit.origin}{group.address}"))


def tell_reset(visit: Visit, email: str, link: str) -> None:
    """An admin lets somebody choose a new password."""
    post = _post(visit)
    if post is not None:
        post.send(mail.reset_link(email, _site(visit), link, LASTING["reset"] // MINUTE))


def tell_new(visit: Visit, email: str, link: str) -> None:
    """An admin has made an account for somebody."""
    post = _post(visit)
    if post is not None:
        post.send(mail.new_account(email, _site(visit), link, visit.me.account.called, LASTING["join"] // DAY))


def _post(visit: Visit) -> Postman | None:
    post: Postman | None = getattr(visit.parts, "post", None)
    return post


def _site(visit: Visit) -> str:
    return visit.parts.library.site.title
