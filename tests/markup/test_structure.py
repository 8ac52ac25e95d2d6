"""Taking a text apart: headings, passages, links, tags."""

import pytest

from kb.markup import parse
from kb.model import Heading, Link, PartialDate

SENTENCE = "We agreed that early market engagement helps small suppliers to prepare. "  # 11 words


def words(count):
    return " ".join(f"word{number}" for number in range(count))


def anchors(body, **given):
    return [passage.anchor for passage in parse(body, **given).passages]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# Title", [(1, "Title", "title")]),
        ("###### Six ######", [(6, "Six", "six")]),
        ("Title\n=====\n\nSub\n---", [(1, "Title", "title"), (2, "Sub", "sub")]),
        ("##Heading without a space", [(2, "Heading without a space", "heading-without-a-space")]),
        ("#tag", []),
        ("#tag and words", []),
        ("#172: an issue", []),
        ("# ", []),
        ("    # indented code", []),
        ("```\n# in code\n```", []),
        ("~~~ python\n# in code\n~~~\n# out", [(1, "out", "out")]),
        ("```\n# the fence is never closed", [(1, "the fence is never closed", "the-fence-is-never-closed")]),
        ("<!--\n# in a comment\n-->\n# out", [(1, "out", "out")]),
        ("<!-- never closed\n# out", [(1, "out", "out")]),
        ("text\n# no blank line needed\ntext", [(1, "no blank line needed", "no-blank-line-needed")]),
        ("- item\n## After a list", [(2, "After a list", "after-a-list")]),
        ("<div>\n# After HTML", [(1, "After HTML", "after-html")]),
        ("two lines\nof text\n---", []),
        ("| a | b |\n|---|---|", []),
        ('<h2 id="x">HTML *heading*</h2>', [(2, "HTML heading", "x")]),
        ("# `code` and **bold** [link](u) ![alt](p) &amp; <b>tag</b>",
         [(1, "code and bold link alt & tag", "code-and-bold-link-alt-tag")]),
        ("# C#", [(1, "C#", "c")]),
        ("# Explicit {#own-id}", [(1, "Explicit", "own-id")]),
        ("# Kramdown {: #own .class}", [(1, "Kramdown", "own")]),
        ("# Twice\n# Twice\n# Twice", [(1, "Twice", "twice"), (1, "Twice", "twice-2"), (1, "Twice", "twice-3")]),
        ("# !!!", [(1, "!!!", "section")]),
        ("# Location", [(1, "Location", "section-location")]),
        ("# KB-main", [(1, "KB-main", "section-kb-main")]),
        ("# x {#kb-match-1}", [(1, "x", "section-kb-match-1")]),
        ("# Überblick für alle", [(1, "Überblick für alle", "uberblick-fur-alle")]),
        ("# 会議", [(1, "会議", "会議")]),
        ("# a\r\n\r\n# b\r\n", [(1, "a", "a"), (1, "b", "b")]),
    ],
)  # fmt: skip
def test_headings(body, expected):
    assert parse(body).headings == tuple(Heading(*one) for one in expected)


def test_an_explicit_id_wins_over_the_slug_of_an_earlier_heading():
    assert [h.anchor for h in parse("# Notes\n\n# Other {#notes}").headings] == ["notes-2", "notes"]


def test_each_heading_begins_a_passage():
    structure = parse(f"# Title\n\n{words(30)}\n\n## Discussion\n\n{words(40)}\n\n### Budget\n\n{words(30)}")
    assert [(p.anchor, p.heading, p.parents) for p in structure.passages] == [
        ("title", "Title", ()),
        ("discussion", "Discussion", ("Title",)),
        ("budget", "Budget", ("Title", "Discussion")),
    ]


def test_what_stands_before_the_first_heading_is_the_top_of_the_document():
    first = parse(f"{words(30)}\n\n# Later\n\n{words(30)}").passages[0]
    assert (first.anchor, first.heading, first.text) == ("", "", words(30))


def test_a_very_short_section_joins_the_one_it_belongs_to_and_its_heading_stays_findable():
    body = f"# Title\n\n{words(30)}\n\n## Next meeting\n\nIn June.\n\n## Actions\n\n{words(30)}"
    structure = parse(body)
    assert [p.anchor for p in structure.passages] == ["title", "actions"]
    assert structure.passages[0].text.endswith("Next meeting\nIn June.")


def test_a_short_section_does_not_join_one_of_another_parent():
    body = f"# A\n\n{words(30)}\n\n## A1\n\n{words(30)}\n\n# B\n\nshort"
    assert anchors(body) == ["a", "a1", "b"]


