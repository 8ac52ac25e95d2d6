"""What is asked of an OpenID provider, and that only what it has signed for this one try is believed."""

from __future__ import annotations

import base64
import hashlib
import time
from functools import partial

import pytest
from joserfc.jwk import OctKey, RSAKey

from kb.outward import oidc
from kb.outward.oidc import OpenIdProvider
from kb.outward.vouching import Flow, NotVouched, ProviderUnusable, Vouched
from tests.outward.issuer import CLIENT, KEY, OTHER_KEY, SECRET, Issuer, asked_for, issuing

BACK = "http://127.0.0.1:8000/login/oidc/back"


@pytest.fixture
def issuer():
    with issuing() as one:
        yield one


@pytest.fixture
def provider(issuer):
    return OpenIdProvider(issuer.url, CLIENT, SECRET)


@pytest.fixture
def flow():
    return Flow.begun()


def test_the_way_there_says_what_is_wanted_and_gives_nothing_away(issuer, provider, flow):
    asked = asked_for(provider.address(flow, BACK))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "openid email profile",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    assert not {flow.secret, flow.verifier, SECRET} & set(asked.values())


def test_no_two_tries_have_anything_in_common():
    one, other = Flow.begun(), Flow.begun()
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6


def test_who_comes_back_is_whom_it_has_signed_for(issuer, provider, flow):
    issuer.gives(issuer.claims(flow.nonce))
    assert provider.vouches(flow, "code", BACK) == Vouched(issuer.url, "ada-1", "ada@example.org", True, "Ada")
    [told] = issuer.told
    assert told == {
        "grant_type": "authorization_code",
        "code": "code",
        "redirect_uri": BACK,
        "code_verifier": flow.verifier,
        "client_id": CLIENT,
        "client_secret": SECRET,
    }


def gives(issuer: Issuer, made_for: str, /, **claims: object) -> None:
    issuer.gives(issuer.claims(**{"nonce": made_for, **claims}))


NOT_BELIEVED = {
    "for somebody else": partial(gives, aud="another club"),
    "for nobody": partial(gives, aud=None),
    "for two, not made for us": partial(gives, aud=[CLIENT, "another club"], azp="another club"),
    "for two, made for nobody": partial(gives, aud=[CLIENT, "another club"]),
    "from somebody else": partial(gives, iss="https://elsewhere.example.org"),
    "from nobody": partial(gives, iss=None),
    "expired": partial(gives, exp=int(time.time()) - 2 * oidc.LEEWAY),
    "lasting for ever": partial(gives, exp=None),
    "of tomorrow": partial(gives, iat=int(time.time()) + 86400),
    "for another try": partial(gives, nonce="another"),
    "for any try": partial(gives, nonce=None),
    "of nobody": partial(gives, sub=None),
    "of an empty name": partial(gives, sub=""),
    "of an endless name": partial(gives, sub="a" * 256),
    "of a number": partial(gives, sub=1),
    "with another access token": partial(gives, at_hash="bm90IHRoaXMgb25lISEhIQ"),
    "signed by somebody else": lambda issuer, nonce: issuer.gives(issuer.claims(nonce), OTHER_KEY),
    "signed by a key that is not there": lambda issuer, nonce: issuer.gives(issuer.claims(nonce), kid="second"),
    "signed with our own secret": lambda issuer, nonce: issuer.gives(
        issuer.claims(nonce), OctKey.import_key(SECRET), "HS256"
    ),
    "signed with its public key": lambda issuer, nonce: issuer.gives_by_hand(
        issuer.claims(nonce), "HS256", KEY.as_pem(private=False)
    ),
    "not signed": lambda issuer, nonce: issuer.gives_by_hand(issuer.claims(nonce)),
    "not signed, but said to be": lambda issuer, nonce: issuer.gives_by_hand(issuer.claims(nonce), "RS256"),
    "none at all": lambda issuer, _: issuer.token.update(access_token="access", error=None, id_token=None),
}


@pytest.mark.parametrize("what", NOT_BELIEVED)
def test_an_id_token_is_not_believed(issuer, provider, flow, what):
    NOT_BELIEVED[what](issuer, flow.nonce)
    with pytest.raises((NotVouched, ProviderUnusable)) as refused:
        provider.vouches(flow, "code", BACK)
    assert isinstance(refused.value, NotVouched), refused.value
    assert "ada" not in str(refused.value)


def test_what_was_changed_after_it_was_signed_is_not_believed(issuer, provider, flow):
    issuer.gives(issuer.claims(flow.nonce, sub="eve-1"))
    head, _, signature = issuer.token["id_token"].split(".")
    issuer.gives(issuer.claims(flow.nonce))
    said = issuer.token["id_token"].split(".")[1]
    issuer.token["id_token"] = f"{head}.{said}.{signature}"
    with pytest.raises(NotVouched):
        provider.vouches(flow, "code", BACK)


