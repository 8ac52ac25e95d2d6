"""Names that come from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.intake.names import safe_path
from kb.library import place


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("2020/notes.docx", "2020/notes.docx"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        (".hidden/a.txt", "hidden/a.txt"),
        ("a\x00b\x1bc.txt", "abc.txt"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("CON.txt", "CON_.txt"),
        ("aux", "aux_"),
        ("console.txt", "console.txt"),
        ("what: a *question*?.txt", "what- a -question-.txt"),
        ("ends. ", "ends"),
        ("...", ""),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_name_is_one_that_every_system_can_hold(name, safe):
    assert safe_path(name) == safe


@given(st.text(max_size=200))
def test_every_name_that_is_left_is_a_place_in_the_library(tmp_path_factory, name):
    if safe := safe_path(name):
        notes = tmp_path_factory.getbasetemp() / "notes"
        notes.mkdir(exist_ok=True)
        assert place(notes, safe).is_relative_to(notes)
