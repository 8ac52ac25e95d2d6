"""The words of a query in the texts that are shown: where to mark them, and which part of a passage to show.

`marks` reads a text word by word, `quickmarks` is quicker where the words are known, and `snippets` cuts.
"""
