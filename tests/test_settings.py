"""Settings and their documentation."""

import re
from pathlib import Path

import pytest

from kb.settings import Settings, SettingsUnusable

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"


@pytest.fixture
def setting(monkeypatch):
    def set_(**values: str) -> Settings:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return Settings.from_environment()

    return set_


def test_nothing_needs_to_be_set(setting):
    settings = setting()
    assert (settings.host, settings.port, settings.origin) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.notes == Path("notes")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"KB_PROT": "80"}, "There is no setting KB_PROT. Did you mean KB_PORT?"),
        ({"KB_XYZZY": "1"}, "There is no setting KB_XYZZY. The settings are: KB_"),
        ({"KB_PORT": "http"}, "KB_PORT=http cannot be used: "),
        ({"KB_PORT": "70000"}, "KB_PORT=70000 cannot be used: "),
        ({"KB_WORKERS": "0"}, "KB_WORKERS=0 cannot be used: "),
        ({"KB_URL": "notes.example.org"}, "give the whole public address"),
        ({"KB_OIDC_ISSUER": "https://id.example.org"}, "needs KB_OIDC_CLIENT_ID and KB_OIDC_CLIENT_SECRET as well"),
        ({"KB_OIDC_NAME": "Example"}, "Single sign-on needs KB_OIDC_ISSUER and KB_OIDC_CLIENT_ID and"),
        ({"KB_OIDC_DOMAINS": "example.org"}, "Single sign-on needs KB_OIDC_ISSUER"),
        ({"KB_OIDC_CLIENT_SECRET": "hush"}, "Single sign-on needs KB_OIDC_ISSUER and KB_OIDC_CLIENT_ID as well"),
        ({"KB_OIDC_ISSUER": "http://id.example.org"}, "KB_OIDC_ISSUER=http://id.example.org cannot be used: give the"),
        ({"KB_OIDC_DOMAINS": "example.org, ada@example.com"}, "“ada@example.com” is not what stands behind the @"),
        ({"KB_OIDC_DOMAINS": "*.example.org"}, "“*.example.org” is not what stands behind the @"),
        ({"KB_SMTP_URL": "smtp://mail.example.org"}, "KB_SMTP_URL cannot be used: it does not say which address"),
    ],
)
def test_what_cannot_be_meant_stops_the_start_with_a_sentence(setting, values, sentence):
    with pytest.raises(SettingsUnusable, match=re.escape(sentence)):
        setting(**values)


def test_what_may_hold_a_password_is_not_repeated(setting):
    with pytest.raises(SettingsUnusable) as refused:
        setting(KB_SMTP_URL="smtp://ada:secret@mail.example.org")
    assert "secret" not in str(refused.value)


def test_the_secret_of_single_sign_on_is_not_repeated(setting):
    with pytest.raises(SettingsUnusable) as refused:
        setting(KB_OIDC_CLIENT_SECRET="hush")
    assert "hush" not in str(refused.value)


def test_domains_may_be_apart_by_commas_or_blanks(setting):
    provider = {"KB_OIDC_ISSUER": "https://id.example.org", "KB_OIDC_CLIENT_ID": "a", "KB_OIDC_CLIENT_SECRET": "b"}
    settings = setting(**provider, KB_OIDC_DOMAINS="Example.org,example.com  example.net")
    assert settings.oidc_domains.split() == ["example.org", "example.com", "example.net"]


def test_an_empty_value_is_as_if_it_were_not_there(setting):
    assert setting(KB_PORT="", KB_URL="").port == 8000


def test_a_public_address_may_have_a_path(setting):
    settings = setting(KB_URL="https://example.org/club/")
    assert (settings.origin, settings.public_path) == ("https://example.org/club", "/club")


@pytest.mark.parametrize(("host", "origin"), [("0.0.0.0", "http://localhost:8000"), ("::1", "http://[::1]:8000")])
def test_the_address_is_one_a_browser_can_open(setting, host, origin):
    assert setting(KB_HOST=host).origin == origin


def test_every_setting_is_documented_and_every_documented_setting_exists():
    documented = set(re.findall(r"^## `(KB_[A-Z_]+)`", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == {f"KB_{name.upper()}" for name in Settings.model_fields}
