"""A mail is handed to a real mail server, in clear only where nothing is lost by it."""

from __future__ import annotations

import pytest

from kb.outward.mail import let_in, message
from kb.outward.smtp import MailServer, NotSent

from .receiver import certificate, receiving

SENT = message(let_in("ada@example.org", "Notes", "Größe", "https://notes.example.org/groups/pogo"), "club@example.org")


@pytest.mark.parametrize(
    ("address", "server"),
    [
        (
            "smtp://club%40example.org:p%20w@mail.example.org",
            MailServer("mail.example.org", 587, False, "club@example.org", "club@example.org", "p w"),
        ),
        ("smtps://mail.example.org?from=a@b.example", MailServer("mail.example.org", 465, True, "a@b.example")),
        ("smtp://[::1]:25/?from=a@b.example", MailServer("::1", 25, False, "a@b.example")),
    ],
)
def test_an_address_says_where_how_and_from_whom(address, server):
    assert MailServer.at(address) == server


@pytest.mark.parametrize(
    "address",
    ["mail.example.org:25", "http://mail.example.org", "smtp://", "smtp://host", "smtp://host?from=nobody",
     "smtp://host?to=a@b.example&from=a@b.example", "smtp://host:x?from=a@b.example",
     "smtp://host?from=a@b.example%0d%0aBcc:%20c@d.example", "smtp://host/path?from=a@b.example"],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused(address):
    with pytest.raises(ValueError, match=r"looks like|from=|port"):
        MailServer.at(address)


def test_a_password_does_not_show_where_a_server_is_written_down():
    assert "secret" not in repr(MailServer.at("smtp://a%40b.example:secret@host"))


def test_a_mail_arrives():
    with receiving() as inbox:
        MailServer.at(f"smtp://127.0.0.1:{inbox.port}?from=club@example.org").deliver(SENT)
    [got] = inbox.mails
    assert got["X-Rcpt-To"] == "ada@example.org"
    assert "Größe" in got.get_content()


def test_a_password_is_told_only_once_the_line_is_encrypted(tmp_path, monkeypatch):
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with receiving(tls_context=context, require_starttls=True, auth_required=True) as inbox:
        MailServer.at(f"smtp://a%40b.example:right%20%26%20proper@127.0.0.1:{inbox.port}").deliver(SENT)
        [got] = inbox.mails
        assert got["X-Encrypted"] == "True"
        assert inbox.logins == [("a@b.example", "right & proper")]
        with pytest.raises(NotSent, match="name and password"):
            MailServer.at(f"smtp://a%40b.example:wrong@127.0.0.1:{inbox.port}").deliver(SENT)


def test_without_encryption_no_password_is_told():
    with receiving() as inbox:
        with pytest.raises(NotSent, match="no encryption"):
            MailServer.at(f"smtp://a%40b.example:secret@127.0.0.1:{inbox.port}").deliver(SENT)
        assert inbox.logins == []


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(tmp_path):
    context, _ = certificate(tmp_path)
    with receiving(tls_context=context) as inbox:
        with pytest.raises(NotSent, match="prove who it is"):
            MailServer.at(f"smtp://a%40b.example:secret@127.0.0.1:{inbox.port}").deliver(SENT)
        assert (inbox.mails, inbox.logins) == ([], [])


@pytest.mark.parametrize(("answer", "for_good"), [("450 Later", False), ("550 No such ada@example.org", True)])
def test_what_a_server_refuses_is_said_without_an_address(answer, for_good):
    with receiving() as inbox:
        inbox.answers.append(answer)
        with pytest.raises(NotSent, match=r"refused it \(\d+\)") as refused:
            MailServer.at(f"smtp://127.0.0.1:{inbox.port}?from=club@example.org").deliver(SENT)
    assert refused.value.for_good == for_good
    assert "@" not in str(refused.value)


def test_a_server_that_is_not_there_is_said():
    with receiving() as inbox:
        pass
    with pytest.raises(NotSent, match="not reached") as refused:
        MailServer.at(f"smtp://127.0.0.1:{inbox.port}?from=club@example.org").deliver(SENT)
    assert not refused.value.for_good
