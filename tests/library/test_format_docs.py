"""docs/library-format.md says what the program does."""

import re
from pathlib import Path

import pytest

from kb.library.facts import KNOWN_KEYS
from kb.library.files import LARGEST
from kb.library.frontmatter import read_front_matter
from kb.library.namedates import date_of_path
from kb.library.rules import date_by_pattern
from kb.library.site import KEYS, RULE_KEYS, parse_site

DOCS = (Path(__file__).parents[2] / "docs" / "library-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
PATTERNS = re.findall(r"^\| `([^`]+\.md)` \| `\"([^`]+)\"` \|$", DOCS, re.MULTILINE)


@pytest.mark.parametrize("key", sorted({*KNOWN_KEYS, *KEYS, *RULE_KEYS}))
def test_every_key_is_explained(key):
    assert f"`{key}`" in DOCS


def test_the_examples_are_read_without_a_complaint():
    front, site = EXAMPLES
    assert set(read_front_matter(front).values) <= KNOWN_KEYS
    assert parse_site(site).problems == ()
    assert len(parse_site(site).rules) == 2


@pytest.mark.parametrize(("file", "pattern"), PATTERNS)
def test_the_patterns_read_the_names_beside_them(file, pattern):
    assert date_by_pattern(pattern, file).iso == "2020-11-05"


def test_the_names_with_dates_have_dates():
    paragraph = DOCS.split("1. **The file's name**:")[1].split("\n2. ")[0]
    names = re.findall(r"`([^`]+)`", paragraph)
    assert len(names) == 11
    assert all(date_of_path((), name) for name in names)


def test_the_largest_size_is_the_one_that_is_read():
    assert f"larger than {LARGEST // 1_000_000} MB" in DOCS
