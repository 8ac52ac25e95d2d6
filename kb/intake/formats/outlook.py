"""Messages saved from Outlook (.msg)."""

from __future__ import annotations

import struct

from oxmsg import Message as Saved

from kb.intake.converted import Bytes, Converted, Dropped, Piece, Unusable
from kb.intake.escaping import plain_words
from kb.intake.formats.web import web_piece
from kb.intake.messages import TAILS, Message, said_in, subject_of

_BROKEN = "It is damaged, so this message could not be read. Save it again and try once more."


def from_outlook(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """As from_message."""
    dropped = Dropped()
    try:
        saved = Saved.load(data)
        page, body = saved.html_body, saved.body
        files = tuple(
            Bytes(plain_words(file.file_name or ""), file.file_bytes)
            for file in saved.attachments if file.attached_by_value and file.file_bytes
        )  # fmt: skip
        subject, sent = subject_of(saved.subject), saved.sent_date
    except (
        ValueError,
        KeyError,
        IndexError,
        OSError,
        struct.error,
        AssertionError,
        UnicodeError,
        LookupError,
    ) as error:
        raise Unusable(_BROKEN) from error
    piece = web_piece(page, dropped, TAILS) if page and page.strip() else Piece(said_in(body or "", dropped))
    message = Message(subject, sent, "", piece.text, pictures=piece.pictures)
    return Converted((message.piece(),), files, dropped)
