"""Who may sign in."""

from __future__ import annotations

import pytest

from kb.people import accounts, links, memberships, sessions, tokens
from kb.people.accounts import AccountExists, LastAdmin, NoAccount, NotAnAddress
from kb.people.passwords import NotAPassword, check_password, verify_password

PASSWORD = "three words in a row"


def test_an_address_is_one_account_however_it_is_typed(state):
    with state.write() as db:
        made = accounts.create_account(db, " Ada@Example.ORG ")
        assert made.email == "ada@example.org"
        assert accounts.account_of(db, "ADA@example.org") == made
        with pytest.raises(AccountExists):
            accounts.create_account(db, "ada@EXAMPLE.org")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "a b@example.org",
        "a@b@c",
        "ada@example.org\nBcc: x@y.z",
        "a\u202e@b.c",
        f"{'a' * 64}@{'b' * 190}",
    ],
)
def test_what_is_no_address_makes_no_account(state, text):
    with state.write() as db:
        with pytest.raises(NotAnAddress):
            accounts.create_account(db, text)
        assert accounts.accounts(db) == []
        assert accounts.account_of(db, text) is None


def test_a_name_is_one_line_of_what_can_be_seen(state):
    with state.write() as db:
        assert accounts.create_account(db, "a@example.org", " Ada\n\u202e Lovelace\x00 ").name == "Ada Lovelace"
        assert accounts.create_account(db, "b@example.org", "x" * 500).name == "x" * 100


def test_who_has_no_name_is_called_by_the_first_part_of_the_address(state):
    with state.write() as db:
        assert accounts.create_account(db, "ada@example.org").called == "ada"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "password1234",
        "123456789012",
        "aaaaaaaaaaaa",
        "ada.lovelace12",
        "x" * 201,
        "Qwertyuiop12",
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password):
    with pytest.raises(NotAPassword):
        check_password(password, "ada.lovelace@example.org")


@pytest.mark.parametrize("password", [PASSWORD, "ünïcødé wörds", "correct horse battery", "x9$kQ2!vLm3p"])
def test_length_is_what_counts(password):
    check_password(password, "ada@example.org")


def test_what_is_kept_of_a_password_is_argon2id_and_no_two_are_alike(state):
    with state.write() as db:
        kept = [
            accounts.password_of(db, accounts.create_account(db, f"{n}@example.org", password=PASSWORD).number)
            for n in "ab"
        ]
    assert all(each is not None and each.startswith("$argon2id$") for each in kept)
    assert kept[0] != kept[1]
    assert verify_password(PASSWORD, kept[0])[0]
    assert not verify_password(PASSWORD + " ", kept[0])[0]


@pytest.mark.parametrize("kept", [None, "", "nonsense", "$argon2id$v=19$nonsense"])
def test_nothing_fits_where_no_password_is_kept(kept):
    assert verify_password("nobody's", kept) == (False, None)


def test_a_hash_with_weaker_parameters_is_renewed():
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192),)).hash(PASSWORD)
    matches, renewed = verify_password(PASSWORD, weak)
    assert matches
    assert renewed is not None
    assert verify_password(PASSWORD, renewed) == (True, None)


def test_there_is_always_an_admin(state):
    with state.write() as db:
        first = accounts.create_account(db, "a@example.org", admin=True).number
        for attempt in (accounts.set_admin, accounts.set_disabled):
            with pytest.raises(LastAdmin):
                attempt(db, first, attempt is accounts.set_disabled)
        with pytest.raises(LastAdmin):
            accounts.erase_account(db, first)
        second = accounts.create_account(db, "b@example.org", admin=True).number
        accounts.set_disabled(db, second, True)
        with pytest.raises(LastAdmin):  # one that is shut does not count
            accounts.set_admin(db, first, False)
        accounts.set_disabled(db, second, False)
        accounts.set_admin(db, first, False)
        assert accounts.has_admin(db)


def test_a_shut_account_is_signed_out_and_its_links_do_not_work(state):
    with state.write() as db:
        number = accounts.create_account(db, "a@example.org").number
        cookie = sessions.begin_session(db, number)
        link = links.make_link(db, "reset", account=number)
        accounts.set_disabled(db, number, True)
        assert sessions.session_of(db, cookie) is None
        assert links.look_at_link(db, link, "reset") is None


def test_of_an_erased_account_nothing_is_left_and_its_number_is_never_given_again(state):
    with state.write() as db:
        number = accounts.create_account(db, "a@example.org", "Ada", PASSWORD).number
        memberships.set_member(db, number, "north", "lead")
        memberships.ask_to_join(db, number, "south", "please")
        sessions.begin_session(db, number)
        tokens.make_token(db, number, "script", "read")
        links.make_link(db, "join", email="a@example.org", group="east")
        accounts.erase_account(db, number)
    with state.read() as db:
        assert accounts.accounts(db) == []
        assert memberships.members(db, "north") == []
        assert memberships.requests(db) == []
        assert links.invitations(db, "east") == []
        with pytest.raises(NoAccount):
            accounts.account(db, number)
        assert accounts.names_of(db, {number}) == {}
    with state.write() as db:
        assert accounts.create_account(db, "a@example.org").number > number
    engine = state.open()
    with engine.connect() as connection:
        for table in ("membership", "join_request", "session", "api_token"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
