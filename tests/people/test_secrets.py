"""Links, sessions and tokens: what opens something, for how long, and what is kept of it."""

from __future__ import annotations

import pytest

from kb.model import Viewer
from kb.people import accounts, links, memberships, sessions, tokens
from kb.people.tokens import TokenRefused
from kb.people.viewing import person_of_session, person_of_token

DAY = 86400


@pytest.fixture
def ada(state):
    with state.write() as db:
        number = accounts.create_account(db, "ada@example.org", "Ada").number
        memberships.set_member(db, number, "north", "lead")
        memberships.set_member(db, number, "south")
        return number


def test_no_secret_is_kept(database, state, ada):
    with state.write() as db:
        known = [
            links.make_link(db, "sign-in", account=ada),
            sessions.begin_session(db, ada),
            tokens.make_token(db, ada, "script", "read"),
        ]
    kept = database.kept()
    assert b"ada@example.org" in kept
    assert not [secret for secret in known if secret.encode() in kept]
    assert all(len(secret) >= 43 for secret in known)


def test_a_link_works_once_and_for_what_it_was_made(state, ada):
    with state.write() as db:
        secret = links.make_link(db, "reset", account=ada)
        assert links.use_link(db, secret, "sign-in") is None
        assert links.look_at_link(db, secret, "reset") is not None
        used = links.use_link(db, secret, "reset")
        assert used is not None
        assert used.account == ada
        assert links.use_link(db, secret, "reset") is None


@pytest.mark.parametrize("purpose", links.LASTING)
def test_a_link_works_for_its_time_only(state, clock, ada, purpose):
    with state.write() as db:
        secret = links.make_link(db, purpose, account=ada, group="north")
    clock.turn(links.LASTING[purpose] - 1)
    with state.read() as db:
        assert links.look_at_link(db, secret, purpose) is not None
    clock.turn(1)
    with state.read() as db:
        assert links.look_at_link(db, secret, purpose) is None


def test_an_invitation_is_listed_without_what_opens_it_and_can_be_taken_back(state, ada):
    with state.write() as db:
        secret = links.make_link(db, "join", group="north", role="member", made_by=ada)
        (listed,) = links.invitations(db, "north")
        assert secret not in str(listed)
        assert not links.withdraw_invitation(db, "south", listed.number)  # a lead of another group cannot
        assert links.withdraw_invitation(db, "north", listed.number)
        assert links.use_link(db, secret, "join") is None


@pytest.mark.parametrize("nonsense", ["", "x", "kb_", "\0", "é" * 40, "a" * 5000])
def test_nonsense_opens_nothing(state, ada, nonsense):
    with state.read() as db:
        assert sessions.session_of(db, nonsense) is None
        assert tokens.token_of(db, nonsense) is None
        assert links.look_at_link(db, nonsense, "setup") is None


def test_a_session_ends_when_it_was_not_used_for_long(state, clock, ada):
    with state.write() as db:
        secret = sessions.begin_session(db, ada)
    for _ in range(5):
        clock.turn(sessions.IDLE - 1)
        with state.write() as db:
            session = sessions.session_of(db, secret)
            assert session is not None
            sessions.note_visit(db, session)
    clock.turn(sessions.IDLE)
    with state.read() as db:
        assert sessions.session_of(db, secret) is None
        assert sessions.sessions(db, ada) == []


