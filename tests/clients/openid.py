"""A real OpenID provider for tests: npm's oidc-provider, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CLIENT, SECRET = "club", "the secret of the club"


class RealProvider:
    """A running provider, which knows whoever is in its file of people."""

    def __init__(self, process: subprocess.Popen[str], people: Path) -> None:
        self._process = process
        self._people = people
        self.issuer = self._line()
        self.knows()

    @property
    def settings(self) -> dict[str, str]:
        """What a library is told of it."""
        return {"KB_OIDC_ISSUER": self.issuer, "KB_OIDC_CLIENT_ID": CLIENT, "KB_OIDC_CLIENT_SECRET": SECRET}

    def sends_back_to(self, back: str) -> None:
        """Register the library: where it wants people to come back to."""
        told = {"client": CLIENT, "secret": SECRET, "back": back, "people": str(self._people)}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        assert self._line() == "ready"

    def knows(self, **people: dict[str, Any]) -> None:
        """Whom it knows from now on, by login: `knows(ada={"email": …, "email_verified": True})`."""
        self._people.write_text(json.dumps(people))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def provided(folder: Path) -> Iterator[RealProvider]:
    """A new provider. What it says of itself on its error stream (that it is none for production) goes into a file."""
    with (folder / "provider.log").open("w") as log:
        process = subprocess.Popen(
            ["node", HERE / "openid-provider.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield RealProvider(process, folder / "people.json")
    finally:
        process.communicate()  # with its input it ends
