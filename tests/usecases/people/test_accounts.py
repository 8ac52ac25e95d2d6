"""Looking after accounts: each change whole, told to the audit log, and never so that nobody is left."""

from __future__ import annotations

import pytest

from kb.people import audit, sessions
from kb.people.accounts import AccountExists, LastAdmin, NoAccount
from kb.people.links import look_at_link
from kb.people.memberships import LastLead
from kb.people.passwords import NotAPassword
from kb.people.viewing import person_of_token
from kb.usecases.people import accounts, tokens
from kb.usecases.people.accounts import AccountRefused, NoSuchGroup
from kb.usecases.people.acting import NotAnAdmin, Yourself
from kb.usecases.people.signing_in import LinkUnusable, reset_password, sign_in
from kb.usecases.people.tokens import NoToken

ADA, BEN = "ada@example.org", "ben@example.org"
PASSWORD = "three words in a row"


def log(state) -> list[tuple[str, int | None, str | None, str]]:
    with state.read() as db:
        return [(e.what, e.account, e.group, e.detail) for e in reversed(audit.entries(db)) if e.by is None]


def groups(state, email: str) -> dict[str, str]:
    return next(each.groups for each in accounts.list_accounts(state) if each.account.email == email)


def test_an_account_is_made_with_its_roles_and_all_of_it_is_in_the_log(state):
    made = accounts.add_account(
        state, " Ada@example.org", name="Ada", password=PASSWORD, admin=True, groups={"pogo": "lead", "north": "member"}
    )
    assert made.secret is None
    assert (made.account.email, made.account.admin) == (ADA, True)
    assert groups(state, ADA) == {"north": "member", "pogo": "lead"}
    assert log(state) == [
        ("account made", 1, None, ""), ("made admin", 1, None, ""),
        ("member added", 1, "pogo", "lead"), ("member added", 1, "north", "member"),
    ]  # fmt: skip
    assert sign_in(state, ADA, PASSWORD, "here", "")


def test_without_a_password_there_is_a_link_that_works_once_and_proves_no_address(state):
    made = accounts.add_account(state, ADA)
    assert made.secret
    assert reset_password(state, made.secret, PASSWORD, "")
    assert not accounts.list_accounts(state)[0].account.proven
    with pytest.raises(LinkUnusable):
        reset_password(state, made.secret, PASSWORD, "")


def test_what_cannot_be_made_leaves_nothing(state):
    with pytest.raises(NotAPassword):
        accounts.add_account(state, ADA, password="short", admin=True)
    assert accounts.list_accounts(state) == []
    accounts.add_account(state, ADA)
    with pytest.raises(AccountExists):
        accounts.add_account(state, ADA, groups={"pogo": "lead"})
    assert groups(state, ADA) == {}


def test_who_becomes_an_admin_or_is_none_any_more_is_signed_out(state):
    accounts.add_account(state, BEN, password=PASSWORD, admin=True)
    accounts.add_account(state, ADA, password=PASSWORD)
    for admin in (True, False):
        secret = sign_in(state, ADA, PASSWORD, "here", "")
        accounts.change_roles(state, ADA, admin=admin)
        with state.read() as db:
            assert sessions.session_of(db, secret) is None
    secret = sign_in(state, ADA, PASSWORD, "here", "")
    accounts.change_roles(state, ADA, admin=False, groups={"pogo": "member"})  # no admin before: nothing to end
    with state.read() as db:
        assert sessions.session_of(db, secret) is not None
    assert [what for what, of, *_ in log(state) if of == 2] == [
        "account made", "made admin", "no longer admin", "member added",
    ]  # fmt: skip


def test_the_last_admin_stays(state):
    accounts.add_account(state, ADA, admin=True)
    accounts.add_account(state, BEN)
    for done in (accounts.shut_account, accounts.erase, lambda s, e: accounts.change_roles(s, e, admin=False)):
        with pytest.raises(LastAdmin, match="only admin"):
            done(state, ADA)
    accounts.change_roles(state, BEN, admin=True)
    accounts.erase(state, ADA)
    assert [each.account.email for each in accounts.list_accounts(state)] == [BEN]


def test_roles_are_changed_all_together_or_not_at_all(state):
    accounts.add_account(state, ADA, groups={"pogo": "lead"})
    with pytest.raises(LastLead, match=r"ada@example.org is the only lead of pogo"):
        accounts.change_roles(state, ADA, groups={"north": "member", "pogo": "member"})
    with pytest.raises(LastLead):
        accounts.change_roles(state, ADA, groups={"north": "member"}, leaves=["pogo"])
    assert groups(state, ADA) == {"pogo": "lead"}
    accounts.add_account(state, BEN, groups={"pogo": "lead"})
    accounts.change_roles(state, ADA, groups={"north": "member"}, leaves=["pogo"])
    assert groups(state, ADA) == {"north": "member"}
    assert log(state)[-2:] == [("member added", 1, "north", "member"), ("member removed", 1, "pogo", "")]
    with pytest.raises(AccountRefused, match="not in the group pogo"):
        accounts.change_roles(state, ADA, leaves=["pogo"])


