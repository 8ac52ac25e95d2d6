"""Every rule about who may see what. Pure: documents and viewers in, names of audiences out.

A document is for exactly one audience. A viewer belongs to several. Whoever shows anything of a document asks whether
its audience is among the viewer's; there is no other rule. The index is kept in one partition for each audience and
knows them by name only.
"""

from kb.access.audiences import audience_of, audiences_of, is_no_narrower, may_read, may_read_version
from kb.access.doing import (
    may_administer,
    may_lead,
    may_open_to,
    may_see_draft,
    may_see_members,
    may_share,
    may_write,
    may_write_anywhere,
    may_write_in,
)

__all__ = [
    "audience_of",
    "audiences_of",
    "is_no_narrower",
    "may_administer",
    "may_lead",
    "may_open_to",
    "may_read",
    "may_read_version",
    "may_see_draft",
    "may_see_members",
    "may_share",
    "may_write",
    "may_write_anywhere",
    "may_write_in",
]
