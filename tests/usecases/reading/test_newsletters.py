"""Letters with news, to a real mail server: who hears of what, in which words, and each thing once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from kb.access import audiences_of
from kb.history import History
from kb.jobs import Courier
from kb.library import Library
from kb.model import Viewer
from kb.outward.smtp import MailServer
from kb.people import accounts, memberships
from kb.people.limits import TooMany
from kb.people.news import How, choose
from kb.state import State
from kb.usecases.in_step.recording import Recorder
from kb.usecases.people import own_news
from kb.usecases.reading import newsletters
from kb.usecases.reading.newsletters import GRACE, Newsroom, NotToTell, tell
from tests.outward.receiver import Inbox, receiving

MINUTE, HOUR, DAY = 60, 3600, 86_400
TUESDAY = int(datetime(2024, 3, 5, 12, 0, tzinfo=UTC).timestamp())
ORIGIN = "https://notes.example.org"


class Club:
    """A library whose time is told to it, with members who hear of its news by mail."""

    def __init__(self, library, inbox: Inbox) -> None:
        self.library, self.inbox, self.now = library, inbox, float(TUESDAY)
        self.state = State(library.home, clock=lambda: self.now)
        self.history = History(library.home / "state" / "history.git", lambda: self.now)
        self.notes = Library(library.notes)
        self.recorder = Recorder(self.notes, self.history)
        self.newsroom = Newsroom(self.state, self.history, self.notes, ORIGIN)
        door = MailServer.at(f"smtp://127.0.0.1:{inbox.port}?from=club@example.org")
        self.courier = Courier(self.newsroom, door, library.home / "state" / "courier.lock")

    def member(self, name: str, how: How | None = None, *, role: memberships.Role = "member") -> int:
        with self.state.write() as db:
            number = accounts.create_account(db, f"{name}@example.org", name.title()).number
            accounts.set_proven(db, number)
            memberships.set_member(db, number, "north", role)
            choose(db, number, "north", how)
        return number

    def publish(self, name: str, text: str = "We met.\n", **front_matter: object) -> None:
        self.library.document(f"north/{name}.md", text, **{"kind": "page", **front_matter})
        self.taken_in()

    def taken_in(self) -> None:
        before = self.notes.catalog
        changes = self.notes.changes()
        self.notes.accept(changes)
        self.recorder.record(changes.catalog, [*changes.put, *before.gone_since(changes.catalog), *changes.remove])

    def later(self, seconds: float) -> int:
        """Time goes by, and the courier does a round."""
        self.now += seconds
        return self.courier.round()

    def close(self) -> None:
        self.history.close()
        self.state.close()


@pytest.fixture
def club(library):
    with receiving() as inbox:
        made = Club(library, inbox)
        yield made
        made.close()


def plain(mail) -> str:
    return "\n".join(mail.get_body(("plain",)).get_content().splitlines())


def test_nobody_is_mailed_who_did_not_choose_so(club):
    club.member("ada")
    club.publish("plan", title="Plan")
    assert club.later(GRACE + 1) == 0
    assert club.inbox.mails == []


def test_at_once_is_a_mail_in_words_with_what_programs_need_to_end_it(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan & <more>", description="What we want.")
    assert club.later(GRACE + 1) == 1
    [mail] = club.inbox.mails
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == "north published the page “Plan & <more>”"
    assert mail["List-Id"] == "News <news.notes.example.org>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith(f"<{ORIGIN}/news/stop/")
    assert f"{ORIGIN}/d/" in plain(mail)
    assert "What we want." in plain(mail)
    html = mail.get_body(("html",)).get_content()
    assert "Plan &amp; &lt;more&gt;" in html
    assert "<more>" not in html


def test_it_is_told_once_however_often_the_courier_comes(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    assert [club.later(GRACE + 1), club.later(MINUTE), club.later(DAY)] == [1, 0, 0]


def test_what_is_taken_back_soon_is_told_to_nobody(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    assert club.later(MINUTE) == 0
    club.publish("plan", title="Plan", visibility="leads")
    assert club.later(GRACE + 1) == 0


def test_who_may_not_read_it_when_it_is_sent_is_not_told(club, monkeypatch):
    ada, ben = club.member("ada", "at once"), club.member("ben", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan", visibility="group")
    club.now += GRACE + 1
    assert club.newsroom.compose() == 2  # written down for both
    with club.state.write() as db:
        memberships.remove_member(db, ben, "north")
    assert club.courier.round() == 1
    assert [mail["To"] for mail in club.inbox.mails] == ["ada@example.org"]
    assert ada


def test_what_is_closed_between_writing_and_sending_is_not_told(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    club.publish("other", title="Other")
    club.now += GRACE + 1
    assert club.newsroom.compose() == 1
    club.publish("plan", title="Plan", visibility="leads")
    assert club.courier.round() == 1
    assert "Plan" not in club.inbox.mails[0].as_string()


def test_under_the_rule_there_is_never_more_than_the_title(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", "Jo said so.\n", title="Plan", description="Jo said so.", rule="chatham-house")
    assert club.later(GRACE + 1) == 1
    assert "Jo said" not in plain(club.inbox.mails[0])
    assert "Jo said" not in club.inbox.mails[0].get_body(("html",)).get_content()


def test_a_week_is_told_together_on_monday(club):
    club.member("ada", "weekly")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    club.now += 2 * DAY
    club.publish("other", title="Other", kind="resource")
    assert club.later(DAY) == 0
    club.now = datetime(2024, 3, 11, 7, 0, 1, tzinfo=UTC).timestamp()
    club.publish("monday", title="Monday", kind="agenda")
    assert club.later(HOUR) == 1
    [mail] = club.inbox.mails
    assert mail["Subject"] == "This week in Knowledge Club"
    assert [title in plain(mail) for title in ("Plan", "Other", "Monday")] == [True, True, False]
    assert [club.later(DAY) for _ in range(5)] == [0] * 5
    assert club.later(2 * DAY) == 1


def test_a_letter_does_not_name_all_of_very_many(club):
    club.member("ada", "at once")
    club.now += MINUTE
    for number in range(30):
        club.library.document(f"north/{number:02}.md", "Us.\n", title=f"Page {number:02}", kind="page")
    club.taken_in()
    assert club.later(GRACE + 1) == 1
    [mail] = club.inbox.mails
    assert mail["Subject"] == "north published 30 pages"
    assert plain(mail).count("/d/") == 20
    assert f"- and 10 more\n  {ORIGIN}/news" in plain(mail)


def test_after_a_long_stop_there_is_no_flood(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    assert club.later(30 * DAY) == 0


def test_a_bad_address_and_a_server_that_is_busy_hold_up_nobody(club, caplog):
    for name in ("ada", "ben", "cat"):
        club.member(name, "at once")
    club.inbox.answers = ["550 No such person", "450 Later"]
    club.now += MINUTE
    club.publish("plan", title="Plan")
    assert club.later(GRACE + 1) == 1
    assert club.later(HOUR) == 1
    assert {mail["To"] for mail in club.inbox.mails} == {"ben@example.org", "cat@example.org"}
    assert "@" not in caplog.text
    assert club.later(DAY) == 0


def test_no_more_than_so_many_in_a_minute(club, monkeypatch):
    monkeypatch.setattr("kb.people.news.PER_MINUTE", 2)
    for name in ("ada", "ben", "cat"):
        club.member(name, "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    assert [club.later(GRACE + 1), club.later(1), club.later(MINUTE)] == [2, 0, 1]


def test_what_waits_outlives_a_restart(club):
    club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    club.now += GRACE + 1
    assert club.newsroom.compose() == 1
    again = Club.__new__(Club)
    Club.__init__(again, club.library, club.inbox)
    again.now = club.now
    again.taken_in()
    assert again.courier.round() == 1
    again.close()


_DIES = """
import os, signal, sys
from pathlib import Path
from kb.history import History
from kb.jobs import Courier
from kb.library import Library
from kb.state import State
from kb.usecases.reading.newsletters import Newsroom

