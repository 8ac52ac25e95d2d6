"""Who speaks in a passage, so that "What did the chair say about …" prefers passages in which the chair speaks much."""

from __future__ import annotations

from kb.markup.beginnings import is_turn

_WORDS = 10  # so many words spoken count a name once more


def speakers(text: str) -> str:
    """The names of those who speak in a passage's text, each once for every ten words or so that they speak."""
    spoken: dict[str, int] = {}
    name = ""
    for line in text.split("\n"):
        said = line
        if is_turn(line):
            name, _, said = line.partition(":")
        if name:
            spoken[name] = spoken.get(name, 0) + len(said.split())
    return "\n".join(f"{name} " * max(1, round(words / _WORDS)) for name, words in spoken.items())
