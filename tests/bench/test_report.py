"""docs/benchmarks.md: each command writes its own part and leaves the others alone."""

from __future__ import annotations

from pathlib import Path

from bench.report import DOCUMENT, machine, table, write_section


def test_a_part_is_replaced_between_its_markers(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("# Benchmarks\n\n<!-- a: begin -->\nold\n<!-- a: end -->\n\nWritten by hand.\n")
    write_section(document, "a", "new")
    write_section(document, "a", "newer")
    assert document.read_text() == (
        "# Benchmarks\n\n<!-- a: begin -->\n\nnewer\n\n<!-- a: end -->\n\nWritten by hand.\n"
    )


def test_a_new_part_comes_last(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    write_section(document, "a", "one")
    write_section(document, "b", "two")
    write_section(document, "a", "three")
    text = document.read_text()
    assert text.startswith("# Benchmarks\n")
    assert text.index("three") < text.index("two")
    assert "one" not in text


def test_the_document_of_the_checkout_has_a_place_for_each_part() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(
        f"<!-- {part}: {edge} -->" in text for part in ("speed", "relevance", "inference") for edge in ("begin", "end")
    )


def test_numbers_stand_to_the_right() -> None:
    assert table(["", "ms"], [["one word", "2"]]) == "|  | ms |\n| --- | ---: |\n| one word | 2 |"


def test_the_machine_is_described_without_its_name() -> None:
    import platform

    assert "cores" in machine()
    assert platform.node() not in machine()
