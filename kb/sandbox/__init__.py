"""Runs what could take for ever, or break, in a child process with limits.

`Renderer` makes pages of documents: the Markdown library is quadratic on some texts, so each is given two seconds in a
child process, and is shown as plain text where that does not do. A revision is rendered once and kept. Text comes in,
`kb.markup.Rendered` goes out, whatever the text is; what the child answers is data and never code.

`run_once` gives one file to a program of its own, for converters of other people's formats: no network, no files, an
empty folder, an end.
"""

from kb.sandbox.frames import Broken
from kb.sandbox.once import make_ready, run_once
from kb.sandbox.pipes import TookTooLong
from kb.sandbox.renderer import Renderer

__all__ = ["Broken", "Renderer", "TookTooLong", "make_ready", "run_once"]
