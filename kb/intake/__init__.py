"""Files as people have them, turned into Markdown: Word, OpenDocument, PDF, web pages, slides, transcripts, mail …

`take_in` runs the converter of a file's format (kb.intake.formats, one function each, told by the content) in a child
process with limits, and returns documents, files within the file, and in words what was left out.
"""

from kb.intake.converted import ATTACHED, Bytes, Piece
from kb.intake.taking import MOST_BYTES, Taken, expect_files, take_in

__all__ = ["ATTACHED", "MOST_BYTES", "Bytes", "Piece", "Taken", "expect_files", "take_in"]
