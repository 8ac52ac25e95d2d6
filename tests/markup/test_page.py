"""What pages look like: the habits of GitHub, HackMD, GitBook and Obsidian come out as meant."""

import re

import pytest
from lxml import html as lxml_html

from kb.markup import parse, plain, render


def page(markdown, **given):
    return render(markdown, **given).html


def flat(markdown, **given):
    """The page on one line, without the blanks between elements."""
    return re.sub(r"\s*\n\s*", "", page(markdown, **given)).replace(' rel="noopener nofollow"', "")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        # lists
        ("- one\n  - two\n    - three\n- four",
         "<ul><li>one<ul><li>two<ul><li>three</li></ul></li></ul></li><li>four</li></ul>"),
        ("1. one\n   - two\n2. three", "<ol><li>one<ul><li>two</li></ul></li><li>three</li></ol>"),
        ("1) one\n2) two", "<ol><li>one</li><li>two</li></ol>"),
        ("3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'),
        ("text\n- one\n- two", "<p>text</p><ul><li>one</li><li>two</li></ul>"),
        ("text\n1999. was a year", "<p>text1999. was a year</p>"),
        ("- one\n1. two", "<ul><li>one</li></ul><ol><li>two</li></ol>"),
        ("* one\n\n  more of one", "<ul><li><p>one</p><p>more of one</p></li></ul>"),
        ("- one\n\ntext", "<ul><li>one</li></ul><p>text</p>"),
        ("- one\n  lazy\nlazier", "<ul><li>onelazylazier</li></ul>"),
        ("\t- not code in a list\n- one", "<div class=\"highlight\"><pre><code>- not code in a list</code></pre></div>"
                                          "<ul><li>one</li></ul>"),
        ("- one\n\t- two", "<ul><li>one<ul><li>two</li></ul></li></ul>"),
        ("- \n- one", "<ul><li></li><li>one</li></ul>"),
        # tasks
        ("- [ ] open\n- [x] done", '<ul><li class="task"><input type="checkbox" disabled=""> open</li>'
                                   '<li class="task"><input type="checkbox" disabled="" checked=""> done</li></ul>'),
        # code
        ("```\na < b\n```", '<div class="highlight"><pre><code>a &lt; b</code></pre></div>'),
        ("```nonsense\nx\n```", '<div class="highlight"><pre><code>x</code></pre></div>'),
        ("- one\n  ```\n  x\n  ```",
         '<ul><li><p>one</p><div class="highlight"><pre><code>x</code></pre></div></li></ul>'),
        ("text `a < b` more", "<p>text <code>a &lt; b</code> more</p>"),
        # tables
        ("text\n| a | b |\n|---|--:|\n| c | d |",
         '<p>text</p><div class="table"><table><thead><tr><th>a</th><th class="to-right">b</th></tr></thead>'
         '<tbody><tr><td>c</td><td class="to-right">d</td></tr></tbody></table></div>'),
        ("<table><tr><td>a</td></tr></table>",
         '<div class="table"><table><tbody><tr><td>a</td></tr></tbody></table></div>'),
        # headings
        ("# One\n## Two", '<h2 id="one">One</h2><h3 id="two">Two</h3>'),
        ("## Two\n### Three", '<h2 id="two">Two</h2><h3 id="three">Three</h3>'),
        ("### Three\n\n# One\n\n#### Two", '<h2 id="three">Three</h2><h2 id="one">One</h2><h3 id="two">Two</h3>'),
        ("> # Quoted", "<blockquote><p><strong>Quoted</strong></p></blockquote>"),
        ("<center>\n<h1>HTML</h1>", "<h2>HTML</h2>"),
        ("# Learn C#", '<h2 id="learn-c">Learn C#</h2>'),
        ("#tag text", "<p>#tag text</p>"),
        ("Two\n---\ntext", '<h2 id="two">Two</h2><p>text</p>'),
        ("a\nb\n---", "<p>ab</p><hr>"),
        # boxes
        ("> [!WARNING]\n> Mind",
         '<div class="admonition warning"><p class="admonition-title">Warning</p><p>Mind</p></div>'),
        (":::info\nHi\n:::", '<div class="admonition info"><p class="admonition-title">Info</p><p>Hi</p></div>'),
        (":::spoiler More\nHi\n:::", "<details><summary>More</summary><p>Hi</p></details>"),
        ('!!! note "Mind"\n    the *gap*', '<div class="admonition note"><p class="admonition-title">Mind</p>'
                                           "<p>the <em>gap</em></p></div>"),
        ("> a\n> - b\n>   - c", "<blockquote><p>a</p><ul><li>b<ul><li>c</li></ul></li></ul></blockquote>"),
        # HTML
        ("<details>\n<summary>S</summary>\n\n- *md*\n\n</details>",
         "<details><summary>S</summary><ul><li><em>md</em></li></ul></details>"),
        ("a <kbd>Ctrl</kbd> <!-- hidden --> b", "<p>a <kbd>Ctrl</kbd>  b</p>"),
        # inline
        ("~~gone~~ **b** *i* `c`", "<p><del>gone</del> <strong>b</strong> <em>i</em> <code>c</code></p>"),
        ("snake_case_word", "<p>snake_case_word</p>"),
        ("see https://example.org/a_b.", '<p>see <a href="https://example.org/a_b">https://example.org/a_b</a>.</p>'),
        ("(https://example.org/x(y))", '<p>(<a href="https://example.org/x(y)">https://example.org/x(y)</a>)</p>'),
        ("www.example.org", '<p><a href="https://www.example.org">www.example.org</a></p>'),
        ("[www.example.org](http://e.org)", '<p><a href="http://e.org">www.example.org</a></p>'),
        ("`https://example.org`", "<p><code>https://example.org</code></p>"),
        ("[a][r]\n\n[r]: http://e.org", '<p><a href="http://e.org">a</a></p>'),
        ("*[HTML]: Hyper\n\nHTML", '<p><abbr title="Hyper">HTML</abbr></p>'),
        ("Term\n: One\n: Two", "<dl><dt>Term</dt><dd>One</dd><dd>Two</dd></dl>"),
        ("Chair: hello\nLead: hi", "<p>Chair: hello<br>Lead: hi</p>"),
        ("a [[", "<p>a [[</p>"),
        # templates of other programs are text
        ("{% raw %}\nx {{ page.title }}", "<p>x {{ page.title }}</p>"),
        # links
        ("[a](../b c.md)", "<p>[a](../b c.md)</p>"),
        ("[a](<../b c.md#d>)", '<p><a href="kb-link:../b c.md#d">a</a></p>'),
        ("[[Title]] [[Title|label]] [[Title#A Heading]]",
         '<p><a href="kb-wiki:Title">Title</a> <a href="kb-wiki:Title">label</a> '
         '<a href="kb-wiki:Title#a-heading">Title › A Heading</a></p>'),
        ("![alt](pic.png)", '<p><img alt="alt" src="kb-link:pic.png"></p>'),
        ("![alt](https://e.org/p.png)", '<p><a href="https://e.org/p.png">alt</a></p>'),
        ("[![alt](https://e.org/p.png)](https://e.org)", '<p><a href="https://e.org">alt</a></p>'),
        ("[a](#two)\n\n## Two", '<p><a href="#two">a</a></p><h2 id="two">Two</h2>'),
        ("[a](#Two--x)\n\n## Two & x", '<p><a href="#two-x">a</a></p><h2 id="two-x">Two &amp; x</h2>'),
        ("[a](#two-1)\n\n## Two\n\n## Two",
         '<p><a href="#two-2">a</a></p><h2 id="two">Two</h2><h2 id="two-2">Two</h2>'),
        ("[[#Two]]\n\n## Two", '<p><a href="#two">Two</a></p><h2 id="two">Two</h2>'),
        # ids
        ("text\n{#t1}", '<p><span id="t1"></span>text</p>'),
        ("- item {#t1}", '<ul><li><span id="t1"></span>item</li></ul>'),
        ("text {: #t1 .lead }", '<p><span id="t1"></span>text</p>'),
    ],
)  # fmt: skip
def test_a_habit_comes_out_as_meant(markdown, expected):
    assert flat(markdown) == expected


