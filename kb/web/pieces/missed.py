"""Which searches that found nothing are worth to be counted: what somebody meant to ask for, once."""

from __future__ import annotations

from kb.search import Query
from kb.web.serving.visit import Visit


def is_missed(query: Query, visit: Visit) -> bool:
    """Is this a whole question to the whole library, and does the library want to know?

    Not while somebody still types, goes back or tries filters (`X-Passing`, which our own script sends), and not what a
    browser fetches before anybody asks for it (`Sec-Purpose`).
    """
    asked = visit.request.headers
    passing = "x-passing" in asked or "sec-purpose" in asked
    chosen = query.tags or query.groups or query.kinds or query.years or query.since or query.until or query.inside
    return (
        bool(query.text.strip()) and query.page == 1 and not (passing or chosen) and visit.catalog.site.empty_searches
    )
