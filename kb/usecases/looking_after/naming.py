"""Give a tag another name, or take one away, in kb.yml: no document is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.library import Library, OutsideLibrary, Stale, read_revision, write_revision
from kb.library.files import SITE_FILES
from kb.library.naming import SiteUnreadable, with_other_name, without_other_name
from kb.model import tag_slug
from kb.usecases.looking_after.tagging import NotATag, check_tag, tags_in_use


@dataclass(frozen=True)
class Named:
    """What was written: the file below notes/, the other name, the tag, and how many documents have that name."""

    path: str
    name: str
    tag: str
    documents: int


def add_name(library: Library, name: str, tag: str, *, dry_run: bool = False) -> Named:
    """Let `name` count as `tag`. Raises NotATag where it cannot, with the reason."""
    name, tag = " ".join(name.split()), " ".join(tag.split())
    check_tag(name)
    check_tag(tag)
    names = library.site.tag_names
    known = names.tag(tag)
    used = {use.slug: use.labels[0] for use in tags_in_use(library)}
    label = known.label if known else used.get(tag_slug(tag), tag)
    if tag_slug(label) == tag_slug(name):
        raise NotATag(f"“{name}” and “{tag}” are the same tag already.")
    if names.is_other(name) and (means := names.tag(name)):
        raise NotATag(f"“{name}” is another name of “{means.label}” already.")
    if tag_slug(label) not in used and tag_slug(name) not in used:
        raise NotATag(f"There is no tag “{tag}”, and none “{name}”.")
    path = _write(library, lambda content: with_other_name(content, label, name), dry_run)
    return Named(path, name, label, _having(library, name))


def remove_name(library: Library, name: str, *, dry_run: bool = False) -> Named:
    """Let `name` be a tag of its own again. Raises NotATag where it is no other name, or cannot be taken away."""
    names = library.site.tag_names
    tag = names.tag(name)
    if tag is None or not names.is_other(name):
        raise NotATag(f"“{name}” is not another name of a tag.")
    path = _write(library, lambda content: without_other_name(content, name), dry_run)
    return Named(path, name, tag.label, _having(library, name))


def _having(library: Library, name: str) -> int:
    written = (library.tags_as_written(document) for document in library.catalog.every())
    return sum(any(tag.slug == tag_slug(name) for tag in tags) for tags in written)


def _write(library: Library, change: Callable[[bytes], bytes], dry_run: bool) -> str:
    """Replace kb.yml whole, or not at all; returns its name."""
    path = next(
        (name for name in SITE_FILES if (library.notes / name).is_symlink() or (library.notes / name).exists()),
        SITE_FILES[0],
    )
    target = library.notes / path
    try:
        content, revision = read_revision(target)
        changed = change(content)
        if not dry_run:
            write_revision(target, changed, revision)
    except OutsideLibrary as error:
        raise NotATag(f"{error}.") from error
    except SiteUnreadable as error:
        raise NotATag(f"{path} {error}.") from error
    except Stale:
        raise NotATag(f"{path} changes just now; try again.") from None
    return path