def test_code_is_highlighted_by_classes():
    html = page("```python\ndef f(): pass\n```")
    assert '<span class="k">def</span>' in html
    assert "style" not in html


def test_footnotes_work():
    html = page("Said[^a].\n\n[^a]: By *whom*.\n    And why.\n\nAfter.")
    assert 'href="#fn:a"' in html
    assert 'id="fn:a"' in html
    assert "<em>whom</em>" in html
    assert html.index("After.") < html.index("whom")


def test_a_first_heading_like_the_title_is_dropped_but_its_anchor_stays():
    rendered = render("# Monthly  call\n\ntext\n\n## Next", drop_title="monthly call")
    assert "<h1" not in rendered.html
    assert 'id="monthly-call"' in rendered.html
    assert '<h2 id="next">' in rendered.html
    assert [heading.anchor for heading in rendered.outline] == ["next"]


def test_another_first_heading_stays():
    assert '<h2 id="other">' in render("# Other", drop_title="Title").html


LONG = "\n\n".join(
    f"## Meeting {n} {{#m{n}}}\n\nSee [other](#m{59 - n}) [r] note[^1] HTML. " + "word " * 1_000 for n in range(60)
)
LONG += "\n\n[r]: http://e.org\n\n[^1]: The note\n\n*[HTML]: Hyper"


