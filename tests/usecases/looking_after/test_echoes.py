"""What is purged is known again in what somebody else writes, and only that goes."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.people import accounts
from kb.people.unsaved import keep_unsaved, rewrite_unsaved, unsaved
from kb.usecases.looking_after.echoes import Words, ready_for_unsaved

SAID = b"## Ideas\n\nOne two three four five six seven *eight*.\n\nShort one.\n\n## Next\n\nA b c d e f g h i.\n"
RULE = "This meeting is held under the rule that nobody names anybody."
SAME = "one two\nthree FOUR five, six seven eight"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"Mine.\n\n{SAME}\n\nYours.", "Mine.\n\n\n\nYours."),
        (f"Mine.\r\n\r\n> So: {SAME}; and on.\r\n \r\nYours.\n", "Mine.\r\n\r\n\r\n \r\nYours.\n"),
        ("Mine.\n\nOne two three four\n\nfive six seven eight\n\nYours.", "Mine.\n\n\n\nYours."),
        (f"{SAME}\n\n{SAME}", "\n\n"),
        (SAME, ""),
        (
            "One two three four five six seven.\r\n\r\nShort one.",
            "One two three four five six seven.\r\n\r\nShort one.",
        ),
        ("Stone two three four five six seven eight", "Stone two three four five six seven eight"),
        ("A b c d e f g h i.", "A b c d e f g h i."),
        ("", ""),
    ],
)
def test_only_paragraphs_that_have_a_whole_one_of_it_go(written, left):
    assert Words([SAID], "ideas").without(written) == left


def test_of_a_whole_document_every_paragraph_counts_in_every_version():
    words = Words([SAID, b"---\nbroken: [\n---\n\nWhat it said once upon a time, before that."], "")
    assert words.are_in("A B C D E F G H I")
    assert words.are_in("what it said once upon a time before that")
    assert not words.are_in("Ideas. Short one. Next.")


@pytest.mark.parametrize(
    "said",
    [
        "会议记录显示参加者同意在下个月之前完成所有的采购文件。",
        "参加者は来月までにすべての調達書類を完成させることに同意しました。",
        "ผู้เข้าร่วมประชุมตกลงที่จะจัดทำเอกสารทั้งหมดให้เสร็จภายในเดือนหน้า",
    ],
)
def test_where_words_stand_unspaced_letters_count(said):
    words = Words([f"First.\n\n{said}\n\n{said[:9]}".encode()], "")
    written = f"Mine.\n\n「{said[:20]}\n{said[20:]}」\n\n{said[:9]}"
    assert words.without(written) == f"Mine.\n\n\n\n{said[:9]}"


def test_what_comes_together_once_something_has_gone_goes_too():
    words = Words([f"{SAME}\n\n{RULE}".encode()], "")
    written = f"Mine.\n\nOne two three four\n\n{RULE}\n\nfive six seven eight\n\nYours."
    assert words.without(written) == "Mine.\n\n\n\nYours."


def test_marks_neither_make_words_nor_hide_them():
    said = "Ça là été déjà où même père île."
    words = Words([unicodedata.normalize("NFD", said).encode(), "हिन्दी में लिखिए".encode()], "")
    assert words.are_in(unicodedata.normalize("NFC", said))
    assert not words.are_in("हिन्दी में लिखिए")


def test_what_the_library_says_elsewhere_too_is_nobodys_echo():
    asked = []

    def elsewhere():
        asked.append(1)
        return [f"---\ntitle: Another\n---\n\n> {RULE.upper()} And more.".encode(), b"\xff"]

    words = Words([f"{RULE}\n\n{RULE} {SAME}.\n\n{SAME}".encode()], "", elsewhere)
    assert words.without("Mine, of eight words or more, as said.") == "Mine, of eight words or more, as said."
    assert not asked
    assert words.without(f"Mine.\n\n{RULE}\n\n{SAME}\n\n{RULE}\n\nMine.") == f"Mine.\n\n{RULE}\n\n\n\n{RULE}\n\nMine."
    assert not words.are_in(RULE)
    assert words.are_in(f"{RULE}\n\n{SAME}")
    assert asked == [1]


FEW = st.lists(st.sampled_from("ab"), min_size=8, max_size=10).map(" ".join)
BETWEEN = st.sampled_from(["\n\n", "\r\n\r\n", "\n \t\n\n", "\r\n \n"])
WRITTEN = st.lists(
    st.one_of(FEW, st.text("aAb *", max_size=9), st.sampled_from(["Mine é.", "mine\r\nmine"])), max_size=9
)


@given(st.lists(FEW, min_size=1, max_size=3), WRITTEN, st.data())
def test_what_is_left_has_none_of_it_and_is_as_it_was(said, written, data):
    between = [data.draw(BETWEEN) for _ in written]
    text = "".join(map("".join, zip(written, between, strict=True)))
    words = Words(["\n\n".join(said).encode()], "")
    left = words.without(text)
    assert not _has(left, said)
    assert words.without(left) == left
    assert left == text or _has(text, said)
    for before, after in zip(_others(text), _others(left), strict=True):
        assert after[1] == before[1]
        assert after[0].endswith(before[0])
        assert after[2].startswith(before[2])


def _has(text, said):
    plain = f" {' '.join(re.findall('[a-z]+', text.casefold()))} "
    return any(f" {each} " in plain for each in said)


def _others(text):
    """The paragraphs that have nothing of it, each with what stands before it and after it."""
    pieces = ["", *re.split(r"((?:\r?\n[ \t]*){2,})", text), ""]
    return [pieces[at - 1 : at + 2] for at, piece in enumerate(pieces) if "ine" in piece]


def test_a_long_copy_goes_in_one_walk():
    said = "\n\n".join(" ".join(f"w{at * 7 % 3001 + word}" for word in range(30)) for at in range(8000))
    assert Words([said.encode()], "").without(f"{said}\n\nMine.").strip() == "Mine."


def test_forms_are_gone_through_before_anybody_has_to_wait_and_what_changed_since_is_too(state):
    with state.write() as db:
        ann = accounts.create_account(db, "ann@example.org").number
        keep_unsaved(db, ann, "one", "", "One", {"title": "One", "text": f"Ours.\n\n{SAME}"})
        keep_unsaved(db, ann, "two", "", "Two", {"title": "Two", "text": "Nothing yet."})

    def elsewhere():
        with state.write() as db:
            keep_unsaved(db, ann, "two", "", "Two", {"title": "Two", "text": f"{SAME}\n\nSince."})
        return [b"Nothing."]

    without = ready_for_unsaved(state, Words([SAID], "ideas", elsewhere))
    with state.write() as db:
        assert rewrite_unsaved(db, without) == 2
    with state.read() as db:
        assert [unsaved(db, ann, key).fields["text"] for key in ("one", "two")] == ["Ours.\n\n", "\n\nSince."]
