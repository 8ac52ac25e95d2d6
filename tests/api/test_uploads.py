"""Programs take files in and publish what was made of them, never more than whoever they act for may."""

from __future__ import annotations

import pytest

from tests.signed_in import Browsers

CALL = b"# Monthly call\n\nDate: 31 March 2020\n\nPresent: Ann Smith, Bob Brown\n\nAnn Smith: We spoke of xylophones.\n"


@pytest.fixture
def club(library, site):
    for group, rule in (("north", "none"), ("east", "chatham-house")):
        library.document(f"{group}/index.md", "Ours.\n", kind="group", title=group.title(), rule=rule)
    club = Browsers(site())
    club("ada", north="lead", east="lead")
    return club


@pytest.fixture
def program(club):
    def made(name="writer", scope="write", groups=None):
        return club.program("ada", called=name, scope=scope, groups=groups)

    return made


def sent(client, **fields):
    return client.post("/api/v1/uploads", files={"file": ("2020-03-31 call.md", CALL)}, data=fields)


def test_a_file_is_taken_in_changed_and_published(program):
    client = program()
    answer = sent(client, group="north", title="The call", kind="notes")
    assert answer.status_code == 201
    (draft,) = answer.json()["drafts"]
    assert {name: draft[name] for name in ("title", "date", "group", "kind")} == {
        "title": "The call", "date": "2020-03-31", "group": "north", "kind": "notes"
    }  # fmt: skip
    assert draft["url"] == f"/drafts/{draft['id']}"
    for each in draft["findings"]:
        assert draft["markdown"][each["start"] : each["end"]] == each["text"]
        assert set(each) == {"id", "text", "start", "end", "kind", "proposal"}
    address = f"/api/v1/drafts/{draft['id']}"
    changed = client.patch(address, json={"date": "2020-04-01", "tags": ["trust"]}, headers={"If-Match": '"1"'})
    assert (changed.json()["date"], changed.json()["tags"], changed.json()["revision"]) == ("2020-04-01", ["trust"], 2)
    assert client.patch(address, json={"date": "31 February"}).status_code == 422
    published = client.post(f"{address}/publish", json={})
    assert published.status_code == 201
    document = published.json()["document"]
    assert (document["title"], document["date"], document["tags"]) == ("The call", "2020-04-01", ["trust"])
    assert client.get("/api/v1/search?q=xylophones").json()["total"] == 1
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/publish", json={}).json()["document"]["id"] == document["id"]
    assert client.get("/api/v1/search?q=xylophones").json()["total"] == 1


def test_under_the_rule_the_open_findings_come_back(program):
    client = program()
    (draft,) = sent(client, group="east").json()["drafts"]
    address = f"/api/v1/drafts/{draft['id']}/publish"
    refused = client.post(address, json={})
    assert refused.status_code == 422
    assert [each["kind"] for each in refused.json()["findings"]] == ["speaker"]
    published = client.post(address, json={"accept_proposals": True, "names_no_one": True})
    assert published.status_code == 201
    assert "Ann" not in published.json()["document"]["markdown"]


def test_what_cannot_be_taken_in_is_said(program):
    client = program()
    assert client.post("/api/v1/uploads", data={"group": "north"}).status_code == 422
    answer = client.post("/api/v1/uploads", files={"file": ("a.md", b"")})
    assert (answer.status_code, answer.json()["detail"]) == (422, "There is no text in it.")
    assert sent(client, visibility="everybody").status_code == 422
    assert sent(client, group="west").status_code == 403


def test_a_token_opens_no_more_than_it_should(program):
    reader, of_east = program("reader", "read"), program("easterner", groups=["east"])
    assert sent(reader).status_code == 403
    (draft,) = sent(program(), group="north").json()["drafts"]
    address = f"/api/v1/drafts/{draft['id']}"
    assert reader.get(address).status_code == 200
    assert reader.patch(address, json={"title": "A"}).status_code == 403
    assert reader.post(f"{address}/publish", json={}).status_code == 403
    assert of_east.get(address).status_code == of_east.patch(address, json={"title": "A"}).status_code == 404
    assert of_east.post(f"{address}/publish", json={}).status_code == 404
    assert sent(of_east, group="north").status_code == 403


def test_a_disk_without_room_is_said_as_what_it_is(program, monkeypatch):
    monkeypatch.setattr("kb.drafts.shelf.Shelf.has_room", lambda *_: False)
    answer = sent(program(), group="north")
    assert (answer.status_code, answer.headers["retry-after"]) == (507, "60")
    assert answer.json()["detail"].startswith("There is not enough room on the disk of this library.")
