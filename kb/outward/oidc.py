"""Signing in with an OpenID provider (OpenID Connect Core 1.0, authorization code flow with PKCE).

What it says of itself (Discovery 1.0) and its keys are fetched when they are first needed and kept for a time; nothing
that came by way of a browser is believed before its signature is checked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, import_key

from kb.outward.vouching import Flow, NotVouched, ProviderUnusable, Vouched, is_private

PATIENCE = 5.0
"""Seconds a provider may take for one step."""
KEPT = 3600.0
"""Seconds that what it says of itself is believed without asking again."""
AGAIN = 10.0
"""Seconds until a provider that was not reached, or a key that was not there, is asked for again."""
LEEWAY = 60
"""Seconds by which its clock and ours may differ."""
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures that only the provider can make: never "none", nor one made with the secret that we know too."""
LONGEST_SUBJECT = 255
_SCOPE = "openid email profile"
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MICROSOFT = "https://login.microsoftonline.com/"


@dataclass
class _Known:
    """What a provider says of itself, or why it says nothing; `until` when to believe that, in seconds of the monotonic
    clock."""

    metadata: dict[str, Any] = field(default_factory=dict)
    keys: KeySet = field(default_factory=lambda: KeySet([]))
    keys_at: float = 0.0
    wrong: str = ""
    until: float = 0.0


class OpenIdProvider:
    """One provider, as an installation knows it. Safe for many threads."""

    def __init__(self, issuer: str, client: str, secret: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client
        self._secret = secret
        self._known = _Known()
        self._asking = threading.Lock()

    def address(self, flow: Flow, back: str) -> str:
        """Where to send the browser, which will be sent `back`. Raises ProviderUnusable."""
        metadata = self._provider().metadata
        with self._client(metadata, back) as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        return str(address)

    def vouches(self, flow: Flow, code: str, back: str) -> Vouched:
        """Who came back with this code. Raises NotVouched, ProviderUnusable."""
        metadata = self._provider().metadata
        with _in_plain_words(), self._client(metadata, back) as client:
            told = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=flow.verifier)
            claims = self._checked(told, flow, metadata["issuer"])
            if "email" not in claims and "userinfo_endpoint" in metadata:
                claims |= _userinfo(client, metadata["userinfo_endpoint"], claims["sub"])
        return _vouched(claims)

    def _checked(self, told: Mapping[str, Any], flow: Flow, issuer: str) -> dict[str, Any]:
        """The claims of an ID token (Core, 3.1.3.7)."""
        token = told.get("id_token")
        if not isinstance(token, str):
            raise NotVouched("the answer of the provider has no ID token")
        decoded = self._decoded(token)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": self._client_id}},
            {"nonce": flow.nonce, "client_id": self._client_id, "access_token": told.get("access_token")},
        )
        claims.validate(leeway=LEEWAY)
        if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise NotVouched("the subject of the ID token is none")
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        known = self._provider()
        try:
            return jwt.decode(token, known.keys, algorithms=SIGNED_WITH)
        except InvalidKeyIdError:  # it may have a new key since we asked
            if time.monotonic() < known.keys_at + AGAIN:
                raise
            return jwt.decode(token, self._asked().keys, algorithms=SIGNED_WITH)

    def _provider(self) -> _Known:
        """What is known of it, asked for anew where that is long ago. Raises ProviderUnusable."""
        known = self._known
        if time.monotonic() >= known.until:
            known = self._asked()
        if known.wrong:
            raise ProviderUnusable(known.wrong)
        return known

    def _asked(self) -> _Known:
        seen = self._known
        with self._asking:
            if self._known is seen:  # nobody else has asked meanwhile
                self._known = self._discovered()
        return self._known

    def _discovered(self) -> _Known:
        now = time.monotonic()
        try:
            with _in_plain_words(), httpx2.Client(timeout=PATIENCE) as client:
                metadata = _object(client.get(f"{self._issuer}/.well-known/openid-configuration"))
                _hold_to_issuer(metadata, self._issuer)
                keys = _keys(_object(client.get(metadata["jwks_uri"])))
        except (ProviderUnusable, NotVouched) as error:
            return _Known(wrong=str(error), until=now + AGAIN)
        return _Known(metadata, keys, now, until=now + KEPT)

    def _client(self, metadata: Mapping[str, Any], back: str) -> OAuth2Client:
        ways = metadata.get("token_endpoint_auth_methods_supported", ())
        return OAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method="client_secret_post" if "client_secret_post" in ways else "client_secret_basic",
            scope=_SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )


def _hold_to_issuer(metadata: Mapping[str, Any], issuer: str) -> None:
    """It must be who we asked (Discovery, 4.3), and be reached in private."""
    said = metadata.get("issuer")
    if not isinstance(said, str) or said.rstrip("/") != issuer:
        raise ProviderUnusable(f"KB_OIDC_ISSUER is {issuer}, but what is there calls itself {str(said)[:200]!r}")
    for name in _NEEDED:
        if not isinstance(metadata.get(name), str) or not is_private(metadata[name]):
            raise ProviderUnusable(f"the provider gives no https address as its {name}")


def _keys(told: Mapping[str, Any]) -> KeySet:
    """Its keys for signatures; one of a kind that we do not know is as if it were not there."""
    found = []
    for each in told.get("keys", ()):
        try:
            if each.get("use", "sig") == "sig" and each.get("kty") in ("RSA", "EC"):
                found.append(import_key(each))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return KeySet(found)


def _userinfo(client: OAuth2Client, address: str, subject: str) -> dict[str, Any]:
    """What it tells of an address beside the ID token, of the same somebody (Core, 5.3.2). All of it goes together, so
    that one address is not taken for verified because another is."""
    told = _object(client.get(address))
    if told.get("sub") != subject:
        raise NotVouched("the provider tells of somebody else than who signed in")
    return {name: told.get(name) for name in ("email", "email_verified", "xms_edov", "name")}


def _object(answer: httpx2.Response) -> dict[str, Any]:
    answer.raise_for_status()
    told = answer.json()
    if not isinstance(told, dict):
        raise ProviderUnusable("the answer of the provider is none that can be read")
    return told


def _vouched(claims: Mapping[str, Any]) -> Vouched:
    email, name = claims.get("email"), claims.get("name")
    verified = claims.get("email_verified")
    if verified is None and claims["iss"].startswith(_MICROSOFT):
        verified = claims.get("xms_edov")  # Entra ID's own word for it: "email domain owner verified"
    return Vouched(
        claims["iss"],
        claims["sub"],
        email if isinstance(email, str) else "",
        verified is True or str(verified).lower() in ("true", "1"),
        name if isinstance(name, str) else "",
    )


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Errors of the libraries, without what they were told: a code or a token must not be in a log."""
    try:
        yield
    except OAuthError as error:
        if error.error == "invalid_client":
            raise ProviderUnusable("the provider does not take KB_OIDC_CLIENT_ID and KB_OIDC_CLIENT_SECRET") from None
        raise NotVouched(f"the provider refused the code ({str(error.error)[:60]!r})") from None
    except JoseError as error:
        raise NotVouched(f"the ID token does not hold ({type(error).__name__})") from None
    except httpx2.HTTPStatusError as error:
        raise ProviderUnusable(f"the provider answered with {error.response.status_code}") from None
    except httpx2.HTTPError as error:
        raise ProviderUnusable(f"the provider is not reached ({type(error).__name__})") from None
    except ValueError:
        raise ProviderUnusable("the answer of the provider is none that can be read") from None
