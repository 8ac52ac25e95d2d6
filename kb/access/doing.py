"""Who may do what, apart from reading."""

from kb.model import Document, Kind, Viewer, Visibility

_FROM_WIDE_TO_NARROW = list(Visibility)


def may_administer(viewer: Viewer) -> bool:
    """Look after the library: people, groups, settings, health."""
    return viewer.admin and viewer.writes


def may_lead(viewer: Viewer, group: str) -> bool:
    """Invite into a group, answer who asks to join, give roles, edit what the group says of itself; and say, under the
    Chatham House Rule, that a draft names no one."""
    return (viewer.admin or group in viewer.leads) and viewer.writes


def may_write(viewer: Viewer, document: Document) -> bool:
    """Change a document, or take it away; that they may read it is asked apart.

    Those who were there correct what was said: members and leads of its group. What is for leads, and the page of the
    group itself, is for its leads; what is of no group, for admins.
    """
    by_leads = document.kind is Kind.GROUP or document.visibility is Visibility.LEADS
    return may_lead(viewer, document.group or "") if by_leads else may_write_in(viewer, document.group)


def may_write_in(viewer: Viewer, group: str | None) -> bool:
    """Write new documents in a group; those of no group are the admins'."""
    return (viewer.admin or (group or "") in viewer.groups | viewer.leads) and viewer.writes


def may_write_anywhere(viewer: Viewer) -> bool:
    """Is there anything they could write a new document in?"""
    return (viewer.admin or bool(viewer.groups | viewer.leads)) and viewer.writes


def may_see_draft(
    viewer: Viewer, owner: int, group: str, ruled_by: str | None = None, *, waits_for_admins: bool = False
) -> bool:
    """See what was taken in and is not published: whoever took it in, the leads of the group it is for, and those of
    the group whose rule it was under before, as they have to publish it.

    Admins see no more than that, but what `waits_for_admins`, as nobody else could publish it: what nobody has read for
    names yet is for as few as can be. A token that is limited to groups opens the drafts of these alone.
    """
    if viewer.account is None or (viewer.within is not None and group not in viewer.within):
        return False
    by_admin = viewer.admin and waits_for_admins
    return viewer.account == owner or by_admin or bool(({group, ruled_by} - {"", None}) & viewer.leads)


def may_share(viewer: Viewer, document: Document) -> bool:
    """Let somebody outside read a document that is not for everybody; that they may read it themselves is asked apart.

    Those who lead its group; for what is of no group, admins.
    """
    return document.visibility is not Visibility.PUBLIC and may_lead(viewer, document.group or "")


def may_see_members(viewer: Viewer, group: str, under_the_rule: bool) -> bool:
    """See who is in a group. Under the Chatham House Rule even that is for its leads alone."""
    if viewer.admin or group in viewer.leads:
        return True
    return group in viewer.groups and not under_the_rule


def may_open_to(viewer: Viewer, now: Visibility, usual: Visibility) -> tuple[Visibility, ...]:
    """The readers whom somebody may give to a group or document of theirs, from the widest to the narrowest.

    They open it no wider than it is `now`, or than is `usual` in this library; an admin as wide as they like.
    """
    if viewer.admin:
        return tuple(_FROM_WIDE_TO_NARROW)
    widest = min(_FROM_WIDE_TO_NARROW.index(now), _FROM_WIDE_TO_NARROW.index(usual))
    return tuple(_FROM_WIDE_TO_NARROW[widest:])
