"""Adding keys to a file without touching anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import FrontMatterUnreadable, with_values
from kb.library.frontmatter import read_front_matter

FILES = {
    b"# Hello\n": b"---\nid: k7w3qd\n---\n# Hello\n",
    b"": b"---\nid: k7w3qd\n---\n",
    b"# Hello\r\n": b"---\r\nid: k7w3qd\r\n---\r\n# Hello\r\n",
    b"\xef\xbb\xbf# Hello\n": b"\xef\xbb\xbf---\nid: k7w3qd\n---\n# Hello\n",
    b"---\ntitle: x  # why\n---\ntext": b"---\ntitle: x  # why\nid: k7w3qd\n---\ntext",
    b"---\r\ntitle: x\r\n---\r\ntext": b"---\r\ntitle: x\r\nid: k7w3qd\r\n---\r\ntext",
    b"\xef\xbb\xbf---\ntitle: x\n...\ntext": b"\xef\xbb\xbf---\ntitle: x\nid: k7w3qd\n...\ntext",
    b"---\n---\ntext": b"---\nid: k7w3qd\n---\ntext",
    b"---\n  title: x\n---\n": b"---\n  title: x\n  id: k7w3qd\n---\n",
    b"---\ntext: |\n  a\n\n---\n": b"---\ntext: |\n  a\n\nid: k7w3qd\n---\n",
    b"---\nno: 1\nn: 1.10\n---\n": b"---\nno: 1\nn: 1.10\nid: k7w3qd\n---\n",
    b"---\n\nA rule.\n": b"---\nid: k7w3qd\n---\n---\n\nA rule.\n",
    b"# caf\xe9\n": b"---\nid: k7w3qd\n---\n# caf\xe9\n",
    b"---\nid: own\n---\n": b"---\nid: own\n---\n",
    b"---\nID: own\n---\n": b"---\nID: own\n---\n",
    b"---\nid:\n---\n": b"---\nid:\n---\n",
}


@pytest.mark.parametrize(("before", "after"), FILES.items())
def test_a_key_is_added_and_every_other_byte_kept(before, after):
    assert with_values(before, {"id": "k7w3qd"}) == after


@pytest.mark.parametrize(
    "content",
    [
        b"---\ntitle: a: b\n---\n",
        b"---\ntitle: x\n",
        b"+++\ntitle = 1\n+++\n",
        b"---\n{title: x}\n---\n",
        "---\ntitle: x\n---\n".encode("utf-16"),
    ],
)
def test_a_block_that_cannot_be_added_to_is_left_alone(content):
    with pytest.raises(FrontMatterUnreadable):
        with_values(content, {"id": "k7w3qd"})


VALUES = {
    "plain words": "plain words",
    "2020-03-31": "2020-03-31",
    "2020-06?": '"2020-06?"',
    "no": '"no"',
    "null": '"null"',
    "12:30": '"12:30"',
    "1e5": '"1e5"',
    "0123": '"0123"',
    "a: b": '"a: b"',
    "# x": '"# x"',
    'say "x"': '"say \\"x\\""',
    "été": '"été"',
    "": '""',
    "a\nb\x00": '"a\\x0ab\\x00"',
}


@pytest.mark.parametrize(("value", "written"), VALUES.items())
def test_a_value_is_written_so_that_every_yaml_reader_takes_it_for_text(value, written):
    assert with_values(b"", {"title": value}) == f"---\ntitle: {written}\n---\n".encode()


def test_a_list_is_written_in_one_line():
    assert with_values(b"", {"tags": ["market engagement", "a, b"]}) == (
        b'---\ntags: [market engagement, "a, b"]\n---\n'
    )


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
KEYS = st.sampled_from(["id", "group", "kind", "tags", "visibility"])


@given(
    body=TEXT,
    block=st.dictionaries(st.sampled_from(["title", "lead", "x-y"]), st.sampled_from(["a", "'b: c'", "[d, e]", ""])),
    newline=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
    values=st.dictionaries(KEYS, TEXT | st.lists(TEXT, max_size=3), min_size=1),
)
def test_what_is_added_is_read_back_and_all_else_is_as_it_was(body, block, newline, mark, values):
    lines = [f"{key}: {value}" for key, value in block.items()]
    text = newline.join(["---", *lines, "---", body]) if block else body
    before = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
    try:
        after = with_values(before, values)
    except FrontMatterUnreadable:
        assert not block  # the body itself may look like broken front matter
        return
    front, old = read_front_matter(after.decode()), read_front_matter(before.decode())
    assert front.values == {**old.values, **values}
    assert front.body == old.body
    kept = iter(after)
    assert all(byte in kept for byte in before), "some byte of the file is gone"