def test_no_heading_is_lost_however_short_all_is():
    body = "\n".join(f"## Point {number}" for number in range(500))
    structure = parse(body)
    said = " ".join(f"{p.heading} {p.text}" for p in structure.passages)
    assert all(f"Point {number}" in said for number in range(500))
    assert max(len(p.text.split()) for p in structure.passages) < 500


def test_a_long_section_is_divided_at_paragraphs():
    body = "# Long\n\n" + "\n\n".join(SENTENCE * 9 for _ in range(10))
    passages = parse(body).passages
    assert [p.anchor for p in passages] == ["long", "long~2", "long~3", "long~4"]
    assert all(150 < len(p.text.split()) < 400 for p in passages)
    assert {p.heading for p in passages} == {"Long"}


@pytest.mark.parametrize(
    "body",
    [
        words(3_000),
        SENTENCE * 300,
        "\n".join(words(10) for _ in range(300)),
        "\n".join(f"- {words(10)}" for _ in range(300)),
        "\n".join(f"> {words(10)}" for _ in range(300)),
        "| a | b |\n|---|---|\n" + "\n".join(f"| x | {words(10)} |" for _ in range(300)),
        "```\n" + "\n".join(words(10) for _ in range(300)) + "\n```",
        "\n".join(f"    {words(10)}" for _ in range(300)),
        "\n".join(f"Chair: {words(10)}" for _ in range(300)),
        "<table><tr>" + f"<td>{words(10)}</td>" * 300 + "</tr></table>",
        "知識" * 20_000,
    ],
    ids=["wall", "sentences", "lines", "list", "quote", "table", "code", "indented", "turns", "html", "no blanks"],
)
def test_a_wall_of_text_still_gets_passages(body):
    passages = parse(body).passages
    assert len(passages) >= 5
    assert all(0 < len(p.text) < 6_000 for p in passages)
    assert "".join("".join(p.text.split()) for p in passages).count("word9") == body.count("word9")


def test_a_wall_is_divided_between_sentences():
    assert all(p.text.endswith("prepare.") for p in parse(SENTENCE * 200).passages)


def test_a_paragraphs_own_id_is_the_anchor_of_a_passage_that_begins_there():
    turns = "\n\n".join(f"**Speaker {n % 3}:** {words(60)}\n{{#t{n}}}" for n in range(20))
    found = parse(f"## Discussion {{#s01}}\n\n{turns}")
    assert found.passages[0].anchor == "s01"
    assert len(found.passages) > 3
    assert all(p.anchor.startswith("t") for p in found.passages[1:])
    assert found.passages[0].text.startswith("Speaker 0: word0")
    assert "{#" not in found.passages[0].text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("one\ntwo", "one two"),
        ("one\n\ntwo", "one\ntwo"),
        ("- one\n- two\n  - three", "one\ntwo\nthree"),
        ("- [ ] open\n- [x] done", "open\ndone"),
        ("1. first\n2) second", "first\nsecond"),
        ("Chair: welcome\nLead: thanks", "Chair: welcome\nLead: thanks"),
        ("| Name | Role |\n|---|---|\n| A | `b|c` |", "Name Role\nA b c"),
        ("![a picture](x.png) and [a link](http://example.org/long)", "a picture and a link"),
        ("<https://example.org>", "https://example.org"),
        ("[[Title|label]] [[Other#Part]]", "label Other Part"),
        ("text[^1] {: .lead }\n\n[^1]: The note.", "text\nThe note."),
        ("{% include x.html %}\n{{ page.title }} kept", "kept"),
        ("<div class='x'>in <b>HTML</b></div>", "in HTML"),
        ("<script>alert(1)</script>\n\nafter", "after"),
        ("**bold** _em_ ~~struck~~ snake_case 2 * 3", "bold em struck snake_case 2 * 3"),
        ("a \\*star\\* &lt;tag&gt;", "a *star* <tag>"),
        ("> quoted\n> more", "quoted more"),
        ("[ref]\n\n[ref]: http://example.org", "[ref]"),
        ("before <!-- secret\n more --> after", "before after"),
        ("!!! note \"Mind\"\n    the gap", "Mind\nthe gap"),
    ],
)  # fmt: skip
def test_passages_are_plain_words(markdown, text):
    (passage,) = parse(markdown).passages
    assert passage.text == text


