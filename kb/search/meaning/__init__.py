"""What a text means in this library: which of the ways to read it finds something, and which words were meant.

`readings` are those ways, `understanding` puts in what the notes have in place of what they lack (`spelling`,
`compounds`), and `parts` tells whoever searched how it was read.
"""