def test_a_long_document_is_shown_in_parts_in_which_everything_works():
    structure = parse(LONG)
    assert structure.parts > 2
    for part in range(1, structure.parts + 1):
        rendered = render(LONG, part)
        assert (rendered.part, rendered.parts) == (part, structure.parts)
        assert len(rendered.html) < 300_000
        assert 'href="http://e.org"' in rendered.html
        assert "The note" in rendered.html
        assert '<abbr title="Hyper">' in rendered.html
    assert f'href="?part={structure.parts}#m59"' in render(LONG, 1).html
    assert len(rendered.outline) == len(rendered.outline_parts) == 60


@pytest.mark.parametrize("part", [-1, 0, 99])
def test_a_part_that_is_not_there_is_the_nearest(part):
    assert render("text", part).part == 1


def test_a_part_that_begins_within_a_table_has_its_head_again():
    rows = "\n".join(f"| {n} | {'word ' * 30} |" for n in range(1_500))
    body = f"| No | Words |\n|---|---|\n{rows}"
    second = render(body, 2)
    assert second.parts > 1
    assert "<th>No</th>" in second.html
    assert second.html.count("<table") == 1


def ids(html):
    return lxml_html.fromstring(f"<div>{html}</div>").xpath("//@id")


WALLS = {
    "list": "\n".join(f"- {'word ' * 12}" for _ in range(200)),
    "nested": "\n".join(f"{'  ' * (n % 4)}- {'word ' * 12}" for n in range(200)),
    "table": "| a | b |\n|---|---|\n" + "\n".join(f"| x | {'word ' * 12} |" for _ in range(200)),
    "quote": "\n".join(f"> {'word ' * 12}" for _ in range(200)),
    "code": "```python\n" + "\n".join(f"x = {'word + ' * 12}1" for _ in range(200)) + "\n```",
    "one line": "word " * 2_000,
    "html": "<table><tr>" + f"<td>{'word ' * 12}</td>" * 200 + "</tr></table>",
    "footnotes": "\n".join(f"[^{n}]: {'word ' * 12}" for n in range(200)),
}


@pytest.mark.parametrize("body", WALLS.values(), ids=WALLS.keys())
@pytest.mark.parametrize("shown", [render, plain])
def test_every_passage_of_a_wall_can_be_reached(body, shown):
    wanted = [p.anchor for p in parse(body).passages if p.anchor]
    found = ids(shown(body).html)
    assert wanted
    assert set(wanted) <= set(found)
    assert len(found) == len(set(found))


def test_anchors_do_not_break_what_they_are_in():
    tree = lxml_html.fromstring(f"<div>{page(WALLS['list'])}</div>")
    assert len(tree.xpath("./ul")) == 1
    assert len(tree.xpath("./ul/li")) == 200
    tree = lxml_html.fromstring(f"<div>{page(WALLS['table'])}</div>")
    assert len(tree.xpath("//table")) == 1
    assert len(tree.xpath("//tbody/tr")) == 200


def test_plain_text_shows_everything_as_it_stands():
    rendered = plain("# A <b>\n\n*text* & more\n\n## B", why="These notes …")
    assert "# A &lt;b&gt;" in rendered.html
    assert "*text* &amp; more" in rendered.html
    assert ids(rendered.html) == ["a", "b"]
    assert rendered.why == "These notes …"


def test_what_is_nested_too_deeply_is_shown_as_plain_text():
    deep = "a\n" + "".join(f"{' ' * 4 * n}: b\n" for n in range(300))
    rendered = render(deep)
    assert rendered.html
    assert rendered.why in ("", "These notes are shown as plain text, because their Markdown is nested too deeply.")
