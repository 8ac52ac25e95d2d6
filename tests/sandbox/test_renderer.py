"""Pages made in a child process: as kb.markup makes them, in bounded time, each once, and nothing is left behind."""

import gc
import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from kb.markup import parse, render
from kb.sandbox import Renderer

TOO_LONG = "These notes are shown as plain text, because laying out their Markdown took too long."
FAILED = "These notes are shown as plain text, because their Markdown could not be laid out."

QUADRATIC = {
    "wiki brackets": "[[a" * 3_000,
    "brackets": "[" * 5_000,
    "tags": "<a " * 5_000,
    "pictures": "![x](" * 3_000,
    "nested divs": "<div>" * 20_000,
    "more brackets": "[" * 20_000,
    "quotes in quotes": ">" * 5_000,
    "items in items": "".join(f"{'  ' * n}- x\n" for n in range(500)),
    "emphasis": "*a **b " * 3_000,
    "footnotes": "".join(f"[^{n}] " for n in range(1_000)) + "".join(f"\n\n[^{n}]: x" for n in range(1_000)),
    "cells": "|a" * 1_000 + "\n" + "|-" * 1_000 + "\n" + ("|b" * 1_000 + "\n") * 20,
}
# The library needs longer than the time given for this one, on any machine.
ENDLESS = "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + ("|b" * 3_000 + "\n") * 60


@pytest.fixture
def renderer():
    with Renderer() as one:
        yield one


def children():
    living = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in living if "kb.sandbox.child" in " ".join(child.cmdline())]


def test_a_page_is_the_one_that_markup_makes(renderer):
    body = "# Title\n\n- [x] done\n\n## Été {#e}\n\n" + "word " * 60
    assert renderer.render(body, 1, "Title") == render(body, 1, "Title")


def test_the_parts_of_a_long_document(renderer):
    body = "\n\n".join(f"## Meeting {n}\n\n{'word ' * 1_000}" for n in range(60))
    assert [renderer.render(body, part) for part in (1, 2, 9)] == [render(body, part) for part in (1, 2, 9)]


@pytest.mark.parametrize("body", QUADRATIC.values(), ids=QUADRATIC.keys())
def test_text_made_to_hurt_is_answered_in_time_and_the_next_document_too(renderer, body):
    begun = time.monotonic()
    rendered = renderer.render(body)
    assert time.monotonic() - begun < 10
    assert rendered.html
    assert rendered.why in ("", TOO_LONG, FAILED)
    assert renderer.render("# After").html == '<h2 id="after">After</h2>'


def test_what_takes_too_long_is_shown_as_plain_text_with_its_anchors():
    with Renderer(timeout=0.2) as renderer:
        body = f"# Cells\n\n{'word ' * 900}\n\n{ENDLESS}"
        rendered = renderer.render(body)
        assert rendered.why == TOO_LONG
        assert '<pre class="plain">' in rendered.html
        assert all(f'id="{passage.anchor}"' in rendered.html for passage in parse(body).passages if passage.part == 1)
        assert renderer.render("after").html == "<p>after</p>"


def test_it_is_not_tried_again():
    with Renderer(timeout=0.3) as renderer:
        first = renderer.render(ENDLESS)
        begun = time.monotonic()
        assert renderer.render(ENDLESS) is first
        assert time.monotonic() - begun < 0.2


def test_a_child_that_dies_is_replaced(renderer):
    renderer.render("one")
    for child in children():
        child.kill()
        child.wait()
    assert renderer.render("two").html == "<p>two</p>"


def test_a_child_that_dies_at_work_costs_one_page(renderer):
    renderer.render("ready")
    (child,) = children()
    killer = threading.Timer(0.3, child.kill)
    killer.start()
    rendered = renderer.render(ENDLESS)
    killer.join()
    assert rendered.why in (FAILED, TOO_LONG)
    assert renderer.render("after").html == "<p>after</p>"


def test_a_revision_is_rendered_once_however_many_ask():
    with Renderer(timeout=30) as renderer:
        body = "\n\n".join(f"## {n}\n\n- item *{n}*" for n in range(1_000))
        pages = []
        threads = [threading.Thread(target=lambda: pages.append(renderer.render(body))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(pages) == 8
        assert len({id(page) for page in pages}) == 1


def test_many_threads_with_many_documents(renderer):
    pages = {}

    def ask(number):
        for n in range(20):
            pages[number, n] = renderer.render(f"text {number} {n}").html

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages == {(a, b): f"<p>text {a} {b}</p>" for a in range(6) for b in range(20)}
    assert len(children()) <= 2


def test_title_and_part_are_pages_of_their_own(renderer):
    assert renderer.render("# A").html != renderer.render("# A", 1, "A").html


def test_old_pages_make_room():
    with Renderer(most_bytes=20_000) as renderer:
        first = renderer.render("first")
        assert renderer.render("first") is first
        for n in range(20):
            renderer.render(f"{n} " + "word " * 400)
        assert renderer.render("first") is not first


@pytest.mark.parametrize("body", ["", "\x00", "\ud800 half", "😀 \u202e", "a\r\nb", "\ufeff# BOM"])
def test_odd_text(renderer, body):
    assert renderer.render(body) == render(body)


def test_no_child_runs_before_it_is_needed_or_after_it_is_closed():
    renderer = Renderer()
    assert children() == []
    renderer.render("text")
    assert len(children()) == 1
    renderer.close()
    assert children() == []
    assert renderer.render("text").html == "<p>text</p>"  # made already
    assert renderer.render("other").why.startswith("These notes are shown as plain text, because the server")
    renderer.close()


def test_a_renderer_that_is_forgotten_ends_its_children():
    renderer = Renderer()
    renderer.render("text")
    del renderer
    gc.collect()
    assert children() == []


def test_children_end_with_their_parent():
    program = (
        "import os; from kb.sandbox import Renderer; r = Renderer(); r.render('x'); "
        "import psutil; print(psutil.Process().children()[0].pid, flush=True); os._exit(1)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60)
    pid = int(run.stdout)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)


def test_the_child_has_limits_and_nothing_secret(renderer, monkeypatch):
    monkeypatch.setenv("KB_SMTP_URL", "smtp://secret")
    renderer.render("text")
    (child,) = children()
    assert child.rlimit(psutil.RLIMIT_AS)[0] < 2**31
    assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_NPROC) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_CPU)[0] < 60
    assert not any(name.startswith("KB_") for name in child.environ())