class Dying:
    sender = "club@example.org"
    def deliver(self, message):
        os.kill(os.getpid(), signal.SIGKILL)

home, now = Path(sys.argv[1]), float(sys.argv[2])
notes = Library(home / "notes")
notes.accept(notes.changes())
state, history = State(home, clock=lambda: now), History(home / "state" / "history.git")
Courier(Newsroom(state, history, notes, "https://notes.example.org"), Dying(), home / "lock").round()
"""


def test_what_was_being_handed_in_when_the_program_was_killed_is_not_sent_again(club, caplog):
    """Nobody knows whether the server took it; the second letter goes out."""
    for name in ("ada", "ben"):
        club.member(name, "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    club.now += GRACE + 1
    died = subprocess.run([sys.executable, "-c", _DIES, str(club.library.home), str(club.now)], env=dict(os.environ))
    assert died.returncode == -signal.SIGKILL
    assert club.later(1) == 1
    assert [mail["To"] for mail in club.inbox.mails] == ["ben@example.org"]
    assert club.later(HOUR) == 0
    assert "nobody knows whether they went out: 1" in caplog.text


def test_a_lead_tells_the_group_once_a_day_and_nobody_twice(club):
    lead, _ = club.member("lea", "at once", role="lead"), club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan", id="pl4n")
    viewer = Viewer(True, frozenset({"north"}), frozenset({"north"}), account=lead)
    catalog = club.notes.catalog
    document = catalog.document("pl4n", audiences_of(viewer))
    with pytest.raises(NotToTell):
        tell(club.state, catalog, Viewer(True, frozenset({"north"}), account=2), document)
    assert tell(club.state, catalog, viewer, document) == 1  # not themselves
    assert club.later(1) == 1
    with pytest.raises(TooMany):
        tell(club.state, catalog, viewer, document)
    assert club.later(GRACE + 1) == 1  # who was not told by then; for the others it is no news any more
    assert [mail["To"] for mail in club.inbox.mails] == ["ada@example.org", "lea@example.org"]


def test_nobody_is_told_at_once_of_what_they_did_themselves(club):
    ada, _ = club.member("ada", "at once"), club.member("ben", "at once")
    club.now += MINUTE
    path = club.library.document("north/plan.md", "We met.\n", title="Plan", kind="page")
    club.history.begin("north/plan.md", path.read_bytes(), ada, "First draft")
    club.taken_in()
    assert club.later(GRACE + 1) == 1
    assert [mail["To"] for mail in club.inbox.mails] == ["ben@example.org"]


def test_whoever_holds_the_mail_ends_the_mails(club):
    ada = club.member("ada", "at once")
    club.now += MINUTE
    club.publish("plan", title="Plan")
    club.later(GRACE + 1)
    secret = club.inbox.mails[0]["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    assert own_news.whose(club.state, secret) == "ada@example.org"
    assert own_news.stop(club.state, secret)
    assert own_news.stop(club.state, secret)  # twice does no harm
    assert not own_news.stop(club.state, "never")
    club.publish("other", title="Other")
    assert club.later(GRACE + 1) == 0
    assert ada


def test_the_week_ends_on_monday_morning():
    def ended(*at: int) -> datetime:
        return datetime.fromtimestamp(
            newsletters._last_week(int(datetime(*at, tzinfo=UTC).timestamp())),
            UTC,  # type: ignore[arg-type]
        )

    assert ended(2024, 3, 11, 6, 59) == datetime(2024, 3, 4, 7, tzinfo=UTC)
    assert ended(2024, 3, 11, 7, 0) == datetime(2024, 3, 11, 7, tzinfo=UTC)
    assert ended(2024, 3, 17, 23, 0) == datetime(2024, 3, 11, 7, tzinfo=UTC)
