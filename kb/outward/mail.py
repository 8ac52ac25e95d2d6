"""The mails of a library: plain text, short, each with one link; letters with news in HTML as well.

What they say stands in templates/mail/.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.model import one_line

_TEMPLATES = next(p for p in (Path(__file__).parents[n] / "templates" for n in (1, 2)) if p.is_dir()) / "mail"
"""Inside the package where it is installed, at the top of a checkout."""
_LONGEST = 120
"""Letters of a name in a mail: somebody may call themselves whatever they like."""
_LONGEST_LINE = 900
"""Letters; no line of a mail may have more than 998 (RFC 5322)."""
_CLICKED = re.compile(r"(?i)\bhttps?://|\bwww\.|(?<=\w)\.(?=[a-z]{2,})")


@dataclass(frozen=True)
class Mail:
    """One mail to one address.

    Attributes:
        kind: what it is, as the log may call it: "invitation".
        site: the title of the library, whose name the mail comes under.
        html: the same as `body`, for programs that show it; "" for none. headers: others than every mail has.
        id: of this mail, however often it is handed in; "" for a new one each time.
    """

    kind: str
    to: str
    site: str
    subject: str
    body: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Piece:
    """One statement of a letter, and its documents: title, address, and what it is about or "". `more` of them are not
    named."""

    said: str
    documents: tuple[tuple[str, str, str], ...]
    more: int = 0


@dataclass(frozen=True)
class News:
    """A letter with news.

    Attributes:
        stop: the address that ends these mails, also without signing in (RFC 8058); choose: where they are chosen;
            all: the page of all that is new.
        key: what tells this letter from all others: the same where it is handed in again.
    """

    pieces: tuple[Piece, ...]
    weekly: bool
    stop: str
    choose: str
    all: str
    key: str


def sign_in_link(to: str, site: str, link: str, minutes: int) -> Mail:
    """For somebody who asked to be let in without a password."""
    return _mail("sign_in", to, site, link=link, minutes=minutes)


def reset_link(to: str, site: str, link: str, minutes: int) -> Mail:
    """For somebody who forgot their password."""
    return _mail("reset", to, site, link=link, minutes=minutes)


def new_account(to: str, site: str, link: str, by_name: str, days: int) -> Mail:
    """For somebody for whom an admin has made an account: where they choose their password."""
    return _mail("new_account", to, site, link=link, by=_harmless(by_name), days=days)


def invitation(to: str, site: str, group_title: str, link: str, by_name: str, days: int) -> Mail:
    """Into a group, from one of its leads."""
    return _mail("invitation", to, site, group=group_title, link=link, by=_harmless(by_name), days=days)


def asked_to_join(to: str, site: str, group_title: str, link: str, who: str) -> Mail:
    """To a lead: somebody asks to join; `link` is where they are answered."""
    return _mail("asked_to_join", to, site, group=group_title, link=link, who=_harmless(who))


def let_in(to: str, site: str, group_title: str, link: str) -> Mail:
    """To somebody who had asked to join: they are in; `link` is the group's page."""
    return _mail("let_in", to, site, group=group_title, link=link)


def trial(to: str, site: str, link: str) -> Mail:
    """To an admin who wants to know whether mails arrive; `link` leads to the library."""
    return _mail("trial", to, site, link=link)


def news_letter(to: str, site: str, news: News) -> Mail:
    """What is new, to somebody who asked for it. Programs end these mails by themselves when their reader says so
    (RFC 2369, RFC 8058), and sort them by their List-Id (RFC 2919)."""
    values = {"news": news, "count": len(news.pieces), "first": news.pieces[0].said}
    plain = _mail("news", to, site, **values)
    host = urlsplit(news.stop).hostname or "localhost"
    headers = (
        ("List-Id", f"News <news.{host}>"),
        ("List-Unsubscribe", f"<{news.stop}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    html = _environment(html=True).get_template("news.html").render(site=one_line(site), **values)
    identity = hashlib.sha256(f"{news.key}\n{to}".encode()).hexdigest()[:32]
    return replace(plain, html=html, headers=headers, id=identity)


def message(mail: Mail, sender: str) -> EmailMessage:
    """A mail as it is sent (RFC 5322), from this address. Nothing in a name or title can begin another header, and no
    machine answers it (RFC 3834)."""
    made = EmailMessage()
    made["From"] = Address(one_line(mail.site), addr_spec=_plain_address(sender))
    made["To"] = Address(addr_spec=_plain_address(mail.to))
    made["Subject"] = one_line(mail.subject)
    made["Date"] = format_datetime(localtime())
    domain = _plain_address(sender).rpartition("@")[2]
    made["Message-ID"] = f"<{mail.id}@{domain}>" if mail.id else make_msgid(domain=domain)
    made["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers:
        made[name] = one_line(value)
    made.set_content(mail.body, cte=_encoding(mail.body))
    if mail.html:
        made.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return made


def _encoding(text: str) -> str:
    return (
        "7bit" if text.isascii() and max(map(len, text.splitlines()), default=0) < _LONGEST_LINE else "quoted-printable"
    )


def _mail(template: str, to: str, site: str, **values: Any) -> Mail:
    """A template's first line is the subject, the rest after an empty line the text."""
    lines = {name: one_line(value) if isinstance(value, str) else value for name, value in values.items()}
    written = _environment().get_template(f"{template}.txt").render(site=one_line(site), **lines)
    subject, _, body = written.partition("\n\n")
    return Mail(template.replace("_", " "), to, one_line(site), one_line(subject), body)


def _harmless(name: str) -> str:
    """What somebody calls themselves, short, and with nothing that a mail program would make a link of."""
    return _CLICKED.sub(" ", one_line(name))[:_LONGEST].strip()


def _plain_address(address: str) -> str:
    """With its host as mail servers all know it (RFC 5890)."""
    mailbox, _, host = address.rpartition("@")
    try:
        return f"{mailbox}@{host.encode('idna').decode()}"
    except UnicodeError:
        return address


@cache
def _environment(*, html: bool = False) -> Environment:
    """In texts nothing is escaped."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=html,  # noqa: S701
    )
