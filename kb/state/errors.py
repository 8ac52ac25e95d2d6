"""What can be wrong with the database, in the words of whoever looks after it."""


class StateUnusable(Exception):
    """The database cannot be opened or written; the message says why and what to do. Nothing was changed."""


class StateBusy(StateUnusable):
    """The database was held by somebody else for too long. Trying again is safe: nothing was changed."""


class StateRefused(StateUnusable):
    """This database must not be used by this program, whatever is tried: a server should not start."""
