"""From the parameters of an address to a query, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from kb.search import Query
from kb.web.plain.addresses import kept_address, search_address, search_feeds, taken_addresses, toggled, toggles
from kb.web.plain.asked import query_of


def asked(address: str) -> tuple[Query, tuple[str, ...]]:
    return query_of(QueryParams(address.partition("?")[2]))


def test_every_parameter_is_read():
    query, remarks = asked(
        "/search?q=market+engagement&tag=Market+Engagement&tag=sib&group=POGO&kind=notes&year=2020"
        "&from=2020-02&to=2020-06&in=k7w3qd&sort=newest&page=2&per_page=20&v=1"
    )
    assert remarks == ()
    assert query == Query(
        text="market engagement",
        tags=("market-engagement", "sib"),
        groups=("pogo",),
        kinds=("notes",),
        years=("2020",),
        since=date(2020, 2, 1),
        until=date(2020, 6, 30),
        inside="k7w3qd",
        sort="newest",
        page=2,
        per_page=20,
    )


@pytest.mark.parametrize(
    ("address", "remark"),
    [
        ("?from=2020-02-31", "The date after “from” was left out: February 2020 has 29 days"),
        ("?to=soon", "The date after “to” was left out: “soon” is not a date"),
        ("?sort=random", "Results can be sorted by best, newest or oldest"),
        ("?page=0", "“page” takes a whole number from 1"),
        ("?page=-1", "“page” takes a whole number from 1"),
        ("?page=٣", "“page” takes a whole number from 1"),
        ("?page=99999999999999999999999999", "“page” can be 1,000,000 at most"),
        ("?per_page=1000", "“per_page” can be 100 at most"),
        ("?q=x&v=2", "This search was made for version 2 of the search language; it was read as version 1."),
        ("?q=" + "a" * 10_001, "Only the first 10,000 characters"),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_said(address, remark):
    _, remarks = asked(address)
    assert len(remarks) == 1
    assert remarks[0].startswith(remark)


@pytest.mark.parametrize(
    ("address", "since", "until"),
    [
        ("?from=spring+2020&to=June+2020", date(2020, 3, 1), date(2020, 6, 30)),
        ("?from=Q2+2020&to=3/4/2021", date(2020, 4, 1), date(2021, 4, 3)),
        ("?from=2020-02..2020-06", date(2020, 2, 1), None),
        ("?to=before+2020", None, date(2019, 12, 31)),
    ],
)
def test_dates_in_words_are_read_in_filters_too(address, since, until):
    query, remarks = asked(address)
    assert (query.since, query.until, remarks) == (since, until, ())


@pytest.mark.parametrize(
    "kept",
    [kept_address, lambda query: search_feeds(query)[0], lambda query: taken_addresses(query)[0][1]],
    ids=["passed on", "a feed", "taken away"],
)
def test_an_address_that_is_kept_says_which_reading_it_means_and_begins_with_the_first_page(kept):
    query, remarks = asked(kept(Query("market engagement", tags=("sib",), page=3, per_page=50)))
    assert (query, remarks) == (Query("market engagement", tags=("sib",)), ())
    assert kept(Query()).endswith("?v=1")


def test_a_search_with_nothing_special_has_a_short_address():
    assert search_address(Query(text="market engagement")) == "/search?q=market+engagement"
    assert search_address(Query()) == "/search"


slugs = st.lists(st.text("abcdefgh-", min_size=1).map(lambda t: t.strip("-")).filter(bool), unique=True, max_size=3)


queries = st.builds(
    Query,
    text=st.text(max_size=50).map(lambda t: t.replace("\0", " ").strip()),
    tags=slugs.map(lambda found: tuple(dict.fromkeys("-".join(filter(None, s.split("-"))) for s in found))),
    kinds=st.sampled_from([(), ("notes",), ("agenda", "notes")]),
    years=st.sampled_from([(), ("2020",), ("2019", "2020")]),
    since=st.none() | st.dates(min_value=date(1, 1, 1)),
    until=st.none() | st.dates(min_value=date(1, 1, 1)),
    sort=st.sampled_from(["best", "newest", "oldest"]),
    page=st.integers(1, 1000),
    per_page=st.integers(1, 100),
)


@given(queries)
def test_every_query_is_its_address(query):
    again, remarks = asked(search_address(query).encode("ascii").decode())
    assert again == query
    assert remarks == ()


def test_choosing_a_filter_twice_takes_it_out_and_starts_again_on_the_first_page():
    query = Query(text="x", page=4)
    once = toggled(query, "tag", "sib")
    assert (once.tags, once.page) == (("sib",), 1)
    assert toggled(once, "tag", "sib") == Query(text="x")


@given(queries, st.sampled_from(["tag", "group", "kind", "year"]), st.text(min_size=1, max_size=20))
def test_the_addresses_of_all_filters_are_those_of_the_query_with_it(query, facet, value):
    chosen = {"tag": query.tags, "kind": query.kinds, "year": query.years}.get(facet, ())
    for each in (value, *chosen):
        assert toggles(query)(facet, each) == search_address(toggled(query, facet, each))
