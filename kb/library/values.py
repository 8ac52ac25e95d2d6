"""Single values of front matter: what somebody typed, as what it is meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.library.frontmatter import Value
from kb.model import CHATHAM_HOUSE, Tag, Visibility, slug

LONGEST_TAG = 100  # characters

NO_RULE = "none"
_RULES = {
    "chatham-house": CHATHAM_HOUSE,
    "chatham-house-rule": CHATHAM_HOUSE,
    "the-chatham-house-rule": CHATHAM_HOUSE,
    "none": NO_RULE,
}
_WEB = re.compile(r"https?://[^\s<>\"()\[\]\\]{1,2000}")
_LINK = re.compile(r"\[([^\[\]]*)\]\((\S+)\)")
_SITE = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_BRACKETS = str.maketrans({each: f"%{ord(each):02X}" for each in "()[]"})
_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})


def as_text(value: Value) -> str | None:
    """A scalar as one line of plain text; None for nothing, a list or a mapping."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def as_texts(value: Value) -> tuple[str, ...]:
    """A scalar or a list as texts, nested lists flattened, empty ones left out."""
    return tuple(text for each in _flat(value) if (text := as_text(each)))


def as_words(value: Value) -> str | None:
    """A scalar or a list of scalars as text for people; None where there is more structure than that."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(as_texts(value)) or None
    return as_text(value)


def as_tags(value: Value) -> tuple[list[Tag], str | None]:
    """Tags from a list, or from a text that commas divide; and what was wrong with them."""
    problem = None
    if isinstance(value, dict):
        return [], "tags must be a list such as [procurement, evaluation]"
    if isinstance(value, list) and any(isinstance(each, list | dict) for each in value):
        problem = "tags must be one plain list; the lists within it were joined"
    texts = value.split(",") if isinstance(value, str) else as_texts(value)
    tags: dict[str, Tag] = {}
    for text in texts:
        tag = Tag.named(text.strip().removeprefix("#"))
        if len(tag.label) > LONGEST_TAG:
            problem = f"“{tag.label[:30]}…” is too long for a tag"
        elif tag.slug:
            tags.setdefault(tag.slug, tag)
        elif text.strip():
            problem = f"the tag “{text.strip()}” has no letter or digit"
    return list(tags.values()), problem


def as_citing(value: Value) -> tuple[list[tuple[str, str]], str | None]:
    """Pages elsewhere, as address and title, from a list of addresses, Markdown links or `{url:, title:}`; and what was
    wrong with them."""
    problem = None
    found: dict[str, str] = {}
    for each in value if isinstance(value, list) else [] if value is None else [value]:
        if isinstance(each, dict):
            address, title = as_text(each.get("url")) or "", as_text(each.get("title")) or ""
        else:
            text = as_text(each) or ""
            link = _LINK.fullmatch(text)
            address, title = (link[2], link[1].strip()) if link else (text, "")
        if _WEB.fullmatch(address):
            found.setdefault(address, title)
        else:
            problem = "each is an address that begins with http, or a link such as [A blog](https://example.org/blog)"
    return list(found.items()), problem


def without_brackets(address: str) -> str:
    """An address as it can stand in a Markdown link: the brackets behind the name of the site are encoded."""
    site = _SITE.match(address)
    return site[0] + address[site.end() :].translate(_BRACKETS) if site else address


def written_citing(address: str, title: str) -> str:
    """One of them, as `as_citing` reads it."""
    words = " ".join(title.replace("[", "(").replace("]", ")").split())
    return f"[{words}]({address})" if words else address


def as_visibility(value: Value) -> tuple[Visibility | None, str]:
    """One of the four visibilities, or None and a sentence why not."""
    text = as_text(value)
    if text and text.lower() in list(Visibility):
        return Visibility(text.lower()), ""
    wanted = "one of public, members, group, leads"
    if text is None:
        return None, f"Nothing that can be read stands after “visibility”; write {wanted}."
    return None, f"“{text}” is not a visibility; write {wanted}."


def as_rule(value: Value) -> tuple[str | None, str]:
    """The rule a document is under (NO_RULE for none), or None and a sentence why it cannot be read."""
    text = as_text(value)
    if text and (rule := _RULES.get(slug(text))):
        return rule, ""
    if text is None:
        return None, "Nothing that can be read stands after “rule”; write chatham-house, or none."
    return None, f"“{text}” is not a rule this site knows; write chatham-house, or none."


def as_truth(value: Value) -> bool | None:
    """Yes or no as people write it; None where it is neither."""
    text = (as_text(value) or "").lower()
    return True if text in _TRUE else False if text in _FALSE else None


def _flat(value: Value) -> Iterator[Value]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    else:
        yield value
