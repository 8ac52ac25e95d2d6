"""What closed rooms cost a search, and whether time tells what words do not: `access` of docs/benchmarks.md.

The same documents are searched twice in one process, by turns: in an index that keeps each audience apart, and in one
that holds exactly what this viewer may read as a single public partition.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.asks import ROWS, Asks
from bench.child import in_child
from bench.corpus import Corpus
from bench.engines.knowledge_club import query_of
from bench.entries import kept_entries
from bench.figures import Times
from bench.measure import prepare
from bench.report import machine, table
from bench.serving import serving
from kb.access import audiences_of
from kb.model import PUBLIC, VISITOR, Audience, Viewer, group_audience
from kb.people import accounts, sessions
from kb.people.viewing import person_of_session
from kb.search import Entry, WhooshIndex
from kb.state import State
from kb.usecases.people.signing_in import SignInRefused, sign_in

GROUPS = 5
"""As many groups has the member who is measured."""

STEPS = 3
ROUNDS = 6
TRIES = 60

_CLOSED_EVERY = 3  # every third document of a group is for the group alone
_HOUR = 3600
_PASSWORD = "seven frank oysters"


@dataclass(frozen=True)
class Access:
    """Milliseconds. `apart` and `whole`: pages by viewer; `who`: the look into the database that tells who asks."""

    passages: int
    apart: dict[str, dict[str, Times]]
    whole: dict[str, dict[str, Times]]
    who: Times
    sign_in: dict[str, Times]
    missing: dict[str, Times]


def measure_access(corpus: Corpus, questions: int, told: Callable[[str], None], tries: int = TRIES) -> Access:
    """Measure a library whose index exists; `told` hears what is being measured, STEPS times. `tries` of each kind of
    sign-in, and pairs of addresses."""
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        entries = Path(scratch) / "entries"
        told("what it costs to keep audiences apart")
        passages, asks = in_child(prepare, corpus.folder, entries, questions)
        apart, whole = in_child(_searches, entries, asks)
        told("whether time tells who has an account")
        who, signs = in_child(_signing_in, tries)
        told("whether time tells what is hidden")
        hidden = [entry.document.id for entry in kept_entries(entries) if entry.audience != PUBLIC]
    return Access(passages, apart, whole, who, signs, _missing(corpus.home, hidden[:tries]))


def access_part(found: Access) -> str:
    """The part of docs/benchmarks.md."""
    return "\n\n".join(
        [
            "## What closed rooms cost",
            f"`make bench`, {machine()}; {found.passages:,} passages. A page in process, by turns from an index that "
            "keeps every audience apart and from one that holds what this viewer may read as one public partition; "
            "milliseconds, p50 / p95. To reach: under 5% for a visitor, under 15% for a member of five groups.",
            _cost_table(found),
            f"Whoever is signed in is looked up in the database for each request: {_both(found.who)} ms.",
            "**Does time tell?** For each two kinds of the same answer, how likely one of the first takes longer than "
            "one of the second (0.50: nobody can tell; the rank test of Mann and Whitney, 1947, in brackets its z, "
            "which chance alone leaves within ±3).",
            _time_table(found),
        ]
    )


def longer(first: Times, second: Times) -> tuple[float, float]:
    """How likely one of `first` is longer than one of `second`, and the z of that (Mann & Whitney, 1947)."""
    a, b = np.array(first.each), np.array(second.each)
    wins = float((a[:, None] > b[None, :]).sum() + 0.5 * (a[:, None] == b[None, :]).sum())
    n, m = len(a), len(b)
    return wins / (n * m), (wins - n * m / 2) / float(np.sqrt(n * m * (n + m + 1) / 12))


def _searches(entries: Path, asks: Asks) -> tuple[dict[str, dict[str, Times]], dict[str, dict[str, Times]]]:
    with_rooms = list(_with_rooms(kept_entries(entries)))
    groups = sorted({entry.document.group for entry in with_rooms if entry.document.group})[:GROUPS]
    viewers = {
        "visitor": audiences_of(VISITOR),
        f"member of {GROUPS} groups": audiences_of(Viewer(member=True, groups=frozenset(groups))),
    }
    apart: dict[str, dict[str, Times]] = {}
    whole: dict[str, dict[str, Times]] = {}
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        rooms = _index(Path(scratch) / "rooms", with_rooms)
        for name, audiences in viewers.items():
            theirs = [replace(entry, audience=PUBLIC) for entry in with_rooms if entry.audience in audiences]
            one = _index(Path(scratch) / f"one-{len(apart)}", theirs)
            apart[name], whole[name] = _by_turns((rooms, audiences), (one, frozenset({PUBLIC})), asks)
            one.close()
        rooms.close()
    return apart, whole


def _by_turns(
    first: tuple[WhooshIndex, frozenset[Audience]], second: tuple[WhooshIndex, frozenset[Audience]], asks: Asks
) -> tuple[dict[str, Times], dict[str, Times]]:
    """Both are asked the same, one right after the other, now this one first and now that one."""
    kept: tuple[dict[str, Times], dict[str, Times]] = ({}, {})
    for row in ROWS:
        each: tuple[list[float], list[float]] = ([], [])
        for turn in range(ROUNDS + 1):
            for ask in asks.rows[row]:
                order = (0, 1) if turn % 2 else (1, 0)
                for which in order:
                    index, audiences = (first, second)[which]
                    start = time.perf_counter()
                    index.search(query_of(ask), audiences)
                    if turn:  # the first round warms
                        each[which].append((time.perf_counter() - start) * 1000)
        for which in (0, 1):
            kept[which][row] = Times(tuple(each[which]))
    return kept


def _with_rooms(entries: Iterable[Entry]) -> Iterator[Entry]:
    for number, entry in enumerate(entries):
        group = entry.document.group
        closed = group and number % _CLOSED_EVERY == 0
        yield replace(entry, audience=group_audience(group)) if group and closed else entry


def _index(folder: Path, entries: Iterable[Entry]) -> WhooshIndex:
    folder.mkdir()
    index = WhooshIndex(folder)
    index.rebuild(entries)
    return index


def _signing_in(tries: int) -> tuple[Times, dict[str, Times]]:
    """Each kind by turns. The clock goes on by an hour each time, for a limit must not be what is measured."""
    clock = [time.time()]
    kinds = ("no such account", "a wrong password", "no password set", "the account is shut")
    each: dict[str, list[float]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        state = State(Path(scratch), clock=lambda: clock[0])
        with state.write() as db:
            made = accounts.create_account(db, "wrong@example.org", password=_PASSWORD)
            accounts.create_account(db, "none@example.org")
            accounts.create_account(db, "second@example.org", admin=True)
            shut = accounts.create_account(db, "shut@example.org", password=_PASSWORD)
            accounts.set_disabled(db, shut.number, True)
        for turn in range(tries + 1):
            emails = (f"nobody{turn}@example.org", made.email, "none@example.org", shut.email)
            for kind, email in zip(kinds, emails, strict=True):
                clock[0] += _HOUR
                start = time.perf_counter()
                try:
                    sign_in(state, email, "not the password", "192.0.2.1", "")
                except SignInRefused:
                    if turn:
                        each[kind].append((time.perf_counter() - start) * 1000)
        who = _who(state, made.number)
        state.close()
    return who, {kind: Times(tuple(times)) for kind, times in each.items()}


def _who(state: State, account: int) -> Times:
    with state.write() as db:
        secret = sessions.begin_session(db, account)
    times = []
    for _ in range(500):
        start = time.perf_counter()
        with state.read() as db:
            person_of_session(db, secret)
        times.append((time.perf_counter() - start) * 1000)
    return Times(tuple(times))


def _missing(home: Path, hidden: list[str]) -> dict[str, Times]:
    """A visitor asks for what is hidden and for what never was, by turns: both are 404."""
    kinds = ("hidden", "never was")
    each: dict[str, list[float]] = {kind: [] for kind in kinds}
    with serving(home) as server:
        client = server.client()
        for turn in range(11):
            for number, identifier in enumerate(hidden):
                pair = [(kinds[0], identifier), (kinds[1], f"n{identifier[1:-1]}x")]
                for kind, asked in pair if (number + turn) % 2 else reversed(pair):
                    start = time.perf_counter()
                    status = client.status(f"/d/{asked}")
                    assert status == 404, f"{status} for {kind}"
                    if turn:
                        each[kind].append((time.perf_counter() - start) * 1000)
        client.close()
    return {kind: Times(tuple(times)) for kind, times in each.items()}


def _cost_table(found: Access) -> str:
    rows = []
    for viewer in found.apart:
        for row in ROWS:
            apart, whole = found.apart[viewer][row], found.whole[viewer][row]
            rows.append([f"{viewer}: {row}", _both(apart), _both(whole), f"{100 * (apart.p50 / whole.p50 - 1):+.0f}%"])
        apart, whole = (
            Times(tuple(t for times in each[viewer].values() for t in times.each))
            for each in (found.apart, found.whole)
        )
        mean = sum(apart.each) / sum(whole.each)
        rows.append([f"{viewer}: **all rows, mean**", _both(apart), _both(whole), f"**{100 * (mean - 1):+.0f}%**"])
    return table(["", "kept apart", "whole", "cost"], rows)


def _time_table(found: Access) -> str:
    usual = found.sign_in["a wrong password"]
    rows = [
        [f"sign-in refused: {kind}", _both(times), *_compared(times, usual)] for kind, times in found.sign_in.items()
    ]
    never = found.missing["never was"]
    rows += [[f"404: {kind}", _both(times), *_compared(times, never)] for kind, times in found.missing.items()]
    return table(["", "ms", "longer than the usual one"], rows)


def _compared(times: Times, usual: Times) -> list[str]:
    if times is usual:
        return ["the usual one"]
    likely, z = longer(times, usual)
    return [f"{likely:.2f} ({z:+.1f})"]


def _both(times: Times) -> str:
    return f"{times.p50:.2f} / {times.p95:.2f}"
