"""What a page tells other software: that it is all there, and that no text breaks out of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kb.model import PartialDate
from kb.outward.cards import Card, Named, Picture, Shows, linked_data, tags

CLUB = Named("Our club", "https://club.example/")
POGO = Named("POGO", "https://club.example/groups/pogo")
CARD = Card(
    Shows.DOCUMENT,
    "Monthly call",
    "What we said.",
    "https://club.example/d/k7w3qd/monthly-call",
    "POGO",
    CLUB,
    PartialDate(2020, 3, 31),
    POGO,
    tags=("procurement", "market engagement"),
    path=(POGO,),
)


def test_a_reference_manager_finds_title_date_group_and_publisher():
    named = {(attribute, name): value for attribute, name, value in tags(CARD)}
    assert (
        named["name", "citation_title"] == named["name", "DC.title"] == named["property", "og:title"] == "Monthly call"
    )
    assert named["name", "citation_author"] == named["name", "DC.creator"] == "POGO"
    assert named["name", "citation_publisher"] == named["name", "DC.publisher"] == "Our club"
    assert named["name", "citation_publication_date"] == "2020/03/31"
    assert named["name", "DC.date"] == named["property", "article:published_time"] == "2020-03-31"


@pytest.mark.parametrize(
    ("date", "dc", "published"),
    [("2020-02", "2020-02", False), ("2020-06?", None, False), ("2020-03-31~", "2020-03-31", False)],
)
def test_no_date_is_made_more_exact_or_surer_than_it_is(date, dc, published):
    card = replace(CARD, date=PartialDate.parse(date))
    names = {name: value for _, name, value in tags(card)}
    assert names.get("DC.date") == dc
    assert ("article:published_time" in names) == published
    (thing, _) = json.loads(linked_data(card))["@graph"]
    assert thing.get("datePublished") == dc


def test_a_card_has_a_large_picture_only_where_there_is_one():
    assert ("name", "twitter:card", "summary") in set(tags(CARD))
    picture = Picture("https://club.example/d/x/files/map.png", "image/png", "A map")
    shown = {name: value for _, name, value in tags(replace(CARD, picture=picture))}
    assert (shown["twitter:card"], shown["og:image:alt"]) == ("summary_large_image", "A map")


def test_linked_data_leads_up_to_the_front_door():
    thing, crumbs = json.loads(linked_data(CARD))["@graph"]
    assert (thing["@type"], thing["author"]["name"], thing["publisher"]["name"]) == (
        "DigitalDocument",
        "POGO",
        "Our club",
    )
    assert [(each["position"], each["name"]) for each in crumbs["itemListElement"]] == [
        (1, "Our club"), (2, "POGO"), (3, "Monthly call"),
    ]  # fmt: skip


def test_no_title_ends_the_script_it_stands_in():
    nasty = '</script><script>alert(1)</script><!-- & ]]> "quoted" \u2028'
    written = linked_data(replace(CARD, title=nasty))
    assert "<" not in written
    assert json.loads(written)["@graph"][0]["name"] == nasty
