"""How a text of the search box is read, without looking at any library: from characters to a small tree.

`query` is the way in: `lexer` makes symbols of the text, with dates in words by `when` (`named_times`, `days`), and
what comes out is a `tree`. docs/query-language.md tells the same to those who search.
"""
