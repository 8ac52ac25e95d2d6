"""What mails say, and that nothing in a name can make them say something else."""

from __future__ import annotations

import email
from email import policy

import pytest

from kb.outward import mail
from kb.outward.mail import Mail, message

LINK = "https://notes.example.org/login/link/Ab-_9"
EVERY = [
    mail.sign_in_link("ada@example.org", "Notes", LINK, 15),
    mail.reset_link("ada@example.org", "Notes", LINK, 60),
    mail.invitation("ada@example.org", "Notes", "POGO", LINK, "Grace", 14),
    mail.asked_to_join("ada@example.org", "Notes", "POGO", LINK, "Grace"),
    mail.let_in("ada@example.org", "Notes", "POGO", LINK),
]


def read(sent: Mail) -> email.message.EmailMessage:
    """As the mail program of whoever receives it reads it."""
    return email.message_from_bytes(message(sent, "club@example.org").as_bytes(), policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize("sent", EVERY, ids=lambda sent: sent.kind)
def test_every_mail_has_its_link_alone_on_a_line_and_says_who_sent_it(sent):
    got = read(sent)
    assert LINK in got.get_content().splitlines()
    assert got["To"] == "ada@example.org"
    assert got["From"] == "Notes <club@example.org>"
    assert got["Subject"] == sent.subject
    assert "Notes" in got["Subject"] + got.get_content()
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"].endswith("@example.org>")
    assert got["Date"] is not None
    assert got.get_content_type() == "text/plain"


def test_an_invitation_says_who_invites_and_for_how_long():
    body = read(EVERY[2]).get_content()
    assert "Grace invites you to join POGO on Notes" in body
    assert "14 days" in body


@pytest.mark.parametrize(
    "bad", ["\r\nBcc: eve@example.org", "\n\nother text", "\x00", "\u2028Bcc: eve@example.org", "\x85x"]
)
def test_no_title_or_name_begins_another_header_or_text(bad):
    got = read(mail.invitation("ada@example.org", f"Notes{bad}", f"POGO{bad}", LINK, f"Grace{bad}", 14))
    assert got["Bcc"] is None
    assert sorted(set(got.keys())) == sorted(set(read(EVERY[2]).keys()))
    assert got["Subject"].startswith("You are invited to POGO")
    assert "Hello," in got.get_content()


def test_letters_of_all_languages_arrive_as_they_were_written():
    got = read(mail.let_in("ada@müller.example", "Größe “Notes”, 议", "Ümläut", LINK))
    assert got["From"].startswith('"Größe “Notes”, 议"')
    assert got["Subject"] == "You are now in Ümläut"
    assert got["To"] == "ada@xn--mller-kva.example"
    assert LINK in got.get_content().splitlines()


def test_what_somebody_calls_themselves_makes_no_link_in_a_mail_to_others():
    body = read(
        mail.asked_to_join("ada@example.org", "Notes", "POGO", LINK, "Win at https://evil.example/x now")
    ).get_content()
    assert "://evil" not in body
    assert "evil.example" not in body
    long = read(mail.asked_to_join("ada@example.org", "Notes", "POGO", LINK, "x" * 5000)).get_content()
    assert len(long) < 1000


def test_an_initial_in_a_name_stays():
    assert "Grace B. Hopper asks" in mail.asked_to_join("a@b.example", "Notes", "POGO", LINK, "Grace B. Hopper").body
