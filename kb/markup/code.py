"""Code blocks as HTML, highlighted where their language is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_LANGUAGE = re.compile(r"\{?\s*\.?([A-Za-z][\w+#-]{0,30})")
_LONGEST = 50_000  # characters; colours in more than that help nobody


def highlighted(lines: Sequence[str], info: str) -> str:
    """`<div class="highlight"><pre>` of code; `info` is what stands after the fence: `python`, `{.js}`, `rust=`."""
    code = "\n".join(lines)
    language = _LANGUAGE.match(info)
    if language is None or len(code) > _LONGEST:
        return _frame(escape(code, quote=False))
    try:
        lexer = get_lexer_by_name(language[1], stripnl=False)
    except ClassNotFound:
        return _frame(escape(code, quote=False))
    return _frame(highlight(code, lexer, HtmlFormatter(nowrap=True)).removesuffix("\n"))


def _frame(html: str) -> str:
    return f'<div class="highlight"><pre><code>{html}\n</code></pre></div>'
