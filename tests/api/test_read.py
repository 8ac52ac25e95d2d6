"""/api/v1, the read side: the shapes that scripts rest on."""

from __future__ import annotations

import pytest


@pytest.fixture
def api(library, site):
    library.document(
        "pogo/index.md", "# POGO\n\nA club.\n", id="p0g0", kind="group", title="POGO", description="A monthly call."
    )
    library.document(
        "pogo/2020-03-31-notes.md",
        "# Monthly call\n\nWelcome.\n\n## Discussion\n\nSpeaking to the market early: market engagement lets a buyer "
        "test whether the outcome can be priced at all.\n\nSee [the agenda](2020-03-31-agenda.md) and "
        "[[Board papers]].\n",
        id="k7w3qd",
        tags=["Procurement", "market engagement"],
        description="What we said.",
    )
    library.holds("pogo/2020-03-31-agenda.md", "# Agenda of the call\n\n- market engagement\n")
    library.holds("pogo/2020-03-31-notes/board.png", b"\x89PNG")
    library.document("pogo/2020-02-notes.md", "# February\n\nTreacle slows us down.\n", tags=["procurement"])
    library.document(
        "north/board.md", "# Board papers\n\nmarket secrets\n", id="s3cr3t", visibility="leads", tags=["hush"]
    )
    client = site()

    def get(path, **parameters):
        answer = client.get(f"/api/v1{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    get.client = client
    return get


def test_how_a_search_was_read_is_told_part_by_part_with_the_search_without_it(api):
    told = api("/search", q="market -treacle in March 2020 the", kind="notes")["reading"]
    assert [(part["kind"], part["label"], part["url"]) for part in told] == [
        ("word", "market", "/search?q=-treacle+in+March+2020+the&kind=notes"),
        ("excluded", "not treacle", "/search?q=market+in+March+2020+the&kind=notes"),
        ("date", "in March 2020", "/search?q=market+-treacle+the&kind=notes"),
        ("ignored", "the", "/search?q=market+-treacle+in+March+2020&kind=notes"),
    ]


def test_a_search_answers_in_the_promised_shape(api):
    answer = api("/search", q="market engagement")
    assert set(answer) == {
        "query", "read_as", "reading", "total", "took_ms", "page", "per_page", "did_you_mean", "alike", "remarks",
        "results", "facets",
    }  # fmt: skip
    assert (answer["query"], answer["read_as"], answer["page"], answer["per_page"]) == (
        "market engagement",
        "market AND engagement",
        1,
        10,
    )
    best = answer["results"][0]
    assert set(best) == {"id", "url", "title", "kind", "group", "date", "tags", "passages", "more"}
    found = next(r for r in answer["results"] if r["id"] == "k7w3qd")
    assert found["url"] == "/d/k7w3qd/monthly-call"
    assert (found["kind"], found["group"], found["date"]) == ("notes", "pogo", "2020-03-31")
    assert found["tags"] == ["procurement", "market-engagement"]
    passage = found["passages"][0]
    assert set(passage) == {"heading", "parents", "anchor", "url", "snippet", "date"}
    assert passage["url"] == "/d/k7w3qd/monthly-call?q=market+engagement#discussion"
    assert "<mark>" in passage["snippet"]


def test_facets_carry_the_address_of_the_search_they_lead_to(api):
    facets = api("/search", q="market", tag="procurement")["facets"]
    assert set(facets) == {"tag", "group", "kind", "year"}
    tags = {value["value"]: value for value in facets["tag"]}
    assert tags["procurement"]["selected"]
    assert tags["procurement"]["url"] == "/search?q=market"
    assert tags["market-engagement"]["url"] == "/search?q=market&tag=procurement&tag=market-engagement"
    assert "hush" not in tags


def test_a_misspelt_search_offers_what_was_meant_and_its_results(api):
    answer = api("/search", q="treacel")
    assert answer["did_you_mean"] == {"query": "treacle", "url": "/search?q=treacle"}
    assert [result["title"] for result in answer["results"]] == ["February"]
    assert "treacle" in answer["read_as"]


def test_inside_one_document_its_passages_are_the_results(api):
    answer = api("/search", q="market", **{"in": "k7w3qd"})
    assert [result["id"] for result in answer["results"]] == ["k7w3qd"]
    assert answer["results"][0]["passages"]


def test_documents_are_listed_by_path_and_paged(api):
    everything = api("/documents", per_page=100)
    assert everything["total"] == 4
    paths = [entry["path"] for entry in everything["results"]]
    assert paths == sorted(paths)
    assert set(everything["results"][0]) == {"id", "title", "kind", "group", "date", "visibility", "url", "path"}
    assert [entry["path"] for entry in api("/documents", page=2, per_page=3)["results"]] == paths[3:]
    assert api("/documents", page=9)["results"] == []


def test_a_document_comes_with_its_text_and_only_the_links_this_reader_may_follow(api):
    document = api("/documents/k7w3qd")
    assert document["markdown"].startswith("# Monthly call\n")
    assert document["etag"].startswith('"')
    assert document["tags"] == ["procurement", "market-engagement"]
    assert document["files"] == [{"name": "board.png", "size": 4, "url": "/d/k7w3qd/files/board.png"}]
    assert "/agenda-of-the-call" in document["html"]
    assert "Board papers" in document["html"]
    assert "s3cr3t" not in document["html"]


def test_tags_are_counted_over_what_may_be_read_and_labelled_as_first_written(api):
    assert api("/tags")["results"][0] == {
        "slug": "procurement",
        "label": "procurement",
        "count": 2,
        "url": "/tags/procurement",
    }
    assert {tag["slug"] for tag in api("/tags")["results"]} == {"procurement", "market-engagement"}


def test_groups_say_when_they_met_last(api):
    (pogo,) = api("/groups")["results"]
    assert pogo == {
        "slug": "pogo",
        "title": "POGO",
        "description": "A monthly call.",
        "rule": None,
        "visibility": "public",
        "documents": 3,
        "last_meeting": "2020-03-31",
        "next_meeting": None,
        "url": "/groups/pogo",
    }


def test_meetings_join_the_documents_of_a_day(api):
    meetings = api("/meetings", group="pogo")["results"]
    assert [(m["key"], m["title"], m["documents"]) for m in meetings] == [
        ("2020-03-31", "Monthly call", 2),
        ("2020-02", "February", 1),
    ]
    assert api("/meetings", group="nowhere")["results"] == []


def test_suggestions_lead_somewhere(api):
    suggestions = api("/suggest", q="mark")["suggestions"]
    assert {"kind", "label", "url"} == set(suggestions[0])
    assert ("tag", "/tags/market-engagement") in {(s["kind"], s["url"]) for s in suggestions}
    (passage,) = (s for s in api("/suggest", q="the market earl")["suggestions"] if s["kind"] == "passage")
    assert (passage["label"], passage["document"]) == ("Discussion", "Monthly call")
    for suggestion in suggestions:
        assert api.client.get(suggestion["url"].partition("#")[0]).status_code == 200


@pytest.mark.parametrize("path", ["/documents/s3cr3t", "/documents/nothere", "/nowhere"])
def test_what_is_hidden_and_what_never_was_get_the_same_problem(api, path):
    answer = api.client.get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address. It may have been moved or taken back, or the address was cut off.",
    }


def test_a_value_that_cannot_be_used_is_a_problem_that_names_it(api):
    answer = api.client.get("/api/v1/documents", params={"page": "x"})
    assert (answer.status_code, answer.json()["status"]) == (422, 422)
    assert "“page”" in answer.json()["detail"]


def test_a_search_that_found_the_same_is_not_sent_again(api):
    first = api.client.get("/api/v1/search", params={"q": "market"})
    again = api.client.get("/api/v1/search", params={"q": "market"}, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_description_names_every_address_with_an_example(api):
    description = api.client.get("/api/openapi.json").json()
    assert {path.removeprefix("/api/v1") for path in description["paths"]} == {
        "/search", "/over-time", "/suggest", "/documents", "/documents/{identifier}", "/tags", "/groups", "/meetings",
        "/uploads", "/drafts/{number}", "/drafts/{number}/publish", "/documents/{identifier}/files",
        "/documents/{identifier}/files/{name}", "/documents/{identifier}/move",
    }  # fmt: skip
    fields = description["components"]["schemas"]["DocumentFound"]["properties"]
    assert all("examples" in field or "$ref" in str(field) for field in fields.values())
