"""The tag that an address names."""

from __future__ import annotations

from kb.model import tag_called_plainly, tag_slug
from kb.search import TagCount
from kb.web.serving.visit import Visit


def tag_asked(name: str, visit: Visit) -> TagCount | None:
    """By its slug, another of its names, or its name without signs; among the tags that this viewer may see."""
    asked = tag_slug(name)
    tags = visit.parts.index.tags(visit.audiences)
    called = {other: tag for tag in tags for other in tag.others} | {tag.slug: tag for tag in tags}
    return called.get(asked) or called.get(tag_called_plainly(asked, ((tag.slug, tag.label) for tag in tags)) or "")
