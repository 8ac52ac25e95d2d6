"""Library A, and what is hidden in library B beside it.

What is hidden is as near to what is public as files can be: the same days, titles one letter away, the same tags with
other labels, links both ways, aliases that are public addresses, files of the same name, short forms that mean
something else. What files of A say about the readers of their neighbours (a second page of a group, an id that is
there twice, a folder of files that gets a document of its name) is left out: docs/security.md says why.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.writing import LibraryFolder

WHEN = 1_700_000_000
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
_SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"

_SITE = """\
title: The club
description: Notes of three groups.
synonyms:
  - [outcomes contract, payment by results]
labels:
  decision: [agreed]
"""


def write_a(library: LibraryFolder) -> None:
    """The library that both worlds have."""
    library.holds("kb.yml", _SITE)
    library.document("about.md", "# About\n\nAsk the stewards of the club.\n", kind="page")
    library.document("privacy.md", "# Privacy\n\nNo cookie for visitors.\n", kind="page")
    _north(library)
    _south(library)
    _east(library)
    _resources(library)
    for number in range(12):
        library.document(
            f"archive/{2019 + number % 4}-0{number % 9 + 1}-1{number % 7}-notes.md",
            f"# Round table {number}\n\nWe spoke about {_subject(number)} and market engagement with suppliers.\n\n"
            f"## Next steps\n\nAgreed: {_subject(number + 1)} again in spring. Treacle slows procurement.\n",
            group="archive",
            tags=[_subject(number), "Procurement"],
        )


def write_hidden(library: LibraryFolder) -> None:
    """Documents for groups, leads and admins alone: hidden from visitors, members, and members of other groups."""
    _hidden_beside_public(library)
    _hidden_group(library)
    _hidden_names(library)
    for number in range(14):
        library.document(
            f"west/20{10 + number}-0{number % 9 + 1}-20-notes.md",
            f"# Round tables {number}\n\nThe vermilion {_subject(number)} of quixotry: market engagements, suppliers' "
            f"treacles and procurements. {'Procurement engagement market. ' * 6}\n\n## Discussion\n\n"
            "Zero Harm Index (ZHI) matters. A Social Impact Bond here is Sandwich In Bread (SIB).\n",
            group="west",
            visibility=("group", "leads")[number % 2],
            tags=["PROCUREMENT", "zeppelin", _subject(number).upper()],
        )


def write_for_members(library: LibraryFolder) -> None:
    """Documents for members: hidden from visitors."""
    library.document(
        "members/handbook.md",
        "# Club handbooks\n\nThe wombat rota. See [[Triumphs and treacle]] and [[Market engagement]].\n\n"
        "Wombat Rota Office (WRO) and Wombat Rota Office (WRO).\n",
        visibility="members",
        tags=["wombats", "PROCUREMENT"],
    )
    library.holds("members/handbook/rota.png", _PNG + b"rota")
    library.document(
        "north/2024-01-15-members.md", "# A talk for members\n\nWombat.\n", visibility="members", kind="notes"
    )
    library.document(
        "members/index.md", "# Members' corner\n", kind="group", title="Members' corner", visibility="members"
    )


def settle(library: LibraryFolder) -> None:
    """Give every file the same time, so that two libraries differ in nothing but what they hold."""
    for path in sorted(library.notes.rglob("*"), reverse=True):
        os.utime(path, (WHEN, WHEN))


def _subject(number: int) -> str:
    subjects = ("market engagement", "social value", "payment", "housing first", "homelessness", "evaluation", "data")
    return subjects[number % len(subjects)]


def _north(library: LibraryFolder) -> None:
    library.document(
        "north/index.md",
        "# North commissioners\n\nWe meet monthly. Read [[Triumphs and treacle]] and [[Strategy of the north]].\n",
        kind="group",
        title="North commissioners",
        description="A monthly call.",
        aliases=["nord"],
        lead="Ada Public",
        join="Write to Ada.",
        tags=["procurement"],
    )
    library.document(
        "north/2024-01-15-notes.md",
        "# Market engagement\n\n![whiteboard](2024-01-15-notes/whiteboard.png) ![[loose.png]]\n\n## Discussion\n\n"
        "Speaking to the market early: market engagement lets a buyer test whether an outcome can be priced.\n\n"
        "## Actions\n\nAgreed: write to [the budget](../north/budget.md), [[Secret budget]], [x](/d/h1dd3n) and "
        "[Triumphs](../resources/triumphs-and-treacle.md). #early-talks\n",
        id="mkt001",
        tags=["Procurement", "Market engagement"],
        aliases=["old-market", "notes/market.html"],
    )
    library.holds("north/2024-01-15-notes/whiteboard.png", _PNG)
    library.holds("north/2024-01-15-notes/figures.csv", "a,b\n1,2\n")
    library.holds("north/2024-01-15-notes/wall.txt", "The wall\n\nMarket engagement slows like treacle.\n")
    library.holds("shared/loose.png", _PNG + b"loose")
    library.document(
        "north/2024-01-15-agenda.md", "# Agenda of January\n\n- Market engagement\n- [[Market engagement]]\n"
    )
    library.document(
        "north/2024-02-12-notes.md",
        "# Payment by results\n\nA Social Impact Bond (SIB) pays for outcomes. The treacle of payment.\n\n"
        "## Decision\n\nAgreed: one outcomes contract, as [[Market engagement]] said.\n",
        tags=["payment", "social impact bond"],
    )
    library.document("north/2024-03-notes.md", "# Spring gathering\n\nHousing first.\n", meeting="Spring gathering")
    library.document(
        "north/2024-04-08-notes.md", "# April\n\nEvaluation and data.\n", visibility="members", tags=["data"]
    )
    library.document("north/2024-05-13-notes.md", "# May\n\nFrank talk of budgets.\n", visibility="group")


def _south(library: LibraryFolder) -> None:
    library.document(
        "south/index.md",
        "# South providers\n\nProviders of homelessness services.\n",
        kind="group",
        title="South providers",
        next="2031-03-04",
        next_note="in the town hall",
    )
    library.document("south/2023-06-01-notes.md", "# June\n\nHomelessness and housing first.\n", tags=["Housing first"])
    library.document("south/2023-07-06-notes.md", "# July\n\nOur own talk.\n\nSocial value.\n", visibility="group")
    library.document("south/2023-08-03-notes.md", "# August\n\nOnly leads: payment.\n", visibility="leads")
    library.document("south/plan.md", "# Plan\n\nOne page about data.\n", kind="page", date_note="to be confirmed")


def _east(library: LibraryFolder) -> None:
    library.document(
        "east/index.md", "# East circle\n\nFrank talk.\n", kind="group", title="East circle", rule="chatham-house"
    )
    library.document(
        "east/2022-10-10-notes.md", "# Trust\n\nTrust between commissioners and providers.\n", tags=["trust"]
    )
    library.document(
        "east/2022-11-14-notes.md", "# Trusted data\n\nData and trust.\n", visibility="group", tags=["trust"]
    )


def _resources(library: LibraryFolder) -> None:
    library.document(
        "resources/triumphs-and-treacle.md",
        "# Triumphs and treacle\n\nWhat went well, and what slowed us down.\n",
        id="trmph1",
        kind="resource",
        tags=["graphics"],
        date="2021-05-01",
    )
    library.holds("resources/triumphs-and-treacle/map-v1.svg", _SVG)
    library.holds("resources/triumphs-and-treacle/map-v2.svg", _SVG.replace("9", "8"))
    library.document("resources/database.md", "# Outcomes database\n", kind="resource", url="https://example.org/db")
    library.document("resources/toolkit.md", "# Toolkit\n\nSee [Triumphs](triumphs-and-treacle.md).\n", kind="resource")


def _hidden_beside_public(library: LibraryFolder) -> None:
    """On the days of public meetings, before and after them, and in the group under the rule."""
    library.document(
        "north/2024-01-15-private.md",
        "# Market engagemant\n\nThe xylophone price. [Market](2024-01-15-notes.md), [[Triumphs and treacle]], "
        "[[Market engagement]], ![[loose.png]] #early-talks #umbrage\n",
        kind="notes",
        visibility="group",
        tags=["PROCUREMENT", "Early Talks!", "umbrage"],
    )
    library.holds("north/2024-01-15-private/loose.png", _PNG + b"private")
    library.holds("north/2024-01-15-private/whiteboard.png", _PNG + b"other")
    library.holds("north/2024-01-15-private/wall.txt", "The walls\n\nXylophone, treacle, market engagemant.\n")
    library.document(
        "north/2024-01-15-second.md",
        "# Second meeting that day\n\nXylophone.\n",
        kind="notes",
        meeting="January second",
        visibility="leads",
    )
    library.document("north/2031-01-06-agenda.md", "# Agenda of Epiphany\n\nBudget of umbrage.\n", visibility="leads")
    library.document("north/2026-10-05-notes.md", "# Newest of all\n\nBudget.\n", visibility="group", tags=["zeppelin"])
    library.document("north/2024-02-notes.md", "# February\n\nPayment of umbrage.\n", visibility="group")
    library.document("south/2031-01-01-notes.md", "# New Year\n\nXylophone.\n", group="north", visibility="group")
    library.document("east/2022-10-10-agenda.md", "# Who was there\n\nAda Hidden, Bob Hidden.\n", visibility="leads")
    library.document(
        "east/members.md", "# Members of the circle\n\n- Ada Hidden\n- Bob Hidden\n", visibility="leads", kind="page"
    )
    library.document("archive/2018-01-01-notes.md", "# The very first\n\nMarkets.\n", visibility="leads", tags=["DATA"])


def _hidden_group(library: LibraryFolder) -> None:
    library.document(
        "west/index.md",
        "# West of quixotry\n\nThe people: Cleo Hidden.\n",
        kind="group",
        title="West of quixotry",
        visibility="group",
        aliases=["north", "nord", "south", "westerners"],
        next="2030-01-01",
    )
    library.document(
        "north-west/index.md", "# North commissioner\n", kind="group", title="North commissioner", visibility="leads"
    )
    library.document("north-west/2024-01-15-notes.md", "# Market engagement\n\nOurs.\n", visibility="group")
    library.holds("west/2010-01-20-notes/figures.csv", "secret,table\n")


def _hidden_names(library: LibraryFolder) -> None:
    """Titles, aliases, paths and files that are those of public documents, or nearly."""
    library.document(
        "north/budget.md",
        "# Secret budget\n\nSee [Market](/d/mkt001), [[April]].\n",
        id="h1dd3n",
        visibility="leads",
        aliases=["trmph1", "mkt001", "old-market", "/groups/north/2024-01-15", "2024-01-15", "Market engagement"],
        kind="page",
    )
    library.document(
        "north/strategy-of-the-north.md", "# Strategy of the north\n\nUmbrage.\n", visibility="group", kind="page"
    )
    library.document(
        "west/triumphs-and-treacle.md", "# Triumphs and treacle\n\nOf the west.\n", visibility="leads", kind="resource"
    )
    library.document(
        "resources/Toolkit-2.md", "# Toolkit\n\nAnother.\n", visibility="leads", kind="resource", aliases=["toolkit"]
    )
    library.document("resources/draft.md", "# Triumph and treacle\n\nTrumphs.\n", draft=True, kind="resource")
    library.holds("resources/broken.md", "---\ntitle: [Outcomes databases\ntags: {\n---\n# Broken\n\nVermilion.\n")
    library.document("twice-1.md", "# Twice\n\nXylophones.\n", id="tw1ce0", visibility="leads")
    library.document("twice-2.md", "# Twice more\n\nXylophones.\n", id="tw1ce0", visibility="leads")
    library.document("terms.md", "# Terms\n\nThe club.\n", visibility="leads", kind="page")
    library.document("accessibility.md", "# Accessibility\n\nNot yet public.\n", visibility="leads", kind="page")
    library.document(
        "abbreviations.md", "# Short\n\nSandwich In Bread (SIB). Sandwich In Bread (SIB).\n", visibility="leads"
    )


def library_at(home: Path) -> LibraryFolder:
    """A new library in this folder."""
    return LibraryFolder(home)
