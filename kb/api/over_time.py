"""/api/v1/over-time: the twin of the page."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Response

from kb.api.search import PARAMETERS, document_found, part_shape
from kb.api.shapes import CountShape, DidYouMean, MomentShape, OverTimeAnswer, PeriodShape, WordsShape
from kb.search import Moment, OverTime, Query
from kb.web.pages.over_time import asked, shown
from kb.web.plain.addresses import over_time_address
from kb.web.serving.headers import etag_of
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()

_TAKEN = [parameter for parameter in PARAMETERS if parameter["name"] not in ("in", "v")]


@router.get("/over-time", summary="When and where a subject came up", openapi_extra={"parameters": _TAKEN})
def over_time(visit: Visiting, response: Response) -> OverTimeAnswer:
    """Meeting by meeting, counted by quarter and by group. Takes what /over-time takes."""
    query, left_out = asked(visit)
    found = visit.parts.index.over_time(query, visit.audiences)
    answer = _answer(found, query, left_out, visit)
    # As for a search: how long it took is no part of what was found.
    response.headers["ETag"] = etag_of(answer.model_copy(update={"took_ms": 0.0}).model_dump_json().encode())
    return answer


def _answer(found: OverTime, query: Query, left_out: tuple[str, ...], visit: Visit) -> OverTimeAnswer:
    words, meant = found.searched, found.did_you_mean
    return OverTimeAnswer(
        query=query.text,
        read_as=found.read_as,
        reading=[part_shape(query, part, over_time_address) for part in found.reading],
        total=found.total,
        documents=found.documents,
        undated=found.undated,
        unplaced=found.unplaced,
        took_ms=round(found.took_ms, 1),
        page=query.page,
        per_page=query.per_page,
        did_you_mean=DidYouMean(query=meant, url=over_time_address(Query(text=meant))) if meant else None,
        remarks=[*left_out, *found.remarks],
        first=_moment(found.first, words, visit) if found.first else None,
        last=_moment(found.last, words, visit) if found.last else None,
        periods=[
            PeriodShape(
                label=period.label,
                since=period.since.isoformat(),
                until=period.until.isoformat(),
                count=period.count,
                groups=dict(period.groups),
            )
            for period in found.periods
        ],
        groups=[
            CountShape(
                value=group.value,
                label=group.label,
                count=group.count,
                url=over_time_address(replace(query, groups=(group.value,) if group.value else (), page=1)),
            )
            for group in found.groups
        ],
        words=WordsShape(
            earlier=list(found.words.earlier),
            throughout=list(found.words.throughout),
            later=list(found.words.later),
            meetings=found.words.meetings,
        ),
        results=[_moment(moment, words, visit) for moment in found.moments],
    )


def _moment(moment: Moment, words: str, visit: Visit) -> MomentShape:
    return MomentShape(
        date=moment.date,
        document=document_found(moment.found, words),
        documents=moment.documents,
        meeting=shown(moment, words, visit).meeting,
    )
