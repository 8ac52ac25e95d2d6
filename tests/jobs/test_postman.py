"""Mails are sent beside requests, and again where it did not work."""

from __future__ import annotations

import threading
from email.message import EmailMessage

import pytest

from kb.jobs import Postman
from kb.jobs import postman as of_postman
from kb.outward.mail import sign_in_link
from kb.outward.smtp import NotSent
from tests.served import Server

until = Server.until


class Door:
    """A mail server that fails as it is told to, and may be kept shut."""

    sender = "club@example.org"

    def __init__(self, *fails: Exception) -> None:
        self.fails = list(fails)
        self.sent: list[str] = []
        self.tried = 0
        self.open = threading.Event()
        self.open.set()

    def deliver(self, message: EmailMessage) -> None:
        self.open.wait(30)
        self.tried += 1
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(message["To"])


def mail(to: str = "ada@example.org"):
    return sign_in_link(to, "Notes", "https://notes.example.org/login/link/secret", 15)


@pytest.fixture
def posting():
    made = []

    def with_(door: Door, again_after=(0.0, 0.0)) -> Postman:
        made.append((Postman(door, again_after), door))
        return made[-1][0]

    yield with_
    for postman, door in made:
        door.open.set()
        postman.stop()


def test_mails_go_out_in_their_order_and_nobody_waits(posting):
    door = Door()
    door.open.clear()
    postman = posting(door)
    for name in "abc":
        postman.send(mail(f"{name}@example.org"))
    assert door.sent == []
    door.open.set()
    assert until(lambda: len(door.sent) == 3)
    assert door.sent == ["a@example.org", "b@example.org", "c@example.org"]


def test_what_did_not_work_is_tried_again_and_holds_up_no_other(posting, caplog):
    door = Door(NotSent("the mail server is not reached"))
    postman = posting(door, (0.2,))
    postman.send(mail("a@example.org"))
    postman.send(mail("b@example.org"))
    assert until(lambda: len(door.sent) == 2)
    assert door.sent == ["b@example.org", "a@example.org"]
    assert "tried again" in caplog.text


def test_in_the_end_it_is_given_up_and_the_log_says_so_without_address_or_link(posting, caplog):
    door = Door(*[NotSent("the mail server is not reached")] * 9)
    posting(door).send(mail())
    assert until(lambda: "was not sent: the mail server is not reached" in caplog.text)
    assert door.tried == 3
    assert "sign in" in caplog.text
    assert "@" not in caplog.text
    assert "secret" not in caplog.text


def test_what_is_refused_for_good_is_not_tried_again(posting, caplog):
    door = Door(NotSent("the mail server refused it (550)", for_good=True))
    postman = posting(door)
    postman.send(mail())
    postman.send(mail("b@example.org"))
    assert until(lambda: door.sent == ["b@example.org"])
    assert door.tried == 2


def test_a_mistake_of_ours_ends_no_postman(posting, caplog):
    door = Door(ZeroDivisionError("for ada@example.org"))
    postman = posting(door)
    postman.send(mail())
    postman.send(mail("b@example.org"))
    assert until(lambda: door.sent == ["b@example.org"])
    assert "ZeroDivisionError" in caplog.text
    assert "@" not in caplog.text


def test_at_the_end_what_waits_is_sent_and_what_failed_is_counted(posting, caplog):
    door = Door(NotSent("the mail server is not reached"))
    postman = posting(door, (600.0,))
    postman.send(mail("a@example.org"))
    assert until(lambda: "tried again" in caplog.text)
    door.open.clear()
    postman.send(mail("b@example.org"))
    door.open.set()
    postman.stop()
    assert door.sent == ["b@example.org"]
    assert "1 mail was not sent before the end" in caplog.text


def test_mails_do_not_pile_up_without_end(posting, caplog, monkeypatch):
    monkeypatch.setattr(of_postman, "MOST_WAITING", 2)
    door = Door()
    door.open.clear()
    postman = posting(door)
    for _ in range(9):
        postman.send(mail())
    assert "one (sign in) was dropped" in caplog.text
