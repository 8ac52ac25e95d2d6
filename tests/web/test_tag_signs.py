"""Tags that only signs tell apart: C, C++ and C#."""

from __future__ import annotations

import pytest

from kb.library.tagnames import TagNames
from kb.usecases.looking_after.tagging import rename_tags, tags_in_use


@pytest.fixture
def pages(library, site):
    library.document("old.md", "Of pointers.\n", id="0ld", title="Old", tags=["C"])
    library.document("newer.md", "Of templates.\n", id="n3wer", title="Newer", tags=["C++", "Plan"])
    library.document("newest.md", "Of garbage. #Q+ and #go\n", id="n3west", title="Newest", tags="C#, LGBTQ+")
    library.document("text.md", "We like #c++, not #c#; see #c.\n", id="t3xt", title="Text")
    return site()


ALL = {"0ld", "n3wer", "n3west", "t3xt"}


@pytest.mark.parametrize(
    ("tag", "label", "having"),
    [("c", "C", {"0ld"}), ("c-plus-plus", "C++", {"n3wer"}), ("c-sharp", "C#", {"n3west"})],
)
def test_each_has_a_page_a_filter_and_a_feed_of_its_own(pages, tag, label, having):
    having = having | {"t3xt"}
    page = pages.get(f"/tags/{tag}").text
    assert {each for each in ALL if f'href="/d/{each}/' in page} == having
    for parameters in ({"tag": tag}, {"tag": label}, {"q": f"tag:{label}"}, {"q": f"#{label}"}):
        found = pages.get("/api/v1/search", params=parameters).json()["results"]
        assert {each["id"] for each in found} == having, parameters
    feed = pages.get(f"/tags/{tag}/feed.json").json()["items"]
    assert {each["url"].split("/d/")[1].split("/")[0] for each in feed} == having
    assert f'href="/tags/{tag}"' in pages.get("/tags").text
    assert pages.get(f"/tags/{label.replace('#', '%23')}", follow_redirects=True).url.path == f"/tags/{tag}"


def test_an_address_from_before_leads_on_where_no_tag_has_it_now(pages):
    assert pages.get("/tags/lgbtq").headers["location"] == "/tags/lgbtq-plus"
    assert pages.get("/tags/lgbtq/feed.atom").headers["location"] == "/tags/lgbtq-plus/feed.atom"
    assert [each["id"] for each in pages.get("/api/v1/search?tag=lgbtq").json()["results"]] == ["n3west"]
    assert pages.get("/tags/plus").status_code == 404


def test_they_are_counted_and_renamed_apart(pages, library):
    parts = pages.app.state.parts
    counts = {each.slug: (each.labels[0], each.count) for each in tags_in_use(parts.library)}
    assert {name: counts[name] for name in ("c", "c-plus-plus", "c-sharp")} == {
        "c": ("C", 2), "c-plus-plus": ("C++", 2), "c-sharp": ("C#", 2)
    }  # fmt: skip
    rename_tags(parts.library, ["C++"], "Templates")
    assert "Templates" in (library.notes / "newer.md").read_text()
    assert "C#" in (library.notes / "newest.md").read_text()
    assert "Templates" not in (library.notes / "old.md").read_text()
    names = TagNames((("C#", ("C sharp", "CSharp")),))
    assert (names.tag("csharp").slug, names.tag("C"), names.contradictions) == ("c-sharp", None, [])
