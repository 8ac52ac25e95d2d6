"""What only the system's own Python has is found, where it is made for a Python such as ours."""

from __future__ import annotations

import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from bench.engines import system


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that the system's Python knows and ours does not."""
    folder = tmp_path / "packages"
    folder.mkdir()
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr("os.defpath", str(tmp_path))
    system._folder.cache_clear()
    return folder


def a_package(folder: Path, name: str, suffix: str) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text("word = 'treacle'\n")
    (folder / name / f"_{name}{suffix}").touch()


def test_a_package_of_the_system_is_loaded_and_nothing_else_comes_within_reach(packages: Path):
    a_package(packages, "kb_of_the_system", EXTENSION_SUFFIXES[0])
    before = list(sys.path)
    assert system.has("kb_of_the_system", "_kb_of_the_system")
    assert system.load("kb_of_the_system", "_kb_of_the_system").word == "treacle"
    assert sys.path == before


def test_a_package_compiled_for_another_python_is_not_there(packages: Path):
    a_package(packages, "kb_of_another", ".cpython-27-x86_64-linux-gnu.so")
    assert not system.has("kb_of_another", "_kb_of_another")
    with pytest.raises(ImportError):
        system.load("kb_of_another", "_kb_of_another")


def test_what_nobody_has_is_not_there_nor_is_anything_where_the_system_has_no_python(
    packages: Path, monkeypatch: pytest.MonkeyPatch
):
    assert not system.has("kb_of_nobody", "_kb_of_nobody")
    a_package(packages, "kb_without_python", EXTENSION_SUFFIXES[0])
    monkeypatch.setattr("os.defpath", str(packages))
    assert not system.has("kb_without_python", "_kb_without_python")


def test_what_our_python_has_needs_nothing_of_the_system():
    assert system.has("sqlite3", "")
    assert system.load("sqlite3", "").sqlite_version
