"""An OpenID provider for tests of what no honest one does: it says and signs whatever it is told to.

How signing in goes with a real one is tested in tests/clients.
"""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "club", "the secret of the club, which is long enough"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
"""Goes by the same name."""


class Issuer:
    """What it says: set before it is asked.

    Attributes:
        told: the forms that its token endpoint was sent, and `asked` the paths of all requests.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.told: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.metadata: dict[str, Any] = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        self.keys: list[RSAKey] = [KEY]
        self.token: dict[str, Any] = {"error": "invalid_grant"}
        self.userinfo: dict[str, Any] = {}
        self.status = 200

    def claims(self, nonce: str | None, **more: Any) -> dict[str, Any]:
        """What an ID token of Ada says; with None, that is left out."""
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "sub": "ada-1", "iat": now, "exp": now + 300, "nonce": nonce}
        said |= {"email": "ada@example.org", "email_verified": True, "name": "Ada", **more}
        return {name: value for name, value in said.items() if value is not None}

    def gives(self, claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256", **header: str) -> None:
        """Make it answer to the next codes with this ID token."""
        signed = jwt.encode({"alg": algorithm, "kid": "first", **header}, claims, key, algorithms=[algorithm])
        self.token = {"access_token": "access", "token_type": "Bearer", "id_token": signed}

    def gives_by_hand(self, claims: dict[str, Any], algorithm: str = "none", secret: bytes = b"") -> None:
        """One that no library makes: not signed at all, or (HS256) with what is no secret."""
        pieces = [json.dumps(each).encode() for each in ({"alg": algorithm}, claims)]
        written = b".".join(map(_in_letters, pieces))
        signature = hmac.digest(secret, written, "sha256") if secret else b""
        token = b".".join((written, _in_letters(signature))).decode()
        self.token = {"access_token": "access", "token_type": "Bearer", "id_token": token}

    def answer(self, path: str) -> dict[str, Any]:
        pages = {
            "/.well-known/openid-configuration": self.metadata,
            "/jwks": {"keys": [key.as_dict(private=False) for key in self.keys]},
            "/token": self.token,
            "/me": self.userinfo,
        }
        return pages[path]


def _in_letters(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def asked_for(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """A provider on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            said = issuer.answer(self.path)
            body = json.dumps(said).encode()
            self.send_response(400 if "error" in said else issuer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.told.append(dict(parse_qsl(sent)))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
