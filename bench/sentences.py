"""Real sentences and headings to make notes of: from the corpora beside the checkout, else from the example library."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,4}\s+([A-Z][A-Za-z ,'-]{5,60})\s*(?:\{[^}]*\})?$", re.MULTILINE)
_LABEL = re.compile(r"^\s*(?:[-*+>]\s+|\d+\.\s+)*(?:\*\*[^*\n]{1,40}:\*\*)?\s*", re.MULTILINE)
_SENTENCE = re.compile(r"[A-Z][A-Za-z0-9 ,;:'’()/-]{25,300}[.?!](?=\s|$)")
_WORD = re.compile(r"[a-z]{6,14}")
_FOLDERS = ("qmsum", "publiccode-blog", "openjs-cpc", "rust-lang-team", "intersect", "k8s-notes", "onnx-wg")
_MOST = 140_000  # sentences: enough that words are as rare and as frequent as in real notes


@dataclass(frozen=True)
class Pool:
    """What notes are made of.

    Attributes:
        source: "corpora" or "examples", where the sentences come from.
        sentences: each a sentence of five words or more, without markup.
        headings: of real notes.
        subjects: frequent longer words, the most frequent first; tags are made of them.
    """

    source: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    subjects: tuple[str, ...]


def corpora() -> Path | None:
    """The folder of real notes (KB_CORPORA, else beside the checkout); None where there is none."""
    folder = Path(os.environ.get("KB_CORPORA") or CHECKOUT.parent / "shared" / "corpora")
    return folder if folder.is_dir() else None


def pool(real: Path | None) -> Pool:
    """Gather sentences from the corpora in `real`; without it from the example library. Always the same ones."""
    folders = [real / name for name in _FOLDERS if (real / name).is_dir()] if real else []
    source = "corpora" if folders else "examples"
    sentences: dict[str, None] = {}
    headings: dict[str, None] = {}
    for folder in folders or [CHECKOUT / "notes"]:
        share: dict[str, None] = {}
        for path in sorted(folder.rglob("*.md")):
            text = _plain(path.read_text(encoding="utf-8", errors="replace"))
            headings |= dict.fromkeys(found.strip() for found in _HEADING.findall(text))
            share |= dict.fromkeys(s for s in _SENTENCE.findall(_LABEL.sub("", text)) if s.count(" ") >= 4)
            if len(share) > _MOST // len(_FOLDERS):  # no corpus may drown the others
                break
        sentences |= share
    frequent = Counter(word for sentence in sentences for word in set(_WORD.findall(sentence.lower())))
    subjects = sorted(frequent, key=lambda word: (-frequent[word], word))
    return Pool(source, tuple(sentences), tuple(headings), tuple(subjects[20:320] or subjects))


def _plain(text: str) -> str:
    text = _FENCE.sub("", _FRONT_MATTER.sub("", text))
    return re.sub(r"\[([^\]\n]*)\]\([^)\n]*\)", r"\1", text)
