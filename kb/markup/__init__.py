"""Markdown in, plain data out: passages to find, links, tags, the outline, and HTML that is safe to show.

`parse` takes a text apart for the index; its scanner is our own and linear. `render` makes the page of it with the
markdown package, sanitised last; `plain` makes a page that needs no Markdown at all. All three work on the same
blocks, so that an anchor that search found is in the page. `finish` is the pass for each request: it resolves links
and marks words. `find_date` reads dates in words, `find_place` knows where an anchor leads, `rewritten` puts other
targets into links and leaves every other character as it is.

Nothing here reads a file, knows a viewer or keeps state. Text of any kind comes in, nothing raises; `render` may take
long on text made to hurt, which is why kb.sandbox runs it.
"""

from kb.markup.around import sentence_around
from kb.markup.datewords import find_date, find_year, writes_month_first
from kb.markup.extent import extent
from kb.markup.finish import Finished, Reference, finish
from kb.markup.opening import Opening, opening
from kb.markup.page import Rendered, plain, render
from kb.markup.places import Place, find_place
from kb.markup.rewording import anchors_of, with_old_anchors
from kb.markup.spots import Spot, rewritten, spots
from kb.markup.structure import Structure, parse
from kb.markup.titles import with_title

__all__ = [
    "Finished",
    "Opening",
    "Place",
    "Reference",
    "Rendered",
    "Spot",
    "Structure",
    "anchors_of",
    "extent",
    "find_date",
    "find_place",
    "find_year",
    "finish",
    "opening",
    "parse",
    "plain",
    "render",
    "rewritten",
    "sentence_around",
    "spots",
    "with_old_anchors",
    "with_title",
    "writes_month_first",
]
