"""notes/ on disk: read, infer, write, attach, watch; and the knowledge of the whole.

In comes a folder of Markdown as people keep it. `Library` reads what has changed (`changes`), keeps what it read in a
ledger so that the next start reads only what differs, and offers the `Catalog`: every document with what is inferred
and inherited, groups, meetings, links, attached files, and what is wrong with which file. The catalog is swapped whole
when changes are accepted, so whoever holds one has a library that agrees with itself.

What a file says comes from `frontmatter`, `facts` and `infer`, with `rules` and `site` for kb.yml; what follows for the
whole from `building`, `attached`, `view` and `resolving`. Whatever is in a file, reading it does not raise; where it
cannot be told who may read a document, it is for leads until somebody mends it.
"""

from kb.library.catalog import Catalog
from kb.library.editing import FrontMatterUnreadable, with_values
from kb.library.files import is_document, list_files
from kb.library.keys import with_keys, with_settings
from kb.library.library import Body, Changes, Library
from kb.library.naming import SiteUnreadable
from kb.library.reading import Reading, derived_id, read_document
from kb.library.resolving import FoundFile
from kb.library.retagging import with_tags_renamed
from kb.library.rules import PathRule
from kb.library.site import Site, load_site
from kb.library.texts import text_of, with_text
from kb.library.values import as_citing, without_brackets, written_citing
from kb.library.view import Neighbours
from kb.library.watch import watch
from kb.library.writing import (
    OutsideLibrary,
    Stale,
    place,
    read_revision,
    remove_revision,
    write_atomically,
    write_new,
    write_revision,
)

__all__ = [
    "Body",
    "Catalog",
    "Changes",
    "FoundFile",
    "FrontMatterUnreadable",
    "Library",
    "Neighbours",
    "OutsideLibrary",
    "PathRule",
    "Reading",
    "Site",
    "SiteUnreadable",
    "Stale",
    "as_citing",
    "derived_id",
    "is_document",
    "list_files",
    "load_site",
    "place",
    "read_document",
    "read_revision",
    "remove_revision",
    "text_of",
    "watch",
    "with_keys",
    "with_settings",
    "with_tags_renamed",
    "with_text",
    "with_values",
    "without_brackets",
    "write_atomically",
    "write_new",
    "write_revision",
    "written_citing",
]
