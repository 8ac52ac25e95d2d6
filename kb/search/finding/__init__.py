"""Where the words of a query stand in a snapshot, which documents that makes, and in which order.

`matching` makes postings of each leaf of a tree (a pattern by `widening`; several put together by `keys`), `evaluation`
masks of what answers, `ranking` scores, by the formulas in `scorer`; `tagnames` knows the other names of tags.
docs/ranking.md tells what counts how much.
"""
