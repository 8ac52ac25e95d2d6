"""What every answer carries."""

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.testclient import TestClient

from kb.web.serving.headers import HeadersMiddleware


@pytest.fixture
def site():
    app = FastAPI()

    @app.get("/page")
    def page() -> Response:
        return HTMLResponse("<p>hello</p>")

    @app.get("/picture")
    def picture() -> Response:
        return Response(b"png", media_type="image/png", headers={"ETag": '"own"', "Content-Security-Policy": "sandbox"})

    @app.get("/missing")
    def missing() -> Response:
        return HTMLResponse("<p>nothing</p>", 404)

    app.add_middleware(HeadersMiddleware, https=True)
    return TestClient(app)


def test_an_answer_has_the_security_headers(site):
    headers = site.get("/page").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert headers["Content-Security-Policy"].endswith("; upgrade-insecure-requests")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_what_an_answer_says_of_itself_is_kept(site):
    assert site.get("/picture").headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("path", ["/page", "/picture"])
def test_a_reader_that_has_this_version_gets_304_with_nothing_in_it(site, path):
    etag = site.get(path).headers["ETag"]
    again = site.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert site.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert site.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_errors_are_never_answered_with_304(site):
    answer = site.get("/missing", headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.text) == (404, "<p>nothing</p>")
    assert "ETag" not in answer.headers


def test_two_answers_that_say_the_same_have_the_same_etag(site):
    assert site.get("/page").headers["ETag"] == site.get("/page").headers["ETag"]


@pytest.mark.parametrize("path", ["/page", "/picture", "/missing"])
def test_head_says_what_get_would_without_its_content(site, path):
    get, head = site.get(path), site.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert dict(head.headers) == dict(get.headers)
