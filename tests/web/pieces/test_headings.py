"""A link beside each heading, so that its place can be passed on."""

from __future__ import annotations

from html import escape

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.web.pieces.headings import with_heading_links


def links_of(html: str) -> dict[str, str]:
    page = lxml.html.fromstring(f"<div>{with_heading_links(html)}</div>")
    return {a.get("href"): a.get("aria-label") for a in page.find_class("to-here")}


def test_a_heading_gets_a_link_to_itself_that_says_where_it_leads():
    assert links_of('<h2 id="staying-fair">Staying fair</h2><p>Publish it.</p>') == {
        "#staying-fair": "Link to “Staying fair”"
    }


def test_the_heading_itself_is_left_as_it_was_written():
    heading = '<h3 class="note" id="a">Why <em>early</em></h3>'
    assert heading in with_heading_links(heading)


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ('<h2 id="a"><a href="/d/1">A</a> and <mark id="kb-match-1">B</mark></h2>', "Link to “A and B”"),
        ('<h2 id="a">He said "yes"</h2>', 'Link to “He said "yes"”'),
        ('<h2 id="a">Fish &amp; &lt;chips&gt;</h2>', "Link to “Fish & <chips>”"),
        ('<h2 id="a">over\ntwo lines</h2>', "Link to “over two lines”"),
    ],
)
def test_its_name_is_the_words_of_the_heading_and_nothing_of_its_markup(html, label):
    assert links_of(html) == {"#a": label}


@pytest.mark.parametrize("html", ["<h2>No anchor</h2>", '<p id="a">No heading</p>', '<h1 id="a">The title</h1>', ""])
def test_what_has_no_anchor_or_is_no_heading_stays_as_it_is(html):
    assert with_heading_links(html) == html


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_whatever_a_heading_says_it_stays_within_the_name_of_its_link(words):
    html = with_heading_links(f'<h2 id="a">{escape(words, quote=False)}</h2>')
    page = lxml.html.fromstring(f"<div>{html}</div>")
    (link,) = page.find_class("to-here")
    assert link.get("aria-label") == f"Link to “{' '.join(words.split())}”"
    assert sorted(link.attrib) == ["aria-label", "class", "href"]
