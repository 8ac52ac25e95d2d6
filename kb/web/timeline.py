"""How many documents each year has: the small picture above results and on the page of a tag."""

from kb.search import Results

Bar = tuple[int, int, int]
"""A year, how many documents it has, and that as percent of the most."""

_FEWEST, _MOST = 4, 40


def timeline(results: Results) -> list[Bar]:
    """A bar for each year from the first to the last, none left out.

    Empty where there are too few years for a picture, or so many that bars would be hairs.
    """
    # A year that somebody typed into an address may be no number.
    found = (value for value in results.facets.get("year", ()) if value.value.isdecimal())
    counts = {int(value.value): value.count for value in found}
    if len(counts) < _FEWEST or max(counts) - min(counts) >= _MOST:
        return []
    most = max(counts.values())
    years = range(min(counts), max(counts) + 1)
    return [(year, counts.get(year, 0), round(100 * counts.get(year, 0) / most)) for year in years]
