"""Mails about groups and accounts, where the library has a mail server; without one people hand links on themselves."""

from __future__ import annotations

from kb.access import may_lead
from kb.model import Document, Group
from kb.outward import mail
from kb.outward.smtp import NotSent
from kb.people.links import DAY, LASTING, MINUTE, Purpose
from kb.usecases.people.inviting import Invited
from kb.usecases.people.signing_in import LinkToMail
from kb.web.plain.addresses import people_address
from kb.web.serving.visit import Visit


def mails(visit: Visit) -> bool:
    """Does this library send mails?"""
    return visit.parts.post is not None


def may_tell(visit: Visit, document: Document) -> bool:
    """May whoever asks tell its group of a document by mail?"""
    return mails(visit) and bool(document.group) and may_lead(visit.viewer, document.group or "")


def tell_invited(visit: Visit, made: Invited, group: Group) -> None:
    """Send an invitation that is for an address to that address."""
    post = visit.parts.post
    if post is not None and made.to_mail is not None and made.email is not None:
        link = f"{visit.origin}/join/{made.to_mail}"
        days = LASTING["join"] // DAY
        post.send(mail.invitation(made.email, _site(visit), group.title, link, visit.me.account.called, days))


def tell_leads(visit: Visit, leads: list[str], group: Group) -> None:
    """Somebody asks to join."""
    post = visit.parts.post
    if post is None:
        return
    link = f"{visit.origin}{people_address(group.slug)}"
    for lead in leads:
        post.send(mail.asked_to_join(lead, _site(visit), group.title, link, visit.me.account.called))


def tell_let_in(visit: Visit, email: str, group: Group) -> None:
    """Whoever asked is in. That somebody was refused is for a person to say."""
    post = visit.parts.post
    if post is not None:
        post.send(mail.let_in(email, _site(visit), group.title, f"{visit.origin}{group.address}"))


def tell_reset(visit: Visit, email: str, link: str) -> None:
    """An admin lets somebody choose a new password."""
    post = visit.parts.post
    if post is not None:
        post.send(mail.reset_link(email, _site(visit), link, LASTING["reset"] // MINUTE))


def tell_new(visit: Visit, email: str, link: str) -> None:
    """An admin has made an account for somebody."""
    post = visit.parts.post
    if post is not None:
        post.send(mail.new_account(email, _site(visit), link, visit.me.account.called, LASTING["join"] // DAY))


def send_link(visit: Visit, made: LinkToMail, purpose: Purpose) -> None:
    """To somebody who asks to come in by mail."""
    post = visit.parts.post
    if post is None:
        return
    minutes = LASTING[purpose] // MINUTE
    if purpose == "reset":
        post.send(mail.reset_link(made.email, _site(visit), f"{visit.origin}/login/reset/{made.secret}", minutes))
    else:
        post.send(mail.sign_in_link(made.email, _site(visit), f"{visit.origin}/login/link/{made.secret}", minutes))


def try_mail(visit: Visit) -> str | None:
    """Send a mail to whoever asks, and wait for it; gives why it was not taken, None where it was."""
    post = visit.parts.post
    if post is None:
        return "the library has no mail server"
    try:
        post.send_now(mail.trial(visit.me.account.email, _site(visit), visit.origin))
    except NotSent as error:
        return str(error)
    return None


def _site(visit: Visit) -> str:
    return visit.parts.library.site.title
