"""From a document to its audience, from a viewer to theirs."""

from collections.abc import Iterable

from kb.model import MEMBERS, PUBLIC, Audience, Document, Viewer, Visibility, group_audience, leads_audience


def audience_of(document: Document) -> Audience:
    """The one set of readers a document is for.

    A document for "its group" that belongs to no group is for the admins alone: a mistake must not open a door.
    """
    match document.visibility:
        case Visibility.PUBLIC:
            return PUBLIC
        case Visibility.MEMBERS:
            return MEMBERS
        case Visibility.GROUP if document.group:
            return group_audience(document.group)
        case _:
            return leads_audience(document.group)


def audiences_of(viewer: Viewer, existing: Iterable[Audience] = ()) -> frozenset[Audience]:
    """All audiences a viewer belongs to. An admin belongs to every one of the `existing` ones."""
    own = {PUBLIC}
    if viewer.member or viewer.groups or viewer.leads or viewer.admin:
        own.add(MEMBERS)
    own |= {group_audience(group) for group in viewer.groups | viewer.leads}
    own |= {leads_audience(group) for group in viewer.leads}
    return frozenset(own | set(existing) if viewer.admin else own)


def may_read(document: Document, audiences: frozenset[Audience]) -> bool:
    """Does a viewer of these audiences see this document at all?"""
    return audience_of(document) in audiences


def is_no_narrower(document: Document, then: Audience) -> bool:
    """Is a document for no fewer readers now than when it was for this audience?"""
    group = document.group
    of_group = (leads_audience(group), group_audience(group)) if group else (leads_audience(None),)
    from_narrow_to_wide = (*of_group, MEMBERS, PUBLIC)
    now = audience_of(document)
    return then in from_narrow_to_wide and from_narrow_to_wide.index(now) >= from_narrow_to_wide.index(then)


def may_read_version(audience: Audience, viewer: Viewer) -> bool:
    """May a viewer who can read a document now also read a version of it that was for this audience then?

    The stricter of both holds: whoever could not read it then does not read it now.
    """
    return viewer.admin or audience in audiences_of(viewer)
