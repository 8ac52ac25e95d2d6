"""What runs beside requests: keeping index and folder in step, in one process of those that serve; sending
mails, and letters with news; looking at pages that link here; counting; destroying what
has expired.

`Keeper` runs in every server process. The one that holds the lock watches the folder and brings the index up to date;
the others follow what it wrote, and take over when it ends.
"""

from kb.jobs.courier import Courier
from kb.jobs.garbage import settle
from kb.jobs.keeper import Keeper
from kb.jobs.looker import Looker
from kb.jobs.postman import Postman
from kb.jobs.progress import Progress
from kb.jobs.sweeper import Sweeper
from kb.jobs.tally import Tally

__all__ = ["Courier", "Keeper", "Looker", "Postman", "Progress", "Sweeper", "Tally", "settle"]
