"""What is in attached files: their text page by page, for the search, and pictures of them in sizes that pages show.

Both are made once for each content, by a child process with limits (kb.files.child), and kept with the index. They are
derived: whoever deletes them loses nothing. Who may see them is who may see the document, and is asked elsewhere.

A file that is not attached yet is shown page by page, office files too (`look_of`); that is kept beside it.
"""

from kb.files.looks import Look, has_look, known_look, look_of, picture_of_page
from kb.files.page import Page, is_readable
from kb.files.reading import TOO_LONG, read_file
from kb.files.renderings import Busy, Rendering, Renderings, clear_renderings
from kb.files.sizes import WIDTHS, has_picture
from kb.files.texts import FileText, Texts

__all__ = [
    "TOO_LONG",
    "WIDTHS",
    "Busy",
    "FileText",
    "Look",
    "Page",
    "Rendering",
    "Renderings",
    "Texts",
    "clear_renderings",
    "has_look",
    "has_picture",
    "is_readable",
    "known_look",
    "look_of",
    "picture_of_page",
    "read_file",
]
