"""One draft: the original beside what it will be, what is to be looked at, and one button that publishes it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import Response

from kb.access import may_write_in
from kb.drafts import Draft
from kb.intake.findings import Finding, applied, findings
from kb.markup import Reference, finish
from kb.model import Document, Kind, Visibility
from kb.usecases.bringing_in import draft_rule, drafting, duplicates, publishing
from kb.usecases.bringing_in.draft_pages import expected_pages
from kb.usecases.bringing_in.draft_rule import ForALead
from kb.usecases.bringing_in.drafting import StaleDraft
from kb.usecases.bringing_in.offering import offered_tags, with_tags
from kb.usecases.writing.saving import NotThere
from kb.usecases.writing.wording import Wording
from kb.web.pages.drafts.draft_published import became
from kb.web.pieces.links import link_address
from kb.web.pieces.writing import FOR_A_LEAD, Worded, carefully, choices
from kb.web.plain.addresses import draft_address
from kb.web.plain.words import day, reader_choices, readers
from kb.web.serving.headers import POLICY_WITH_FRAMES
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()

_ID = re.compile(r'(<[^<>]*) id="[^"]*"')
"""In the original, whose headings are those of the draft beside it."""

_OTHERS = (
    "Somebody else has changed this draft since you opened it. What you wrote is below; theirs is lost if you save it "
    "again."
)
_WHY = {
    "file": "It was made of the same file.",
    "meeting": "It is of the same meeting.",
    "text": "It says nearly the same.",
}
_WHAT = {
    "speaker": "Somebody speaks",
    "attendance": "Who came",
    "address": "An email address",
    "telephone": "A telephone number",
}


@router.get("/drafts/{number}")
def draft(number: str, visit: Visiting) -> Response:
    assert visit.me
    try:
        found = drafting.open_draft(visit.parts.drafts, visit.viewer, number)
    except NotThere:
        return visit.onward(became(visit, number).address)
    if publishing.published_as(visit.parts.drafts, visit.viewer, found):
        return visit.onward(became(visit, number).address)
    return _form(visit, found, draft_rule.wording_of_draft(found.fields, found.text))


@router.post("/drafts/{number}")
def keep(
    number: str,
    visit: Visiting,
    wanted: Worded,
    revision: Annotated[int, Form()] = 0,
    names_no_one: Text = "",
    accept: Annotated[list[str] | None, Form()] = None,
    tag: Annotated[list[str] | None, Form()] = None,
    do: Text = "save",
) -> Response:
    room = visit.parts.drafts

    def again(code: int, sentence: str, wrong: dict[str, str]) -> Response:
        found = drafting.open_draft(room, visit.viewer, number)
        return _form(visit, found, wanted, code, named=bool(names_no_one), not_written=sentence, wrong=wrong)

    def write() -> Response:
        if do == "preview":
            return again(200, "", {})
        if do == "discard":
            drafting.discard(room, visit.viewer, number)
            return visit.onward("/drafts?done=gone")
        text = wanted.text.replace("\r\n", "\n")
        if do in ("accept", "accept-all"):
            roster = drafting.open_draft(room, visit.viewer, number).private
            text = _with_proposals(text, roster, None if do == "accept-all" else accept or [])
        said = draft_rule.fields_of(wanted)
        if do == "tag":
            said = replace(said, tags=with_tags(said.tags, tag or []))
        try:
            kept = drafting.change(room, visit.viewer, number, said, text, revision)
        except StaleDraft:
            return again(409, _OTHERS, {})
        except NotThere:  # somebody has published it this moment, or pressed the button twice
            became(visit, number)
            return visit.onward(f"{draft_address(number)}/published")
        if do != "publish":
            return visit.onward(draft_address(number))
        if not wanted.group and not may_write_in(visit.viewer, None):
            return again(422, "", {"group": "Choose the group that it is for."})
        try:
            publishing.publish(room, visit.viewer, number, names_no_one=bool(names_no_one), revision=kept.revision)
        except StaleDraft:
            return again(409, _OTHERS, {})
        except ForALead:
            return again(403, FOR_A_LEAD, {})
        return visit.onward(f"{draft_address(number)}/published")

    return carefully(visit, wanted, write, again)


@router.post("/drafts/{number}/preview")
def preview(number: str, visit: Visiting, text: Text = "", group: Text = "") -> Response:
    """A piece of a page, for the script of the form."""
    assert visit.me
    found = drafting.open_draft(visit.parts.drafts, visit.viewer, number)
    said = replace(found, fields=replace(found.fields, group=group))
    return visit.page("preview.html", preview=_shown(visit, said, text))


def _with_proposals(text: str, roster: str, accepted: list[str] | None) -> str:
    """The text with what is proposed, wherever the same stands; None for all of it."""
    found = findings(text, roster=roster)
    wanted = {(each.kind, each.text) for each in found if accepted is None or each.id in accepted}
    return applied(text, [each for each in found if (each.kind, each.text) in wanted])


def _grouped(text: str, roster: str) -> list[tuple[Finding, str, int]]:
    """What is to be looked at, the same words once: the first of them, what it is, and how often."""
    found = findings(text, roster=roster)
    often = Counter((each.kind, each.text) for each in found)
    first = {(each.kind, each.text): each for each in reversed(found)}
    return [(first[key], _WHAT[key[0]], count) for key, count in often.items()]


def _form(
    visit: Visit,
    found: Draft,
    form: Wording,
    code: int = 200,
    *,
    named: bool = False,
    not_written: str = "",
    wrong: dict[str, str] | None = None,
) -> Response:
    now = replace(found, fields=draft_rule.fields_of(form), text=form.text)
    room = visit.parts.drafts
    becomes = draft_rule.would_become(room.desk, now)
    group = visit.catalog.group(becomes.group, visit.audiences) if becomes and becomes.group else None
    offered = choices(visit, None, visit.parts.library.site.default_visibility)
    pages = expected_pages(room, found)
    answer = visit.page(
        "draft.html",
        code,
        draft=found,
        address=draft_address(found.id),
        form=form,
        named=named,
        not_written=not_written,
        wrong=wrong or {},
        preview=_shown(visit, now, form.text) if form.text.strip() else "",
        original=_ID.sub(r"\1", _shown(visit, found, room.shelf.taken(found.id))),
        findings=_grouped(form.text, found.private),
        fitting=offered_tags(visit.parts.index, visit.audiences, f"{form.title}\n\n{form.text}", form.tags),
        alike=[(each, _WHY[each.why]) for each in duplicates.alike(room, visit.parts.index, visit.viewer, now)],
        same=[(each, draft_address(each.id)) for each in duplicates.same_file(room, visit.viewer, found)],
        pages=pages is not False,
        unmade=pages is None and found.told.format != "pdf",
        who=readers(becomes, group) if becomes else "",
        for_a_lead=draft_rule.is_for_a_lead(room.desk, visit.viewer, now),
        mine=found.owner == visit.viewer.account,
        until=day(found.expires_at),
        **{
            **offered,
            "groups": _groups(found, offered["groups"]),
            "readers": _readers(form, offered["readers"]),
            "rule": (visit.viewer.admin or bool(visit.viewer.leads))
            and (offered["rule"] or draft_rule.under_the_rule(room.desk, now)),
        },
    )
    answer.headers["Content-Security-Policy"] = POLICY_WITH_FRAMES
    return answer


def _groups(found: Draft, offered: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The groups to choose from; nobody's choice is made for them."""
    there = found.fields.group in dict(offered)
    return (
        offered if there else [(found.fields.group, "Choose one" if not found.fields.group else "As it is"), *offered]
    )


def _readers(form: Wording, offered: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The readers to choose from; what the file came with stays what it is until somebody chooses."""
    there = not form.visibility or form.visibility in dict(offered)
    return offered if there else [*offered, *reader_choices([Visibility(form.visibility)])]


def _shown(visit: Visit, found: Draft, text: str) -> str:
    """How a text will look, its pictures those of the draft."""
    group = visit.catalog.group(found.fields.group, visit.audiences) if found.fields.group else None
    source = Document("", "new.md", "", Kind.PAGE, group.slug if group else None)

    def address(link: Reference) -> str | None:
        name = link.target.removeprefix("files/")
        if not link.wiki and name != link.target and name in found.told.files:
            return visit.parts.templates.link(f"{draft_address(found.id)}/files/{quote(name)}")
        return link_address(link, source, visit)

    rendered = visit.parts.renderer.render(text, drop_title=found.fields.title)
    return finish(rendered.html, address).html
