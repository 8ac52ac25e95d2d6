"""Makes a library of any size out of real sentences: notes of about 600 words with headings, tags, groups and dates."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.sentences import Pool

GROUPS = (
    "London", "North", "South West", "East of England", "Peer Learning", "Housing", "Health and Care", "Families",
    "Young People", "Skills", "Environment", "Data and Evidence",
)  # fmt: skip
WORDS = 600
YEARS = 10
TAGS = 120

_SEED = 20
_VERSION = 1  # of what is written below: a cached library of another version is made anew
_FIRST_DAY = date(2015, 1, 1)
_KINDS = {"notes": 70, "agenda": 15, "resource": 12, "page": 3}
_MEMBERS_ONLY = 0.1  # share of documents that a visitor must not find


@dataclass(frozen=True)
class Corpus:
    """A library made for measuring. `home` is its KB_HOME; `notes` is how many documents it holds."""

    home: Path
    notes: int
    source: str

    @property
    def folder(self) -> Path:
        return self.home / "notes"


def default_cache() -> Path:
    """Where made libraries are kept between runs: outside the checkout."""
    return Path(tempfile.gettempdir()) / "knowledge-club-bench"


def make_corpus(size: int, pool: Pool, cache: Path) -> Corpus:
    """A library of `size` documents in a folder below `cache`; the same one again where it was made before."""
    digest = hashlib.sha256(f"{_VERSION}\n{_SEED}\n{size}\n".encode())
    digest.update("\n".join((*pool.sentences, *pool.headings, *pool.subjects)).encode())
    home = cache / f"library-{size}-{digest.hexdigest()[:10]}"
    finished = home / "finished"
    if not finished.exists():
        shutil.rmtree(home, ignore_errors=True)
        (home / "notes").mkdir(parents=True, mode=0o700)
        _write(home / "notes", size, pool)
        finished.touch()
    return Corpus(home, size, pool.source)


def _write(folder: Path, size: int, pool: Pool) -> None:
    chance = random.Random(_SEED)
    weights = [1 / rank for rank in range(1, len(pool.subjects[:TAGS]) + 1)]  # Zipf: few tags on most notes
    for number in range(size):
        group = GROUPS[number % len(GROUPS)]
        if number < len(GROUPS):
            path, text = f"{_slug(group)}/index.md", _group(group, chance, pool)
        else:
            path, text = _note(number, group, chance, pool, weights)
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _group(group: str, chance: random.Random, pool: Pool) -> str:
    return f"---\ntitle: {group}\nkind: group\n---\n\n# {group}\n\n{_paragraph(60, chance, pool)}\n"


def _note(number: int, group: str, chance: random.Random, pool: Pool, weights: list[float]) -> tuple[str, str]:
    day = _FIRST_DAY + timedelta(days=chance.randrange(YEARS * 365))
    kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
    title = f"{chance.choice(pool.headings)}, {group} {day:%B %Y}"
    tags = dict.fromkeys(chance.choices(pool.subjects[:TAGS], weights, k=chance.randint(1, 5)))
    front = [f"title: {title}", f"kind: {kind}", f"date: {day}", f"tags: [{', '.join(tags)}]"]
    if chance.random() < _MEMBERS_ONLY:
        front.append("visibility: members")
    text = ["---", *front, "---", "", f"# {title}", ""]
    sections = chance.randint(2, 4)
    for _ in range(sections):
        text += [f"## {chance.choice(pool.headings)}", ""]
        for _ in range(3):
            text += [_paragraph(WORDS // sections // 3, chance, pool), ""]
    return f"{_slug(group)}/{day}-{number:06}.md", "\n".join(text)


def _paragraph(words: int, chance: random.Random, pool: Pool) -> str:
    """Sentences until there are about so many words."""
    sentences: list[str] = []
    while words > 0:
        sentence = chance.choice(pool.sentences)
        words -= sentence.count(" ") + 1
        sentences.append(sentence)
    return " ".join(sentences)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
