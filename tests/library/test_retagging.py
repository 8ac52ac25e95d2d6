"""Renaming tags in a file without touching anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import FrontMatterUnreadable, with_tags_renamed
from kb.library.frontmatter import read_front_matter
from kb.library.values import as_tags

RENAMED = {"old-name": "new"}

FILES = {
    b"---\ntags: [Old name, b]  # why\nx: 1\n---\n#old-name\n": b"---\ntags: [new, b]  # why\nx: 1\n---\n#old-name\n",
    b"---\r\ntags:\r\n  - a\r\n  - 'old-name' # c\r\n---\r\n": b"---\r\ntags:\r\n  - a\r\n  - 'new' # c\r\n---\r\n",
    b'\xef\xbb\xbf---\ncategories: ["OLD NAME"]\n---\n': b'\xef\xbb\xbf---\ncategories: ["new"]\n---\n',
    b"---\nTags: a, old name ,b\n---\n": b"---\nTags: a, new ,b\n---\n",
    b'---\ntags: "a, old name"\n---\n': b'---\ntags: "a, new"\n---\n',
    b"---\ntag: old name\ntitle: old name\n---\n": b"---\ntag: new\ntitle: old name\n---\n",
    b"---\ntags: [new, old-name]\n---\n": b"---\ntags: [new]\n---\n",
    b"---\ntags: [old-name, x, new]\n---\n": b"---\ntags: [x, new]\n---\n",
    b"---\ntags:\n- old-name\n- new\n---\n": b"---\ntags:\n- new\n---\n",
    b"---\ntags: [a]\n---\n#old-name\n": b"---\ntags: [a]\n---\n#old-name\n",
    b"No front matter, caf\xe9": b"No front matter, caf\xe9",
}


@pytest.mark.parametrize(("before", "after"), FILES.items())
def test_only_the_bytes_of_the_tag_change(before, after):
    assert with_tags_renamed(before, RENAMED) == after


@pytest.mark.parametrize("content", [b"---\ntags: [old-name\n---\n", b"---\na: &x [old-name]\ntags: *x\n---\n"])
def test_what_cannot_be_changed_safely_is_refused(content):
    with pytest.raises(FrontMatterUnreadable):
        with_tags_renamed(content, RENAMED)


LABELS = st.sampled_from(["a", "old name", "Old-Name", "new", "b c", "x"])
BREAKS = st.sampled_from(["\n", "\r\n"])


@given(
    st.lists(LABELS, min_size=1, max_size=5),
    st.sampled_from(["flow", "block", "single", "double", "comma"]),
    BREAKS,
    st.text("ab #:\n'\"", max_size=20),
)
def test_everything_but_the_tag_is_byte_equal(labels, form, line_break, body):
    quote = {"single": "'", "double": '"'}.get(form, "")
    items = [f"{quote}{label}{quote}" for label in labels]
    value = {"block": "\n  - " + "\n  - ".join(items), "comma": " " + ", ".join(items)}.get(
        form, f" [{', '.join(items)}]"
    )
    text = f"---\ntitle: old name  # old name\ntags:{value}\nold name: kept\n---\n{body}".replace("\n", line_break)
    changed = with_tags_renamed(text.encode(), RENAMED).decode()
    before, after = read_front_matter(text), read_front_matter(changed)
    slugs = ["new" if tag.slug == "old-name" else tag.slug for tag in as_tags(before.values["tags"])[0]]
    assert {tag.slug for tag in as_tags(after.values["tags"])[0]} == set(slugs)
    if (
        not {"old-name", "new"} <= {tag.slug for tag in as_tags(before.values["tags"])[0]}
        and labels.count("old name") + labels.count("Old-Name") == 1
    ):
        assert changed == text.replace(
            f"tags:{value}".replace("\n", line_break),
            f"tags:{value}".replace("\n", line_break).replace("old name", "new").replace("Old-Name", "new"),
        )
    head, tail = text.split("tags:")[0], "old name: kept" + text.split("old name: kept", 1)[1]
    assert changed.startswith(head)
    assert changed.endswith(tail)
