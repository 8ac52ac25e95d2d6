"""The same people in every world, and how each of them asks."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from kb.people.accounts import create_account
from kb.people.memberships import set_member
from kb.people.sessions import begin_session
from kb.people.tokens import make_token
from kb.state import State

PEOPLE: dict[str, dict[str, str]] = {
    "nobody": {},
    "sam": {"south": "member"},
    "lena": {"south": "lead", "east": "member"},
    "ned": {"north": "member"},
    "lea": {"north": "lead", "west": "lead"},
    "ada": {},
}
ADMIN = "ada"


@dataclass(frozen=True)
class Viewers:
    """A folder with the accounts, and for each viewer the headers of their requests."""

    state: Path
    headers: dict[str, dict[str, str]] = field(default_factory=dict)

    def into(self, home: Path) -> None:
        """Give a library these accounts."""
        shutil.copytree(self.state, home / "state", dirs_exist_ok=True)


def viewers_in(home: Path) -> Viewers:
    """Make the accounts in the state of this folder."""
    state = State(home)
    headers: dict[str, dict[str, str]] = {"a visitor": {}}
    with state.write() as db:
        for name, groups in PEOPLE.items():
            account = create_account(db, f"{name}@example.org", name.title(), admin=name == ADMIN).number
            for group, role in groups.items():
                set_member(db, account, group, "lead" if role == "lead" else "member")
            headers[name] = {"Cookie": f"session={begin_session(db, account, 'Firefox on Linux')}"}
            if name == "sam":
                headers["sam's program"] = {"Authorization": f"Bearer {make_token(db, account, 'reader', 'read')}"}
    state.close()
    return Viewers(home / "state", headers)
