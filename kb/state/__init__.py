"""The database of an installation: what lives nowhere else than here, such as accounts and sessions.

This room knows no table: each room below owns its own (`kb.people.tables`) and declares them on `Base`. What all share
is here: opening the database, one transaction, and taking an older database to the tables of this program.
"""

from kb.state.copying import dump, load
from kb.state.database import State, Transaction
from kb.state.errors import StateBusy, StateRefused, StateUnusable
from kb.state.tables import Base

__all__ = ["Base", "State", "StateBusy", "StateRefused", "StateUnusable", "Transaction", "dump", "load"]
