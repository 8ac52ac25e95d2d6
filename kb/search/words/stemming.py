"""Which words count as the same: plural and tense, British and American spelling, and the words that carry no subject.

The index holds words as they stand. A query's word is widened to all words of the vocabulary with the same stem, so
the stem is a key to group words by and never seen; it can be made coarser without indexing anew only together with
kb.search.storage.schema.VERSION, because segments keep the stems of their vocabulary.
"""

from __future__ import annotations

import re
import threading

import Stemmer

from kb.search.words.british import american

_here = threading.local()  # a stemmer is not safe to share between threads


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = listed(
    """a about above after again all also am an and any are as at be because been before being below between both but
    by can could did do does doing don down during each few for from further get got had has have having he her
    here hers herself him himself his how i if in into is it its itself just let like ll me more most my myself
    no nor not now of off on once only or other our ours ourselves out over own per re s same she should so some
    such than that the their theirs them themselves then there these they this those through to too under until
    up upon us ve very was we were what when where which while who whom why will with within would you your
    yours yourself yourselves"""
)
"""Words that are counted only where nothing else was asked for."""

FRAMING = listed(
    """according agree agreed aim answer asked comment comments concern concerned conclude concluded conclusion
    consider considered decide decided decision describe described detail details discuss discussed discussing
    discussion discussions explain explained express expressed feel felt give given group happen happened hold
    idea ideas list main make meeting meetings members mention mentioned opinion opinions outline people point
    points propose proposed reason reasons regarding said say saying says speaker speakers suggest suggested
    summarise summarised summarize summarized summary talk talked talking team tell thing things think thinking
    thought thoughts topic understand view views want wanted"""
)
"""How questions about meetings are worded, whatever they are about; left out where a text is worded as a question."""

_SHORT_FORM = re.compile(r"[b-df-hj-np-tv-xz]{1,3}[b-df-hj-np-rtv-xz]|[b-df-hj-np-tv-xz]{2,3}[aeiou]")
"""Letters with hardly a vowel among them, as in MP, RFP, KPI, SLA."""

_ASKING = listed(
    """what who whom whose when where which why how did do does is are was were can could should would will has have
    summarise summarize describe explain discuss list tell give outline"""
)


def stem(word: str) -> str:
    """The key that words of one root share. Words with digits, signs or other letters than a to z are their own."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    return str(_stemmer().stemWord(american(word)))


def stems(words: list[str]) -> list[str]:
    """`stem` of each, faster for many."""
    return [stem(word) for word in words]


def numbers_of(word: str) -> tuple[str, str]:
    """Singular and plural of a short form, "kpi" and "kpis"; empty for other words.

    Stemming leaves them apart, as it takes an s only from what has a vowel well before it.
    """
    one = word.removesuffix("s")
    return (one, f"{one}s") if _SHORT_FORM.fullmatch(one) and one not in STOP_WORDS else ("", "")


def is_question(words: list[str], text: str) -> bool:
    """Is this text worded as a question or a request, rather than as words to look for?"""
    return len(words) >= 4 and (words[0] in _ASKING or text.rstrip().endswith("?"))


def _stemmer() -> Stemmer.Stemmer:
    if not hasattr(_here, "stemmer"):
        _here.stemmer = Stemmer.Stemmer("english")
    return _here.stemmer
