"""Every format that notes come in, and the function that takes its text out.

To add one: a module here with `from_…(data, name) -> Converted`, a line in FORMATS, and what tells it from others in
kb.intake.sniffing. The functions run in a child process; they raise Unusable or OnlyAFile with a sentence for people.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from kb.intake.converted import Converted


@dataclass(frozen=True)
class Format:
    """A format.

    Attributes:
        name: short, for the program.
        label: for people, as in "a Word document".
        ending: that its files should have.
        function: where it is converted, `module:function` below this package; loaded only when it is needed. "" where
            there is none, and then `advice` says what to do instead.
    """

    name: str
    label: str
    ending: str
    function: str = ""
    advice: str = ""

    def convert(self, data: bytes, name: str) -> Converted:
        """Raises Unusable, OnlyAFile."""
        module, _, function = self.function.partition(":")
        converted: Converted = getattr(importlib.import_module(f"{__name__}.{module}"), function)(data, name)
        return converted


_RECORDING = "Save it as MP3 or MP4: those are kept and can be played."
_PHOTO = "Browsers do not show it. Save it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)."
_ALL = (
    Format("docx", "a Word document", "docx", "word:from_word"),
    Format("odt", "an OpenDocument text", "odt", "opendocument:from_opendocument"),
    Format("rtf", "a rich text", "rtf", "opendocument:from_rich_text"),
    Format("html", "a web page", "html", "web:from_web"),
    Format("pdf", "a PDF", "pdf", "pdf:from_pdf"),
    Format("pptx", "a presentation", "pptx", "slides:from_slides"),
    Format("xlsx", "a spreadsheet", "xlsx", "sheets:from_sheets"),
    Format("csv", "a table", "csv", "sheets:from_csv"),
    Format("transcript", "a transcript", "vtt", "transcript:from_transcript"),
    Format("eml", "a message", "eml", "mail:from_message"),
    Format("msg", "a message from Outlook", "msg", "outlook:from_outlook"),
    Format("mbox", "a mailbox", "mbox", "mail:from_mailbox"),
    Format("ics", "an invitation", "ics", "calendar:from_calendar"),
    Format("markdown", "a Markdown text", "md", "plain:from_markdown"),
    Format("etherpad", "a pad", "txt", "plain:from_etherpad"),
    Format("text", "a text", "txt", "plain:from_text"),
    Format("zip", "a ZIP of files", "zip", "zipped:from_zip"),
    Format("jpg", "a picture", "jpg", "images:from_picture"),
    Format("png", "a picture", "png", "images:from_picture"),
    Format("webp", "a picture", "webp", "images:from_picture"),
    Format("gif", "a picture", "png", "images:from_picture"),
    Format("svg", "a drawing", "svg", "images:from_drawing"),
    Format("bmp", "a picture", "png", "images:from_picture"),
    Format("tiff", "a picture", "png", "images:from_picture"),
    Format("mp3", "a recording", "mp3", "recording:from_mp3"),
    Format("m4a", "a recording", "m4a", "recording:from_mp4"),
    Format("mp4", "a recording", "mp4", "recording:from_mp4"),
    Format("ods", "an OpenDocument spreadsheet", "ods", "kept:from_other_office"),
    Format("odp", "an OpenDocument presentation", "odp", "kept:from_other_office"),
    Format("heic", "a photo as new telephones take it (HEIC)", "heic", advice=_PHOTO),
    Format("doc", "an old Word document", "doc", "kept:from_old_office"),  # LibreOffice reads it where it is installed
    Format("xls", "an old spreadsheet", "xls", "kept:from_old_office"),
    Format("ppt", "an old presentation", "ppt", "kept:from_old_office"),
    Format("locked", "an office document locked with a password", "", advice="Save it without a password."),
    Format("audio", "a sound recording", "", advice=_RECORDING),
    Format("video", "a video recording", "", advice=_RECORDING),
    Format("program", "a program", "", advice="Programs are never kept. Put a link to it into a note."),
    Format("data", "something for programs", "", advice="Save what people should read as plain text or Markdown."),
    Format("unknown", "a file of a kind that cannot be read here", "", "kept:from_unknown"),
)  # fmt: skip

FORMATS = {each.name: each for each in _ALL}
