"""From files that come from elsewhere to documents: a folder imported at once, or drafts that somebody publishes.

What is in a file is the room `kb.intake`'s to say; where a draft is kept, the room `kb.drafts`'s.
"""
