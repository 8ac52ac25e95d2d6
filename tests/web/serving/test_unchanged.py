"""Whoever has a public file already is told so, and nobody else is told anything."""

from __future__ import annotations

import pytest

from tests.served import Server
from tests.signed_in import Browsers

PAST, FUTURE = "Tue, 01 Jan 1980 00:00:00 GMT", "Tue, 01 Jan 2080 00:00:00 GMT"


@pytest.fixture
def club(library, site):
    library.document("call.md", "# Call\n", id="ca11")
    library.holds("call/plan.png", b"\x89PNG plan")
    library.document("closed.md", "# Closed\n", id="c105ed", visibility="members")
    library.holds("closed/plan.png", b"\x89PNG plan")
    return site()


def asked(club, name="ca11/files/plan.png", **headers):
    return club.get(f"/d/{name}", headers={key.replace("_", "-"): value for key, value in headers.items()})


def test_a_file_that_is_known_by_tag_or_date_is_not_sent_again(club):
    whole = asked(club)
    tag, date = whole.headers["etag"], whole.headers["last-modified"]
    for known in ({"if_none_match": tag}, {"if_none_match": f'"other", W/{tag}'}, {"if_none_match": "*"},
                  {"if_modified_since": date}, {"if_modified_since": FUTURE}):  # fmt: skip
        answer = asked(club, **known)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag), known
        for name in ("cache-control", "access-control-allow-origin", "cross-origin-resource-policy"):
            assert answer.headers[name] == whole.headers[name]
        assert answer.headers["vary"].startswith(whole.headers["vary"])
    for other in ({"if_none_match": '"other"'}, {"if_modified_since": PAST}, {"if_modified_since": "never"},
                  {"if_none_match": '"other"', "if_modified_since": FUTURE}):  # fmt: skip
        assert asked(club, **other).content == whole.content, other


def test_who_is_signed_in_goes_the_usual_way(club):
    browser = Browsers(club)("ada")
    tag = asked(browser).headers["etag"]
    answer = asked(browser, if_none_match=tag)
    assert (answer.status_code, answer.headers["cache-control"]) == (304, "private, no-store")
    assert asked(browser, "c105ed/files/plan.png", if_none_match="*").status_code == 304


def test_what_is_hidden_is_not_there_whoever_says_that_they_have_it(club):
    for name in ("c105ed/files/plan.png", "never/files/plan.png", "ca11/files/never.png"):
        answer = asked(club, name, if_none_match="*", if_modified_since=FUTURE)
        assert (answer.status_code, answer.text) == (404, asked(club, name).text)


def test_what_is_closed_or_changed_is_no_longer_known(club, library):
    tag = asked(club).headers["etag"]
    library.holds("call/plan.png", b"\x89PNG plans")
    assert asked(club, if_none_match=tag).content == b"\x89PNG plans"
    library.document("call.md", "# Call\n", id="ca11", visibility="leads")
    assert Server.until(lambda: asked(club, if_none_match="*").status_code == 404)