def test_a_code_that_the_provider_refuses_vouches_for_nobody(provider, flow):
    with pytest.raises(NotVouched, match="invalid_grant"):
        provider.vouches(flow, "another's", BACK)


def test_a_wrong_secret_is_said_to_whoever_runs_the_library(issuer, provider, flow):
    issuer.token = {"error": "invalid_client"}
    with pytest.raises(ProviderUnusable, match="KB_OIDC_CLIENT_SECRET"):
        provider.vouches(flow, "code", BACK)


def test_a_new_key_is_fetched_when_it_is_first_used(issuer, provider, flow, monkeypatch):
    monkeypatch.setattr(oidc, "AGAIN", 0.0)
    provider.address(flow, BACK)
    second = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    issuer.keys.append(second)
    issuer.gives(issuer.claims(flow.nonce), second, kid="second")
    assert provider.vouches(flow, "code", BACK).subject == "ada-1"


def test_what_a_provider_says_of_itself_is_asked_once(issuer, provider, flow):
    for _ in range(3):
        provider.address(flow, BACK)
    assert issuer.asked == ["/.well-known/openid-configuration", "/jwks"]


def test_a_provider_that_is_down_is_not_asked_at_once_again_but_later(issuer, provider, flow, monkeypatch):
    issuer.status = 500
    for _ in range(3):
        with pytest.raises(ProviderUnusable, match="500"):
            provider.address(flow, BACK)
    assert len(issuer.asked) == 1
    issuer.status = 200
    monkeypatch.setattr(oidc.time, "monotonic", lambda now=time.monotonic: now() + 2 * oidc.AGAIN)
    assert provider.address(flow, BACK)


def test_a_provider_that_is_not_there_is_unusable(flow):
    with pytest.raises(ProviderUnusable, match="not reached"):
        OpenIdProvider("http://127.0.0.1:1", CLIENT, SECRET).address(flow, BACK)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"issuer": "https://elsewhere.example.org"}, "calls itself"),
        ({"issuer": None}, "calls itself"),
        ({"token_endpoint": "http://elsewhere.example.org/token"}, "token_endpoint"),
        ({"jwks_uri": None}, "jwks_uri"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
    ],
)
def test_a_provider_that_is_not_who_was_meant_or_cannot_be_reached_in_private_is_unusable(
    issuer, provider, flow, said, why
):
    issuer.metadata |= said
    with pytest.raises(ProviderUnusable, match=why):
        provider.address(flow, BACK)


def test_an_address_that_the_id_token_lacks_is_asked_for(issuer, provider, flow):
    issuer.metadata["userinfo_endpoint"] = f"{issuer.url}/me"
    issuer.gives(issuer.claims(flow.nonce, email=None, name=None))
    issuer.userinfo = {"sub": "ada-1", "email": "other@example.org", "name": "Ada"}
    vouched = provider.vouches(flow, "code", BACK)
    assert (vouched.email, vouched.verified, vouched.name) == ("other@example.org", False, "Ada")
    issuer.userinfo |= {"email_verified": True}
    assert provider.vouches(flow, "code", BACK).verified


def test_an_address_of_somebody_else_is_not_believed(issuer, provider, flow):
    issuer.metadata["userinfo_endpoint"] = f"{issuer.url}/me"
    issuer.gives(issuer.claims(flow.nonce, email=None))
    issuer.userinfo = {"sub": "eve-1", "email": "ada@example.org", "email_verified": True}
    with pytest.raises(NotVouched, match="somebody else"):
        provider.vouches(flow, "code", BACK)


@pytest.mark.parametrize(
    ("said", "verified"),
    [
        ({"email_verified": True}, True),
        ({"email_verified": "true"}, True),
        ({"email_verified": False}, False),
        ({"email_verified": "false"}, False),
        ({"email_verified": None}, False),
        ({"email_verified": None, "xms_edov": True}, False),  # anybody else may mean anything by it
        ({"email_verified": ["true"]}, False),
    ],
)
def test_an_address_counts_as_verified_only_where_that_is_said(issuer, provider, flow, said, verified):
    issuer.gives(issuer.claims(flow.nonce, **said))
    assert provider.vouches(flow, "code", BACK).verified is verified


@pytest.mark.parametrize(
    ("said", "verified"),
    [({"xms_edov": True}, True), ({"xms_edov": "1"}, True), ({"xms_edov": 0}, False), ({}, False)],
)
def test_entra_says_it_with_a_word_of_its_own(said, verified):
    claims = {"iss": "https://login.microsoftonline.com/a-tenant/v2.0", "sub": "ada-1", "email": "ada@example.org"}
    assert oidc._vouched({**claims, **said}).verified is verified
    assert not oidc._vouched({**claims, **said, "email_verified": False}).verified
