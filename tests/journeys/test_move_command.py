"""`kb move`, `kb merge` and `kb check --fix`, as somebody at a terminal uses them beside a running server."""

from __future__ import annotations

import json

from kb.people import accounts, memberships
from kb.state import State
from tests.journeys.command import kb


def test_a_group_moves_with_its_people_while_the_server_runs_and_every_address_goes_on(library, serving):
    library.document("pogo/index.md", "# POGO\n\n[call](2020-03-31-notes.md)\n", kind="group", title="POGO")
    library.document("pogo/2020-03-31-notes.md", "Xylophones.\n", title="Call", visibility="group")
    library.document("pogo/2020-03-31-agenda.md", "Trust.\n", id="agenda1", title="Agenda")
    library.holds("about.md", "[[Agenda]] [a](pogo/2020-03-31-agenda.md)\n")
    state = State(library.home)
    with state.write() as db:
        ned = accounts.create_account(db, "ned@example.org", "Ned").number
        memberships.set_member(db, ned, "pogo", "lead")
    server = serving(library.home)

    tried = kb(library.home, "move", "pogo", "market club", "--dry-run")
    assert (tried.returncode, "3 documents (nothing was written)" in tried.stdout) == (0, True), tried.stderr
    done = kb(library.home, "move", "pogo", "market club", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 3
    assert not (library.notes / "pogo").exists()
    assert (library.notes / "about.md").read_text() == "[[Agenda]] [a](market%20club/2020-03-31-agenda.md)\n"
    with state.read() as db:
        assert memberships.groups_of(db, ned) == {"market-club": "lead"}
    state.close()
    assert server.until(lambda: server.get("/groups/market-club").status_code == 200)
    for old, new in (
        ("/groups/pogo", "/groups/market-club"),
        ("/groups/pogo/2020-03-31", "/groups/market-club/2020-03-31"),
        ("/d/agenda1", "/d/agenda1/agenda"),
    ):
        assert server.get(old).headers["location"] == new
    assert server.get("/groups/market-club/2020-03-31").status_code == 200
    assert server.search("trust")["results"][0]["id"] == "agenda1"

    refused = kb(library.home, "move", "market club", "../elsewhere")
    assert (refused.returncode, "is not a place in the library" in refused.stderr) == (2, True)
    merged = kb(library.home, "merge", "agenda1", "market club/2020-03-31-notes.md")
    assert merged.returncode == 0, merged.stderr
    assert server.until(lambda: server.get("/d/agenda1").status_code == 404)  # the one that stays is for the group


def test_what_is_safe_is_put_right(library):
    library.document("Plan.md", "# Plan\n", id="plan01")
    library.document("a.md", "[p](plan.md#never)\n", id="aaaaa1")
    shown = kb(library.home, "check", "--links", "--offline", "--fix", "--dry-run")
    assert "would be fixed: plan.md → Plan.md" in shown.stdout, shown.stderr
    assert "leads to no place in Plan.md" in shown.stdout
    fixed = kb(library.home, "check", "--fix", "--json")
    assert json.loads(fixed.stdout)["fixed"] == [{"path": "a.md", "what": "plan.md → Plan.md"}]
    assert (library.notes / "a.md").read_text().endswith("[p](Plan.md#never)\n")
