"""What somebody may read beside a document itself: what it said before, and what is new in the library.

Each asks who is reading, because versions and news are for nobody who could not read them then and now.
"""