def test_a_heading_over_headings_is_no_empty_passage_and_stands_above_theirs():
    passages = parse("# Minutes\n\n## Budget\n\n### Costs\n\ntext\n\n## Apologies\n").passages
    assert [(p.anchor, p.parents) for p in passages] == [("costs", ("Minutes", "Budget")), ("apologies", ("Minutes",))]


def test_a_heading_with_a_date_dates_its_passages_and_those_below():
    body = (
        "# Minutes\n\n## 2019-05-30\n\ntext\n\n### Budget\n\n" + words(30) + "\n\n## Jun 4, 2019\n\ntext\n\n# Else\n\nx"
    )
    dates = {p.anchor: p.date for p in parse(body).passages}
    assert dates == {
        "2019-05-30": PartialDate(2019, 5, 30),
        "budget": PartialDate(2019, 5, 30),
        "jun-4-2019": PartialDate(2019, 6, 4),
        "else": None,
    }


def test_a_date_without_a_year_takes_it_from_the_heading_above_or_from_the_document():
    body = "# 2018\n\n## May 3\n\na\n\n# Notes\n\n## Dec 13\n\nb"
    assert [p.date for p in parse(body, year=2016).passages] == [PartialDate(2018, 5, 3), PartialDate(2016, 12, 13)]


def test_a_file_that_writes_the_month_first_does_so_everywhere():
    body = "# 12/21/2020\n\na\n\n# 12/07/2020\n\nb"
    assert [p.date for p in parse(body).passages] == [PartialDate(2020, 12, 21), PartialDate(2020, 12, 7)]


def test_the_second_of_two_dated_headings_never_joins_the_first():
    assert anchors("# 2020-01-01\n\na\n\n# 2020-01-08\n\nb") == ["2020-01-01", "2020-01-08"]


def test_tags_in_the_text():
    body = "\n".join(
        [
            "# A #heading-tag is none",
            "About #procurement and #Market/Early, again #Procurement.",
            "- #list",
            "`#code` C#sharp issue #12 colour #fff #a1b2c3 https://example.org/#frag [x](#y) &#x20; (#bracketed)",
            "```",
            "#include <stdio.h>",
            "```",
            "    #define",
        ]
    )
    assert parse(body).tags == ("procurement", "Market/Early", "list", "bracketed")


def test_links_with_their_lines():
    body = (
        'See [a](notes/a%20b.md#part "t") and\n![p](p.png) [[Title#Head|x]]\n\n'
        "`[no](no.md)` <https://e.org>\n\n[r]: r.md"
    )
    assert parse(body, first_line=10).links == (
        Link("notes/a b.md", "part", wiki=False, line=10),
        Link("p.png", "", wiki=False, line=11),
        Link("Title", "Head", wiki=True, line=11),
        Link("https://e.org", "", wiki=False, line=13),
        Link("r.md", "", wiki=False, line=15),
    )


def test_title_words_and_first_lines():
    structure = parse("Call of **31 March**\n- one\n\n# The title\n\nthree more words")
    assert structure.title == "The title"
    assert structure.words == 10
    assert structure.first_lines == ("Call of 31 March", "one", "The title", "three more words")


def test_an_empty_text():
    structure = parse("")
    assert (structure.title, structure.headings, structure.passages, structure.parts) == (None, (), (), 1)


def test_a_long_document_is_in_parts_that_begin_at_headings():
    body = "\n\n".join(f"## Meeting {n}\n\n{words(1_000)}" for n in range(60))
    structure = parse(body)
    assert structure.parts == 4
    firsts = [next(p for p in structure.passages if p.part == part) for part in range(1, 5)]
    assert all("~" not in passage.anchor for passage in firsts)
    assert [p.part for p in structure.passages] == sorted(p.part for p in structure.passages)


@pytest.mark.parametrize(
    ("body", "undescribed"),
    [
        ("![](plan.png)", [(1, "plan.png")]),
        ('text\n\n- ![ ](<my%20plan.png> "title")', [(3, "my plan.png")]),
        ('![](a.png) <IMG class=x src="b.png"> <img src=c.png/>', [(1, "a.png"), (1, "b.png"), (1, "c.png/")]),
        ("![The plan](plan.png) ![the plan][plan]", []),
        ('<img alt="" src="line.png"> a line, which is decoration', []),
        ("`![](code.png)`\n\n```\n![](code.png)\n```\n\n[](link.md)", []),
    ],
)
def test_pictures_without_alternative_text_are_known_with_their_line(body, undescribed):
    assert list(parse(body).undescribed) == undescribed
