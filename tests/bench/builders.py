"""A handful of sentences, and libraries made of them."""

from pathlib import Path

from bench.corpus import Corpus, make_corpus
from bench.sentences import Pool

_WHO = ("The group", "A commissioner", "One charity", "The funder", "A county", "The team", "Every provider")
_DID = ("talked about procurement", "shared a template for contracts", "asked for early market engagement",
        "found that outcomes take longer", "wants a simpler tariff", "tested the survey in spring",
        "wrote down what the evaluation costs")  # fmt: skip
_WHEN = ("after the first call", "before the summer", "with help from peers", "when the budget was known")

SENTENCES = tuple(f"{who} {did} {when}." for who in _WHO for did in _DID for when in _WHEN)
POOL = Pool(
    "examples",
    SENTENCES,
    ("What went well", "What was hard", "Next steps", "Questions from the room", "Around the table"),
    ("procurement", "engagement", "template", "contracts", "evaluation", "outcomes", "survey", "tariff"),
)


def a_library(folder: Path, size: int = 60) -> Corpus:
    return make_corpus(size, POOL, folder)
