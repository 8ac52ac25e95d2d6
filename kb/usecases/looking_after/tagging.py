"""Rename tags, or make one of several, in the front matter of every document that has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kb.library import (
    FrontMatterUnreadable,
    Library,
    OutsideLibrary,
    Stale,
    place,
    read_revision,
    with_tags_renamed,
    write_revision,
)
from kb.library.tagnames import can_be_tag
from kb.model import Document, tag_slug

Outcome = Literal["changed", "in the text", "failed"]


class NotATag(ValueError):
    """A name that is no tag of the library, or that cannot be one; the message says why."""


@dataclass(frozen=True)
class Retagged:
    """What became of one document.

    Attributes:
        outcome: `changed`; `in the text`, the tag is (also) written as #tag in the text, where it is left; `failed`.
        reason: in words, where the tag is still there.
    """

    path: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class TagUse:
    """A tag of the library, whoever may read its documents, with every way it is written.

    `others`: its other names in kb.yml; documents with one of these are counted with it.
    """

    slug: str
    labels: tuple[str, ...]
    count: int
    others: tuple[str, ...] = ()


def tags_in_use(library: Library) -> list[TagUse]:
    """All tags, most used first; the first label of each is the most frequent; those of kb.yml without any too."""
    counts: Counter[str] = Counter()
    named = {tag.slug: tag for tag in library.site.tag_names.every()}
    written = {name: Counter({tag.label: 0}) for name, tag in named.items()}
    for document in library.catalog.every():
        counts.update(tag.slug for tag in document.tags)
        for tag in library.tags_as_written(document):
            if not library.site.tag_names.is_other(tag.slug):
                written.setdefault(tag.slug, Counter())[tag.label] += 1
    found = [
        TagUse(
            name,
            tuple(label for label, uses in labels.most_common() if uses) or (named[name].label,),
            counts[name],
            named[name].others if name in named else (),
        )
        for name, labels in written.items()
    ]
    return sorted(found, key=lambda tag: (-tag.count, tag.slug))


def rename_tags(library: Library, old: Iterable[str], new: str, *, dry_run: bool = False) -> list[Retagged]:
    """Call these tags `new` in every document that has them; with `dry_run` nothing is written.

    Each file is replaced whole or not at all. Raises NotATag where nothing has one of them, or `new` can be none.
    """
    label = " ".join(new.split())
    check_tag(label)
    old = tuple(old)
    renamed = {tag_slug(each): label for each in old}
    written = {d: {tag.slug for tag in library.tags_as_written(d)} for d in library.catalog.every()}
    known = set().union(*written.values())
    for each in old:
        if tag_slug(each) not in known:
            raise NotATag(f"There is no tag “{each}”.")
        _check_unnamed(library, each, label)
    return [_renamed(library, document, renamed, dry_run) for document in written if written[document] & renamed.keys()]


def check_tag(label: str) -> None:
    """Raises NotATag for what can be none."""
    if not can_be_tag(label):
        raise NotATag(f"“{label}” cannot be a tag: it needs a letter or digit, no comma and no # before it.")


def _check_unnamed(library: Library, old: str, new: str) -> None:
    """Other names in kb.yml would go on to mean the tag that is renamed."""
    tag = library.site.tag_names.tag(old)
    if tag and tag.slug == tag_slug(old) != tag_slug(new):
        others = ", ".join(tag.others)
        raise NotATag(f"“{old}” has other names in kb.yml ({others}); take them away first: kb tags alias --remove.")


def _renamed(library: Library, document: Document, renamed: Mapping[str, str], dry_run: bool) -> Retagged:
    path = document.path
    try:
        target = place(library.notes, path)
        content, revision = read_revision(target)
        if not revision:
            return Retagged(path, "failed", "It is not there any more.")
        after = with_tags_renamed(content, renamed)
        if after != content and not dry_run:
            write_revision(target, after, revision)
    except Stale:
        return Retagged(path, "failed", "It changes just now; try again.")
    except (FrontMatterUnreadable, OutsideLibrary) as error:
        return Retagged(path, "failed", str(error))
    except OSError as error:
        return Retagged(path, "failed", error.strerror or str(error))
    left = _left_in_text(library, path, after, renamed)
    if left:
        where = ", ".join(f"#{name}" for name in left)
        return Retagged(path, "changed" if after != content else "in the text", f"{where} in its text is left as it is")
    return Retagged(path, "changed")


def _left_in_text(library: Library, path: str, content: bytes, renamed: Mapping[str, str]) -> list[str]:
    """Old names that the document would still have, because its text says them."""
    new = {tag_slug(label) for label in renamed.values()}
    return [name for name in library.tags_of(path, content) if name in renamed and name not in new]
