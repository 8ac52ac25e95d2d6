"""One document or the page of a group, written: made, saved, taken away, and the files attached to it.

Each asks whether they may, puts what was there into the history first, and is found by the search when it returns.
"""
