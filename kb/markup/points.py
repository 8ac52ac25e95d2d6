"""Labelled points of notes, such as “**Action:** who does what”: told from other text, so that they can be found."""

from __future__ import annotations

import re

LABELS = {
    "decision": "decision",
    "decisions": "decision",
    "decided": "decision",
    "agreed": "decision",
    "resolved": "decision",
    "resolution": "decision",
    "action": "action",
    "actions": "action",
    "question": "question",
    "questions": "question",
    "triumph": "triumph",
    "triumphs": "triumph",
    "treacle": "treacle",
    "fascinated": "fascinated",
    "fascinations": "fascinated",
    "frustrated": "frustrated",
    "frustrations": "frustrated",
}
"""The first word of a label, in small letters, and the point it makes."""

# Bold words at the very beginning of an item or paragraph, with the colon in or after them. Nothing here is repeated
# within a repetition, so it is linear.
_LABELLED = re.compile(
    r"(?P<before><(?:li|p|dd|td)(?: [^<>]*)?>\s*(?:<p>)?(?:<span id=\"[^\"]*\"></span>)?(?:<input [^<>]*> ?)?)"
    r"<(?P<name>strong|b)>(?P<label>(?P<word>[A-Za-z]{2,20})\b[^<>:]{0,60}(?::</(?P=name)>|</(?P=name)>:))"
)


def with_points(html: str) -> str:
    """`html`, as the sanitiser wrote it, with a class on the label of each point. Its words stay as they are."""
    return _LABELLED.sub(_labelled, html) if "<strong>" in html or "<b>" in html else html


def _labelled(found: re.Match[str]) -> str:
    point = LABELS.get(found["word"].lower())
    if point is None:
        return found[0]
    return f'{found["before"]}<{found["name"]} class="point {point}">{found["label"]}'
