"""What is kept of a library, on disk and in memory; how it is changed, and what of it somebody sees at one moment.

On disk: `store` (a folder, one manifest) with a Whoosh index for each audience, whose rows are told in `schema` and
written by `writer` in the formats of `codec`, `columns`, `records` and `sums`; `updating` is the way in. In memory:
`partitions` keeps every `segment` open as arrays and gives out a `snapshot` for the audiences of each question, in
which `views` are what is left of each segment and `facets` what its documents have in common.
"""
