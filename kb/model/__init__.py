"""What a library is made of, as plain data: documents, passages, groups, meetings, dates, viewers.

Nothing here reads a file, knows an address or keeps state. Every other room speaks in these words; what they mean is
in the first table of docs/architecture.md.
"""

from kb.model.dates import DateRange, PartialDate
from kb.model.document import (
    CHATHAM_HOUSE,
    AttachedFile,
    Document,
    Kind,
    Link,
    Problem,
    Severity,
    Tag,
    Visibility,
    file_anchors,
)
from kb.model.lines import one_line
from kb.model.passage import Heading, Passage
from kb.model.places import Group, Meeting, Schedule, schedule
from kb.model.slugs import slug, tag_called_plainly, tag_slug
from kb.model.viewer import MEMBERS, PUBLIC, VISITOR, Audience, Viewer, group_audience, group_of, leads_audience

__all__ = [
    "CHATHAM_HOUSE",
    "MEMBERS",
    "PUBLIC",
    "VISITOR",
    "AttachedFile",
    "Audience",
    "DateRange",
    "Document",
    "Group",
    "Heading",
    "Kind",
    "Link",
    "Meeting",
    "PartialDate",
    "Passage",
    "Problem",
    "Schedule",
    "Severity",
    "Tag",
    "Viewer",
    "Visibility",
    "file_anchors",
    "group_audience",
    "group_of",
    "leads_audience",
    "one_line",
    "schedule",
    "slug",
    "tag_called_plainly",
    "tag_slug",
]