def test_a_session_ends_in_any_case_one_day(state, clock, ada):
    with state.write() as db:
        secret = sessions.begin_session(db, ada)
    for _ in range(sessions.LONGEST // DAY):
        clock.turn(DAY)
        with state.write() as db:
            session = sessions.session_of(db, secret)
            if session is None:
                break
            sessions.note_visit(db, session)
    assert session is None


@pytest.mark.parametrize("jump", [-400 * DAY, 400 * DAY])
def test_a_clock_that_jumps_ends_a_session_rather_than_lengthens_it(state, clock, ada, jump):
    with state.write() as db:
        secret = sessions.begin_session(db, ada)
    clock.turn(jump)
    with state.read() as db:
        assert sessions.session_of(db, secret) is None


def test_a_visit_is_written_down_only_now_and_then(state, clock, ada):
    with state.write() as db:
        secret = sessions.begin_session(db, ada)
    with state.read() as db:
        session = sessions.session_of(db, secret)
        assert session is not None
        assert not sessions.is_due(db, session)
    clock.turn(sessions.NOTED_EVERY)
    with state.read() as db:
        assert sessions.is_due(db, session)


def test_one_can_be_signed_out_elsewhere(state, ada):
    with state.write() as db:
        here, there = (sessions.begin_session(db, ada, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0") for _ in "ab")
        other = accounts.create_account(db, "b@example.org").number
        mine = sessions.session_of(db, here)
        assert mine is not None
        assert mine.browser == "Firefox on Windows"
        assert not sessions.end_session(db, other, mine.number)  # not by somebody else
        sessions.end_sessions(db, ada, but=mine.number)
        assert sessions.session_of(db, there) is None
        assert sessions.session_of(db, here) is not None


def test_a_viewer_is_what_somebody_is_at_this_moment(state, ada):
    with state.write() as db:
        secret = sessions.begin_session(db, ada)
        person = person_of_session(db, secret)
        assert person is not None
        assert person.viewer == Viewer(True, frozenset({"north", "south"}), frozenset({"north"}), False, ada)
        memberships.remove_member(db, ada, "south")
        person = person_of_session(db, secret)
        assert person is not None
        assert person.viewer.groups == {"north"}
        accounts.create_account(db, "b@example.org", admin=True)
        accounts.set_disabled(db, ada, True)
        assert person_of_session(db, secret) is None


def test_a_token_opens_no_more_than_it_says_and_no_more_than_its_owner_may(state, ada):
    with state.write() as db:
        secret = tokens.make_token(db, ada, "script", "read", groups={"south", "elsewhere"})
        person = person_of_token(db, secret)
        assert person is not None
        within = frozenset({"south", "elsewhere"})
        assert person.viewer == Viewer(True, frozenset({"south"}), frozenset(), False, ada, False, within)
        memberships.remove_member(db, ada, "south")
        person = person_of_token(db, secret)
        assert person is not None
        assert person.viewer.groups == frozenset()


def test_a_token_for_some_groups_never_makes_an_admin(state):
    with state.write() as db:
        boss = accounts.create_account(db, "boss@example.org", admin=True).number
        whole = person_of_token(db, tokens.make_token(db, boss, "all", "write"))
        some = person_of_token(db, tokens.make_token(db, boss, "some", "write", groups={"north"}))
    assert whole is not None
    assert whole.viewer.admin
    assert whole.viewer.writes
    assert some is not None
    assert not some.viewer.admin
    assert some.viewer.groups == {"north"}


def test_a_token_expires_and_can_be_taken_back(state, clock, ada):
    with state.write() as db:
        short = tokens.make_token(db, ada, "short", "read", days=1)
        lasting = tokens.make_token(db, ada, "lasting", "read")
    clock.turn(DAY)
    with state.write() as db:
        assert tokens.token_of(db, short) is None
        token = tokens.token_of(db, lasting)
        assert token is not None
        assert [each.name for each in tokens.tokens(db, ada)] == ["lasting", "short"]
        other = accounts.create_account(db, "b@example.org").number
        assert not tokens.revoke_token(db, other, token.number)
        assert tokens.revoke_token(db, ada, token.number)
        assert tokens.token_of(db, lasting) is None


@pytest.mark.parametrize(("name", "days"), [("", None), ("  ", 3), ("script", 0), ("script", -1), ("script", 10**9)])
def test_a_token_without_name_or_time_is_refused(state, ada, name, days):
    with state.write() as db, pytest.raises(TokenRefused):
        tokens.make_token(db, ada, name, "read", days=days)


def test_tokens_are_told_apart_by_name_and_bounded_in_number(state, ada):
    with state.write() as db:
        for number in range(tokens.MOST):
            tokens.make_token(db, ada, f"script {number}", "read")
        for name in ("script 0", "one more"):
            with pytest.raises(TokenRefused):
                tokens.make_token(db, ada, name, "read")
