"""Who may do what, apart from reading."""

from kb.model import Viewer, Visibility

_FROM_WIDE_TO_NARROW = list(Visibility)


def may_administer(viewer: Viewer) -> bool:
    """Look after the library: people, groups, settings, health."""
    return viewer.admin and viewer.writes


def may_lead(viewer: Viewer, group: str) -> bool:
    """Invite into a group, answer who asks to join, give roles, edit what the group says of itself."""
    return (viewer.admin or group in viewer.leads) and viewer.writes


def may_see_members(viewer: Viewer, group: str, under_the_rule: bool) -> bool:
    """See who is in a group. Under the Chatham House Rule even that is for its leads alone."""
    if viewer.admin or group in viewer.leads:
        return True
    return group in viewer.groups and not under_the_rule


def may_open_to(viewer: Viewer, now: Visibility, usual: Visibility) -> tuple[Visibility, ...]:
    """The readers whom somebody may give to a group of theirs, from the widest to the narrowest.

    A lead opens it no wider than it is `now`, or than is `usual` in this library; an admin as wide as they like.
    """
    if viewer.admin:
        return tuple(_FROM_WIDE_TO_NARROW)
    widest = min(_FROM_WIDE_TO_NARROW.index(now), _FROM_WIDE_TO_NARROW.index(usual))
    return tuple(_FROM_WIDE_TO_NARROW[widest:])
