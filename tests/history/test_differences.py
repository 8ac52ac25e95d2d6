"""What is different between two texts, and what two people made of one."""

from hypothesis import given
from hypothesis import strategies as st

from kb.history import Piece, merge_lines, side_by_side, word_differences

TEXTS = st.lists(st.sampled_from(["a ", "b", "c\n", "\n\n", "é", ", ", "the end\n", " "])).map("".join)
LINES = st.lists(st.sampled_from("abcd"), max_size=8).map(lambda lines: "".join(f"{line}\n" for line in lines))


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts_whole(old, new):
    pieces = word_differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(piece.kind == "same" for piece in word_differences(text, text))
    assert all(row.same for row in side_by_side(text, text))


@given(TEXTS, TEXTS)
def test_side_by_side_no_word_is_lost(left, right):
    rows = side_by_side(left, right)
    for side, text in (([row.left for row in rows], left), ([row.right for row in rows], right)):
        words = "".join("".join(piece.text for piece in pieces) for pieces in side)
        assert "".join(words.split()) == "".join(text.split())


def test_a_changed_word_is_told_by_itself():
    assert word_differences("We met on Monday.\nAll well.\n", "We met on Tuesday.\nAll well.\n") == [
        Piece("same", "We met on "),
        Piece("gone", "Monday"),
        Piece("new", "Tuesday"),
        Piece("same", ".\n"),
        Piece("same", "All well.\n"),
    ]


def test_texts_too_long_to_compare_by_words_are_shown_as_wholly_different():
    old, new = ("".join(f"{word}{n} " for n in range(9000)) for word in ("a", "b"))
    assert [piece.kind for piece in word_differences(old, new)] == ["gone", "new"]


def test_changes_in_different_places_are_put_together():
    base = "# Call\n\nFirst.\n\nSecond.\n"
    assert merge_lines(base, base.replace("First", "1st"), base.replace("Second", "2nd")) == "# Call\n\n1st.\n\n2nd.\n"


def test_changes_in_one_place_are_not():
    assert merge_lines("a\n", "b\n", "c\n") is None
    assert merge_lines("a\nb\n", "a\n", "a\nc\n") is None


@given(LINES, LINES, LINES)
def test_a_merge_is_the_same_from_both_sides_and_keeps_what_one_alone_did(base, mine, theirs):
    merged = merge_lines(base, mine, theirs)
    assert merge_lines(base, mine, base) == mine
    assert merge_lines(base, base, theirs) == theirs
    assert merge_lines(base, mine, mine) == mine
    if merged is not None:
        new = {line for text in (mine, theirs) for line in text.splitlines()} - set(base.splitlines())
        assert new <= set(merged.splitlines())


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.data())
def test_whoever_changes_other_lines_never_meets(lines, data):
    """Each line has its own words, so it is known which is which."""
    base = [f"line {n} {line}\n" for n, line in enumerate(lines)]
    one = data.draw(st.sets(st.integers(0, len(base) - 1)))
    other = {n for n in range(len(base)) if not {n - 1, n, n + 1} & one}
    mine = [f"mine {n}\n" if n in one else line for n, line in enumerate(base)]
    theirs = [f"theirs {n}\n" if n in other else line for n, line in enumerate(base)]
    both = [mine[n] if n in one else theirs[n] for n in range(len(base))]
    assert merge_lines("".join(base), "".join(mine), "".join(theirs)) == "".join(both)
