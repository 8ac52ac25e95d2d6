"""Every setting and its default. Each is an environment variable `KB_…`; docs/settings.md has a paragraph for each."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.outward.smtp import MailServer
from kb.outward.vouching import is_private

PREFIX = "KB_"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
_SECRET = ("KB_DATABASE_URL", "KB_SMTP_URL", "KB_OIDC_CLIENT_SECRET")
"""Hold a password: what they are is repeated nowhere."""


class SettingsUnusable(Exception):
    """A setting has a value that cannot be meant; the message says which, and what to do."""


def _public_address(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(
            "give the whole public address, such as https://notes.example.org or https://example.org/notes"
        )
    return value.rstrip("/")


def _mail_server(value: str | None) -> str | None:
    if value is not None:
        MailServer.at(value)
    return value


def _issuer(value: str | None) -> str | None:
    if value is not None:
        parts = urlsplit(value)
        if not parts.hostname or parts.query or parts.fragment or not is_private(value) or len(value) > 300:
            raise ValueError(
                "give the https address by which the provider calls itself, such as https://id.example.org"
            )
    return value


def _domains(value: str) -> str:
    names = [name for name in re.split(r"[\s,]+", value.lower()) if name]
    wrong = next((name for name in names if not re.fullmatch(r"[^@.*/:]+(\.[^@.*/:]+)+", name)), None)
    if wrong is not None:
        raise ValueError(f"“{wrong}” is not what stands behind the @ of an address, such as example.org")
    return " ".join(names)


class Settings(BaseSettings):
    """What an installation can choose.

    Attributes:
        home: the library's folder: notes/, index/, state/ and its own templates/ (KB_HOME).
        host, port: where the server listens.
        url: the public address, where it is another than the one it listens on; may have a path.
        workers: how many server processes.
        trusted_proxies: addresses, apart by commas, whose word on scheme and client is believed.
        database_url: the database of accounts, where it is another than SQLite in `state/kb.db`.
        index_url: the folder of the index, where it is another than `index/`.
        max_upload: megabytes of a file that somebody sends.
        smtp_url: the server that mails are handed to; without one none are sent.
        oidc_issuer, oidc_client_id, oidc_client_secret: the OpenID provider for single sign-on; all three, or none.
        oidc_domains: whose verified addresses are let in without an invitation, apart by blanks or commas.
        oidc_name: what people call the provider.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", env_ignore_empty=True)

    home: Path = Path()
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    url: Annotated[str | None, AfterValidator(_public_address)] = None
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    trusted_proxies: str = "127.0.0.1"
    index_url: Path | None = None
    database_url: str | None = None
    max_upload: Annotated[int, Field(ge=1, le=100)] = 50
    smtp_url: Annotated[str | None, AfterValidator(_mail_server)] = None
    oidc_issuer: Annotated[str | None, AfterValidator(_issuer)] = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_domains: Annotated[str, AfterValidator(_domains)] = ""
    oidc_name: Annotated[str, Field(max_length=60)] = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read `KB_*`. Raises SettingsUnusable with a sentence for a name it does not know or a value it cannot use."""
        for name in sorted(environment):
            if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in cls.model_fields:
                raise SettingsUnusable(_unknown(name, cls))
        try:
            return cls()
        except ValidationError as error:
            raise SettingsUnusable(_unusable(error, environment)) from None

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> Self:
        needed = {name: getattr(self, name) for name in ("oidc_issuer", "oidc_client_id", "oidc_client_secret")}
        missing = [f"{PREFIX}{name.upper()}" for name, value in needed.items() if value is None]
        wanted = any(needed.values()) or self.oidc_domains or self.oidc_name
        if wanted and missing:
            raise ValueError(f"Single sign-on needs {' and '.join(missing)} as well; docs/single-sign-on.md says how.")
        return self

    @property
    def notes(self) -> Path:
        return self.home / "notes"

    @property
    def largest_upload(self) -> int:
        """Bytes of a file that somebody sends."""
        return self.max_upload * 1_000_000

    @property
    def index(self) -> Path:
        return self.index_url or self.home / "index"

    @property
    def origin(self) -> str:
        """The address others reach this site at, with its path: KB_URL, else as this machine's browser would."""
        if self.url:
            return self.url
        name = "localhost" if self.host in _EVERYWHERE else self.host
        return f"http://[{name}]:{self.port}" if ":" in name else f"http://{name}:{self.port}"

    @property
    def https(self) -> bool:
        """Do people reach this site under https?"""
        return self.origin.startswith("https:")

    @property
    def public_path(self) -> str:
        """The path in front of every address, "" or like `/notes`."""
        return urlsplit(self.url).path.rstrip("/") if self.url else ""


def _unknown(name: str, settings: type[Settings]) -> str:
    known = [PREFIX + field.upper() for field in settings.model_fields]
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"The settings are: {', '.join(known)}."
    return f"There is no setting {name}. {hint}"


def _unusable(error: ValidationError, environment: Mapping[str, str]) -> str:
    first = error.errors()[0]
    if not first["loc"]:  # it is not one of them that is wrong
        return str(first["msg"]).removeprefix("Value error, ")
    name = PREFIX + str(first["loc"][0]).upper()
    reason = str(first["msg"]).removeprefix("Value error, ")
    given = "" if name in _SECRET else f"={environment.get(name, '')}"
    return f"{name}{given} cannot be used: {reason[0].lower()}{reason[1:]}."
