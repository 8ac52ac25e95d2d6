"""Writing by program: a new document, another version, taking one away; never over what nobody has seen."""

from __future__ import annotations

import pytest

from tests.signed_in import Browsers


@pytest.fixture
def people(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("north/2024-01-15-notes.md", "Xylophones.\n", id="call01", title="First call")
    library.document("north/secret.md", "Umbrage.\n", id="secret", visibility="leads", kind="page")
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    return Browsers(site())


@pytest.fixture
def program(people):
    """A program of somebody, with a token of a scope: `program("ned", "write", north="member")`."""

    def made(name, scope="write", **roles):
        people(name, **roles)
        return people.program(name, scope=scope)

    return made


@pytest.fixture
def ned(program):
    return program("ned", north="member")


def etag(client, identifier="call01") -> dict[str, str]:
    return {"If-Match": client.get(f"/api/v1/documents/{identifier}").json()["etag"]}


def test_a_new_document_is_there_and_found(ned, library):
    sent = {
        "title": "February",
        "kind": "notes",
        "group": "north",
        "date": "2024-02-15",
        "markdown": "Snow.",
        "tags": ["ice"],
    }
    answer = ned.post("/api/v1/documents", json=sent)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"].endswith(f"/api/v1/documents/{made['id']}")
    assert (made["title"], made["date"], made["tags"], made["path"]) == (
        "February", "2024-02-15", ["ice"], f"north/2024-02-15-notes-{made['id']}.md",
    )  # fmt: skip
    assert ned.get("/api/v1/search?q=snow").json()["results"][0]["id"] == made["id"]
    assert answer.headers["etag"] == made["etag"] == etag(ned, made["id"])["If-Match"]


def test_another_version_is_written_and_what_is_left_out_stays(ned, library):
    answer = ned.put("/api/v1/documents/call01", json={"markdown": "Marmalade.\n", "why": "better"}, headers=etag(ned))
    assert answer.status_code == 200
    assert answer.json()["title"] == "First call"
    assert ned.get("/api/v1/search?q=marmalade").json()["total"] == 1
    assert etag(ned)["If-Match"] == answer.headers["etag"]


def test_a_stale_version_writes_nothing_and_gives_both(ned, library):
    old = etag(ned)
    ned.put("/api/v1/documents/call01", json={"markdown": "Mine.\n"}, headers=old)
    answer = ned.put("/api/v1/documents/call01", json={"markdown": "Yours.\n"}, headers=old)
    assert answer.status_code == 412
    problem = answer.json()
    assert (problem["status"], problem["now"]["markdown"], problem["sent"]["markdown"]) == (412, "Mine.\n", "Yours.\n")
    again = {"If-Match": problem["now"]["etag"]}
    assert ned.put("/api/v1/documents/call01", json={"markdown": "Both.\n"}, headers=again).status_code == 200
    assert ned.delete("/api/v1/documents/call01", headers=old).status_code == 412


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-Match": ""}])
def test_nothing_is_written_over_what_nobody_has_seen(ned, headers):
    for answer in (
        ned.put("/api/v1/documents/call01", json={"markdown": "x"}, headers=headers),
        ned.delete("/api/v1/documents/call01", headers=headers),
    ):
        assert answer.status_code == 428
        assert "If-Match" in answer.json()["detail"]


def test_what_is_taken_away_is_gone_and_in_the_bin(ned, library, people):
    assert ned.delete("/api/v1/documents/call01?why=twice", headers=etag(ned)).status_code == 204
    assert ned.get("/api/v1/documents/call01").status_code == 410
    assert not (library.notes / "north/2024-01-15-notes.md").exists()
    assert "First call" in people.again("ned").get("/bin").text


def test_only_a_token_that_writes_writes(program, people):
    reader, sam = program("ria", "read", north="lead"), program("sam", south="member")
    for client in (reader, sam):
        old = etag(client)
        assert client.put("/api/v1/documents/call01", json={"markdown": "x"}, headers=old).status_code == 403
        assert client.delete("/api/v1/documents/call01", headers=old).status_code == 403
        new = client.post("/api/v1/documents", json={"title": "x", "kind": "notes", "group": "north"})
        assert new.status_code == 403
    visitor = people.visitor()
    assert visitor.put("/api/v1/documents/call01", json={"markdown": "x"}).status_code == 401
    assert visitor.post("/api/v1/documents", json={"title": "x"}).status_code == 401


def test_what_is_hidden_is_what_never_was(ned):
    for method in ("put", "delete"):
        sent = {"json": {"markdown": "x"}} if method == "put" else {}
        hidden, never = (
            getattr(ned, method)(f"/api/v1/documents/{each}", headers={"If-Match": '"x"'}, **sent)
            for each in ("secret", "never0")
        )
        assert (hidden.status_code, hidden.text) == (404, never.text)


def test_under_the_rule_somebody_has_to_have_read_it(program):
    lea = program("lea", east="lead")
    new = {"title": "Trust", "kind": "notes", "group": "east", "markdown": "Trust."}
    answer = lea.post("/api/v1/documents", json=new)
    assert (answer.status_code, "names_no_one" in answer.json()["detail"]) == (422, True)
    assert lea.post("/api/v1/documents", json={**new, "names_no_one": True}).status_code == 201


@pytest.mark.parametrize(
    "sent", [{"date": "2024-02-31"}, {"kind": "novel"}, {"visibility": "secret"}, {"colour": "red"}, {"title": 7}]
)
def test_what_cannot_be_is_told(ned, sent):
    answer = ned.put("/api/v1/documents/call01", json=sent, headers=etag(ned))
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_files_are_attached_replaced_and_taken_away(ned, people, library):
    address = "/api/v1/documents/call01/files"
    answer = ned.post(address, files=[("file", ("Figures 2024.csv", b"a,b\n"))])
    assert (answer.status_code, answer.json()["files"][0]["name"]) == (201, "figures-2024.csv")
    assert ned.put(f"{address}/figures-2024.csv", files={"file": ("x.csv", b"c,d\n")}).status_code == 200
    assert ned.put(f"{address}/figures-2024.csv", files={"file": ("x.txt", b"c,d\n")}).status_code == 409
    assert (library.notes / "north/2024-01-15-notes/figures-2024.csv").read_bytes() == b"c,d\n"
    assert ned.delete(f"{address}/figures-2024.csv").status_code == 204
    assert ned.delete(f"{address}/figures-2024.csv").status_code == 404
    history = people._app.state.parts.history
    assert [history.content(each) for each in history.files(["call01"])] == [b"c,d\n", b"c,d\n", b"a,b\n"]


def test_files_that_cannot_be_attached_are_refused_in_words(ned, program):
    refused = ned.post("/api/v1/documents/call01/files", files={"file": ("a.md", b"# Text")})
    assert (refused.status_code, "a text of its own" in refused.json()["detail"]) == (422, True)
    assert ned.post("/api/v1/documents/call01/files", data={"x": "y"}).status_code == 422
    assert ned.post("/api/v1/documents/secret/files", files={"file": ("a.txt", b"x")}).status_code == 404
    reader = program("rea", "read", north="member")
    assert reader.post("/api/v1/documents/call01/files", files={"file": ("a.txt", b"x")}).status_code == 403
