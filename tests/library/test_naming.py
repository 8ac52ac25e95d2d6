"""Other names of tags in kb.yml: what they mean, and writing them with nothing else changed."""

import pytest

from kb.library.naming import SiteUnreadable, with_other_name, without_other_name
from kb.library.site import parse_site
from kb.library.tagnames import TagNames
from kb.model import Tag

BY_HAND = b"# Our site\r\ntitle: 'Peers'   # kept\r\nlabels: {decision: [agreed]}\r\n"

ADDED = {
    b"": b"tags:\n  buying: [SIBs]\n",
    b"title: A": b"title: A\ntags:\n  buying: [SIBs]\n",
    BY_HAND: BY_HAND + b"tags:\r\n  buying: [SIBs]\r\n",
    b"tags:\n\ntitle: A\n": b"tags:\n  buying: [SIBs]\n\ntitle: A\n",
    b"tags:\n    \"x\": [y] # why\n\n# end\ntitle: A\n": (
        b"tags:\n    \"x\": [y] # why\n    buying: [SIBs]\n\n# end\ntitle: A\n"
    ),
    b"tags: {x: [y]}\n": b"tags: {x: [y], buying: [SIBs]}\n",
    b"tags: {}\n": b"tags: {buying: [SIBs]}\n",
    b"tags:\n  Buying: ['a', b]  # two\n": b"tags:\n  Buying: ['a', b, SIBs]  # two\n",
    b"tags:\n  buying: []\n": b"tags:\n  buying: [SIBs]\n",
    b"tags:\n  buying: 'one'\n": b"tags:\n  buying: ['one', SIBs]\n",
    b"tags:\n  buying:\n    - a # first\n  x: y\n": b"tags:\n  buying:\n    - a # first\n    - SIBs\n  x: y\n",
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), ADDED.items())
def test_a_name_is_added_with_every_other_byte_as_it_was(before, after):
    assert with_other_name(before, "buying", "SIBs") == after
    assert parse_site(after.decode()).problems == ()


REMOVED = {
    b"tags:\n  buying: [SIBs]\n": b"",
    b"# a\ntags:  # b\n  buying: [sibs]  # c\ntitle: T # d\n": b"# a\ntitle: T # d\n",
    b"tags:\n  x: [y]\n  buying: SIBs\n# e\n": b"tags:\n  x: [y]\n# e\n",
    b"tags:\r\n  buying: ['a', SIBs] # c\r\n": b"tags:\r\n  buying: ['a'] # c\r\n",
    b"tags:\n  buying: [SIBs, a]\n": b"tags:\n  buying: [a]\n",
    b"tags:\n  buying:\n  - a\n  - SIBs\n": b"tags:\n  buying:\n  - a\n",
    b"tags: {x: [y], buying: [SIBs]}\n": b"tags: {x: [y]}\n",
    b"tags: {x: [y]}\n": b"tags: {x: [y]}\n",
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), REMOVED.items())
def test_a_name_is_taken_away_with_every_other_byte_as_it_was(before, after):
    assert without_other_name(before, "SIBs") == after


@pytest.mark.parametrize(
    "written",
    [
        b"{title: A}\n", b"tags: [a]\n", b"a: &x {b: [c]}\ntags: *x\n", b"title: a: b\n", b"\xff\xfet\x00",
        b"tags:\n  buying: |\n    a\n",
    ],
)  # fmt: skip
def test_what_cannot_be_changed_safely_is_left_and_said(written):
    with pytest.raises(SiteUnreadable):
        with_other_name(written, "buying", "SIBs")


def test_tags_of_kb_yml_are_read_and_what_contradicts_itself_is_said():
    site = parse_site("tags:\n  buying: [purchasing, 'getting, things']\n  Purchase: purchasing\n  '…': [x]\n")
    assert site.tags == (("buying", ("purchasing",)), ("Purchase", ("purchasing",)))
    assert [p.message.split(" ")[0] for p in site.problems] == ["“buying”", "“…”", "“purchasing”"]
    assert {p.line for p in site.problems} == {1}
    assert parse_site("tags: [a]").problems[0].message.startswith("“tags” must say")


def test_names_of_names_and_circles_have_one_meaning():
    names = TagNames((("B", ("C",)), ("A", ("B",)), ("C", ("A",))))
    assert names.of((Tag.named("c"), Tag.named("x"), Tag.named("b"))) == (Tag("a", "A", ("C", "B")), Tag("x", "x"))
    assert len(names.contradictions) == 1


def test_a_tag_written_by_its_own_name_keeps_its_label():
    names = TagNames((("market engagement", ("soft testing",)),))
    assert names.of((Tag.named("Soft-Testing"), Tag.named("Market Engagement"))) == (
        Tag("market-engagement", "Market Engagement", ("soft testing",)),
    )  # fmt: skip
