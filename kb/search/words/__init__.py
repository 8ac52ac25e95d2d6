"""What a text's words are, for all that reads texts: the index, the search box and what is marked on a page.

`analysis` cuts a text into words; `stemming` and `british` say which of them count as the same, `synonyms` and
`acronyms` which mean the same; `speakers` finds who speaks.
"""
