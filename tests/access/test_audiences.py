"""Who may see what."""

import pytest

from kb.access import audience_of, audiences_of, may_open_to, may_read
from kb.model import VISITOR, Document, Kind, Viewer, Visibility

MEMBER = Viewer(member=True)
IN_NORTH = Viewer(member=True, groups=frozenset({"north"}))
LEADS_NORTH = Viewer(member=True, leads=frozenset({"north"}))
LEADS_POGO = Viewer(member=True, leads=frozenset({"pogo"}))
ADMIN = Viewer(member=True, admin=True)
EXISTING = frozenset({"public", "members", "group:north", "leads:north", "leads:"})


def notes(visibility: Visibility, group: str | None = "north") -> Document:
    return Document(id="x", path="x.md", title="x", kind=Kind.NOTES, group=group, visibility=visibility)


@pytest.mark.parametrize(
    ("document", "audience"),
    [
        (notes(Visibility.PUBLIC), "public"),
        (notes(Visibility.MEMBERS), "members"),
        (notes(Visibility.GROUP), "group:north"),
        (notes(Visibility.LEADS), "leads:north"),
        (notes(Visibility.LEADS, None), "leads:"),
        (notes(Visibility.GROUP, None), "leads:"),
    ],
)
def test_a_document_is_for_exactly_one_audience(document, audience):
    assert audience_of(document) == audience


@pytest.mark.parametrize(
    ("viewer", "readable"),
    [
        (VISITOR, {Visibility.PUBLIC}),
        (MEMBER, {Visibility.PUBLIC, Visibility.MEMBERS}),
        (IN_NORTH, {Visibility.PUBLIC, Visibility.MEMBERS, Visibility.GROUP}),
        (LEADS_NORTH, set(Visibility)),
        (LEADS_POGO, {Visibility.PUBLIC, Visibility.MEMBERS}),
        (ADMIN, set(Visibility)),
    ],
)
def test_what_each_kind_of_viewer_may_read_of_a_group(viewer, readable):
    audiences = audiences_of(viewer, EXISTING)
    assert {v for v in Visibility if may_read(notes(v), audiences)} == readable


def test_what_belongs_to_no_group_but_is_not_open_is_for_the_admins_alone():
    document = notes(Visibility.GROUP, None)
    everyone_else = (VISITOR, MEMBER, IN_NORTH, LEADS_NORTH, LEADS_POGO)
    assert not any(may_read(document, audiences_of(viewer, EXISTING)) for viewer in everyone_else)
    assert may_read(document, audiences_of(ADMIN, EXISTING))


@pytest.mark.parametrize(
    ("viewer", "now", "usual", "widest"),
    [
        (LEADS_NORTH, Visibility.GROUP, Visibility.PUBLIC, Visibility.PUBLIC),
        (LEADS_NORTH, Visibility.GROUP, Visibility.MEMBERS, Visibility.MEMBERS),
        (LEADS_NORTH, Visibility.PUBLIC, Visibility.LEADS, Visibility.PUBLIC),
        (LEADS_NORTH, Visibility.LEADS, Visibility.LEADS, Visibility.LEADS),
        (ADMIN, Visibility.LEADS, Visibility.LEADS, Visibility.PUBLIC),
    ],
)
def test_a_lead_opens_nothing_wider_than_it_is_or_is_usual_and_an_admin_may(viewer, now, usual, widest):
    offered = may_open_to(viewer, now, usual)
    assert offered[0] is widest
    assert offered[-1] is Visibility.LEADS
