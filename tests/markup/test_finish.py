"""What is done for each request: links resolved for a viewer, matches marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from kb.markup import Reference, finish, render


def nothing(reference):
    return None


def finding(word):
    return lambda text: [found.span() for found in re.finditer(re.escape(word), text)]


@pytest.mark.parametrize(
    ("markdown", "reference"),
    [
        ("[a](../b%20c.md#part)", Reference("../b c.md", "part", wiki=False, image=False)),
        ("[a](<b c.md>)", Reference("b c.md", "", wiki=False, image=False)),
        ("[a](/from/the/root.md)", Reference("/from/the/root.md", "", wiki=False, image=False)),
        ("[a](b.md?plain=1)", Reference("b.md", "", wiki=False, image=False)),
        ("[[Märket & more]]", Reference("Märket & more", "", wiki=True, image=False)),
        ("[[Title#A Heading|x]]", Reference("Title", "a-heading", wiki=True, image=False)),
        ("![alt](pic.png)", Reference("pic.png", "", wiki=False, image=True)),
        ('<a href="b.md">x</a>', Reference("b.md", "", wiki=False, image=False)),
        ('<img src="b/c.png" alt="x">', Reference("b/c.png", "", wiki=False, image=True)),
    ],
)
def test_a_resolver_gets_what_was_written(markdown, reference):
    asked = []
    finish(render(markdown).html, asked.append)
    assert asked == [reference]


@pytest.mark.parametrize(
    "markdown", ["[a](https://e.org)", "[a](mailto:a@b.c)", "[a](#x)", "text", "![a](https://e.org/p.png)"]
)
def test_other_links_are_not_asked_for(markdown):
    finish(render(markdown).html, lambda reference: pytest.fail(f"asked for {reference}"))


def test_a_link_gets_its_address():
    html = finish(render("[*a*](b.md)").html, lambda _: "/d/x/y?q=1&p=2#z").html
    assert html == '<p><a href="/d/x/y?q=1&amp;p=2#z"><em>a</em></a></p>'


def test_a_link_to_nothing_leaves_its_text_and_a_picture_its_alternative():
    html = finish(render("[*a*](b.md) and ![pic <b>](c.png) and [x](https://e.org)").html, nothing).html
    assert html == ('<p><em>a</em> and pic &lt;b&gt; and <a href="https://e.org" rel="noopener nofollow">x</a></p>')


def test_matches_are_marked_and_numbered():
    finished = finish(render("Early market talk.\n\n- market").html, nothing, finding("market"))
    assert finished.html == (
        '<p>Early <mark id="kb-match-1">market</mark> talk.</p>\n'
        '<ul>\n<li><mark id="kb-match-2">market</mark></li>\n</ul>'
    )
    assert finished.marks == 2


def test_a_match_across_emphasis_is_one_match():
    finished = finish(render("early **market** engagement").html, nothing, finding("early market engagement"))
    assert finished.html == (
        '<p><mark id="kb-match-1">early </mark><strong><mark>market</mark></strong><mark> engagement</mark></p>'
    )
    assert finished.marks == 1


def test_words_of_two_paragraphs_are_apart():
    seen = []
    finish(render("one\n\ntwo *three*").html, nothing, lambda text: seen.append(text) or [])
    assert seen[0].split("\n") == ["", "one", "", "", "two three", ""]


def test_special_characters_stay_text():
    finished = finish(render("a &lt;b&gt; & c").html, nothing, finding("<b> &"))
    assert finished.html == '<p>a <mark id="kb-match-1">&lt;b&gt; &amp;</mark> c</p>'


@pytest.mark.parametrize("spans", [[], [(5, 2)], [(-3, 0)], [(900, 999)], [(0, 0)]])
def test_spans_that_say_nothing_mark_nothing(spans):
    assert finish("<p>text</p>", nothing, lambda _: spans).marks == 0


@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8))
def test_marking_never_changes_the_text(spans):
    html = render("one **two *three* four** `five` [six](https://e.org) &amp; seven\n\n- eight\n- nine").html
    finished = finish(html, nothing, lambda _: spans)
    before, after = (lxml_html.fromstring(f"<div>{one}</div>") for one in (html, finished.html))
    assert before.text_content() == after.text_content()
    numbers = [int(found) for found in re.findall(r'id="kb-match-(\d+)"', finished.html)]
    assert numbers == list(range(1, finished.marks + 1))


def test_a_recording_that_is_shown_as_a_picture_gets_a_player():
    html = render('![The "call"](call.mp3)\n\n![](film.MP4)\n\n![x](gone.mp3)\n').html
    shown = finish(html, lambda link: None if "gone" in link.target else f"/files/{link.target}").html
    assert '<audio controls preload="none" src="/files/call.mp3" aria-label="The &quot;call&quot;"></audio>' in shown
    assert '<video controls preload="none" src="/files/film.MP4"></video>' in shown
    assert "x" in shown
    assert "gone" not in shown