def test_who_is_shut_out_can_do_nothing_until_let_in_again(state):
    accounts.add_account(state, ADA, password=PASSWORD, groups={"pogo": "lead"})
    session = sign_in(state, ADA, PASSWORD, "here", "")
    token = tokens.create_token(state, ADA, "notes", "read")
    link = accounts.reset_link(state, ADA)
    assert accounts.shut_account(state, ADA) == ["pogo"]
    with state.read() as db:
        assert sessions.session_of(db, session) is None
        assert person_of_token(db, token) is None
        assert look_at_link(db, link, "reset") is None
    for refused in (accounts.reset_link, accounts.viewer_called):
        with pytest.raises(AccountRefused, match="shut"):
            refused(state, ADA)
    with pytest.raises(AccountRefused):
        tokens.create_token(state, ADA, "another", "read")
    accounts.open_account(state, ADA)
    assert sign_in(state, ADA, PASSWORD, "here", "")
    assert [what for what, *_ in log(state)][-2:] == ["account shut", "account opened"]


def test_a_new_link_to_choose_a_password_takes_the_place_of_the_last(state):
    accounts.add_account(state, ADA, password=PASSWORD)
    first, second = accounts.reset_link(state, ADA), accounts.reset_link(state, ADA)
    assert sign_in(state, ADA, PASSWORD, "here", "")  # until it is used, nothing has changed
    with pytest.raises(LinkUnusable):
        reset_password(state, first, "other words in a row", "")
    assert reset_password(state, second, "other words in a row", "")


def test_erasing_says_which_groups_have_no_lead_now_and_the_log_keeps_only_a_number(state):
    accounts.add_account(state, ADA, groups={"pogo": "lead", "north": "lead"})
    accounts.add_account(state, BEN, groups={"north": "lead"})
    assert accounts.erase(state, ADA) == ["pogo"]
    assert log(state)[-1] == ("account erased", 1, None, "")
    with pytest.raises(NoAccount):
        accounts.erase(state, ADA)


def test_an_account_that_is_not_there_is_said_with_the_nearest_one(state):
    accounts.add_account(state, ADA)
    with pytest.raises(NoAccount, match=r"no account for ada@exampel.org. Did you mean ada@example.org"):
        accounts.reset_link(state, "ada@exampel.org")


def test_a_group_goes_by_its_slug_its_title_and_its_former_name(catalog):
    names = ["pogo", "POGO", "Pogo Club", "north"]
    assert accounts.groups_named(catalog, names) == ["pogo", "pogo", "pogo", "north"]


@pytest.mark.parametrize(
    ("name", "said"), [("pogoo", "Did you mean pogo"), ("zebra", "There are north, pogo"), ("…", "There are")]
)
def test_a_group_that_is_not_there_is_said_with_the_nearest_ones(catalog, name, said):
    with pytest.raises(NoSuchGroup, match=said):
        accounts.groups_named(catalog, [name])


def test_a_token_opens_what_it_is_for_until_it_is_taken_back(state):
    accounts.add_account(state, ADA, groups={"pogo": "member", "north": "member"})
    token = tokens.create_token(state, ADA, "wall display", "read", groups=["pogo"], days=30)
    with state.read() as db:
        person = person_of_token(db, token)
    assert person is not None
    assert (person.viewer.groups, person.viewer.writes) == ({"pogo"}, False)
    with pytest.raises(AccountRefused, match="not in the group east"):
        tokens.create_token(state, ADA, "other", "read", groups=["east"])
    with pytest.raises(NoToken, match="“wall display”"):
        tokens.take_back(state, ADA, "wall")
    tokens.take_back(state, ADA, "wall display")
    with state.read() as db:
        assert person_of_token(db, token) is None
    assert tokens.tokens_of(state, ADA) == []
    assert [(what, detail) for what, _, _, detail in log(state)[-2:]] == [
        ("token made", "read"), ("token taken back", ""),
    ]  # fmt: skip


def test_what_an_admin_does_is_done_by_somebody_who_is_one_when_it_happens(state):
    root = accounts.add_account(state, "root@example.org", admin=True).account.number
    ada = accounts.add_account(state, ADA).account.number
    accounts.add_account(state, BEN, groups={"pogo": "member"})
    doing = (
        lambda by: accounts.add_account(state, "new@example.org", by=by),
        lambda by: accounts.change_roles(state, BEN, admin=True, by=by),
        lambda by: accounts.change_roles(state, BEN, leaves=["pogo"], by=by),
        lambda by: accounts.shut_account(state, BEN, by=by),
        lambda by: accounts.open_account(state, BEN, by=by),
        lambda by: accounts.sign_out_everywhere(state, BEN, by=by),
        lambda by: accounts.reset_link(state, BEN, by=by),
        lambda by: accounts.erase(state, BEN, by=by),
    )
    for do in doing:
        for nobody in (ada, 99):
            with pytest.raises(NotAnAdmin):
                do(nobody)
    assert [each.account.email for each in accounts.list_accounts(state)] == [ADA, BEN, "root@example.org"]
    assert groups(state, BEN) == {"pogo": "member"}
    for do in doing:
        do(root)
    with state.read() as db:
        assert {each.by for each in audit.entries(db)} == {None, root}


def test_nobody_takes_their_own_rights_or_account_but_may_have_a_role(state):
    root = accounts.add_account(state, ADA, admin=True).account.number
    accounts.add_account(state, BEN, admin=True)
    for do in (
        lambda: accounts.change_roles(state, ADA, admin=False, by=root),
        lambda: accounts.shut_account(state, ADA, by=root),
        lambda: accounts.erase(state, ADA, by=root),
    ):
        with pytest.raises(Yourself):
            do()
    assert accounts.change_roles(state, ADA, groups={"pogo": "lead"}, by=root).groups == {"pogo": "lead"}


def test_a_link_that_goes_out_by_mail_proves_the_address_when_it_is_used(state):
    made = accounts.add_account(state, ADA, to_mail=True)
    reset_password(state, made.secret, PASSWORD, "")
    assert accounts.list_accounts(state)[0].account.proven
