"""Messages saved from mail programs (.eml), and a whole mailbox of a group's list (mbox), its threads kept together."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage, MIMEPart

from kb.intake.converted import Bytes, Converted, Dropped, Piece, Unusable
from kb.intake.escaping import escaped, plain_words
from kb.intake.formats.web import web_piece
from kb.intake.messages import TAILS, Message, said_in, subject_of

MOST_MESSAGES = 5_000
_MOST_PARTS = 200
_FROM = re.compile(rb"^From (?=\S+.*\d{4})", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)  # as mailboxes keep lines that would begin a message
_ATTACHED = "message/rfc822"
_ID = re.compile(r"<[^<>\s]+>")


def from_message(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """What one message says, and its attached files; without quoted earlier messages and the signature."""
    dropped = Dropped()
    message = _read(data, dropped)
    return Converted((message.piece(),), message.files, dropped)


def from_mailbox(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """A document for each thread, its messages in their order under the day and who wrote them."""
    dropped = Dropped()
    starts = [found.start() for found in _FROM.finditer(data)]
    if len(starts) > MOST_MESSAGES:
        raise Unusable(f"It holds more than {MOST_MESSAGES:,} messages. Export a shorter time.")
    if not starts:
        raise Unusable("There are no messages in it.")
    bounds = zip(starts, [*starts[1:], len(data)], strict=True)
    letters = (data[start:end].partition(b"\n")[2] for start, end in bounds)
    return together((_QUOTED_FROM.sub(rb"\1", letter) for letter in letters), dropped)


def together(letters: Iterable[bytes], dropped: Dropped) -> Converted:
    """A document for each thread of these messages, each message once, and their attached files. Raises Unusable for a
    broken one."""
    pieces, files = [], []
    once: dict[tuple[str, str], Message] = {}
    for number, letter in enumerate(letters):
        message = _read(letter, dropped)
        key = message.id or str(number), message.text
        once[key] = once[key].with_copy(message) if key in once else message
    for thread in _threads(list(once.values())):
        pieces.append(_piece_of(thread))
        files += [file for message in thread for file in message.files]
    return Converted(tuple(pieces), tuple(files), dropped)


def _read(data: bytes, dropped: Dropped) -> Message:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return _message(message, dropped)
    except (ValueError, LookupError, AttributeError, IndexError, TypeError, RecursionError) as error:
        raise Unusable("It is damaged, so this message could not be read.") from error


def _message(message: EmailMessage, dropped: Dropped) -> Message:
    parts = list(_leaves(message))
    body = message.get_body(("html", "plain"))
    piece = Piece("")
    if body is not None and body.get_content_type() == "text/plain":
        piece = Piece(said_in(_text(body), dropped))
    elif body is not None and _text(body).strip():
        piece = web_piece(_text(body), dropped, TAILS)
    files = tuple(Bytes(_name_of(part), _bytes(part)) for part in parts if part is not body and _is_file(part))
    sender = message["from"].addresses[0].display_name if message["from"] and message["from"].addresses else ""
    references = _ID.findall(f"{message['references'] or ''} {message['in-reply-to'] or ''}")
    return Message(
        subject=subject_of(str(message["subject"] or "")),
        sent=_sent(message),
        sender=plain_words(str(sender)),
        text=piece.text,
        files=files,
        id=next(iter(_ID.findall(str(message["message-id"] or ""))), ""),
        answers=tuple(references),
        pictures=piece.pictures,
    )


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Its parts; of a message that is attached to it that one as a whole."""
    stack: list[object] = [message]
    for _ in range(_MOST_PARTS):
        if not stack:
            return
        part = stack.pop()
        if not isinstance(part, EmailMessage):
            continue
        inner = part.get_payload() if part.is_multipart() and part.get_content_type() != _ATTACHED else []
        if isinstance(inner, list) and inner:
            stack += reversed(inner)
        else:
            yield part
    raise Unusable(f"The message has more than {_MOST_PARTS} parts, as messages made to do harm have.")


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # a character set that nobody knows
        return _bytes(part).decode("utf-8", "replace")


def _name_of(part: EmailMessage) -> str:
    """Of an attached file; an attached message is called as its subject."""
    if part.get_content_type() != _ATTACHED:
        return plain_words(part.get_filename() or "")
    inner = part.get_payload(0)
    subject = subject_of(str(inner["subject"] or "")) if isinstance(inner, EmailMessage) else ""
    return f"{subject or 'message'}.eml"


def _bytes(part: MIMEPart) -> bytes:
    if part.get_content_type() == _ATTACHED:
        inner = part.get_payload(0) if part.is_multipart() else None
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _is_file(part: MIMEPart) -> bool:
    """Attached under a name of its own; what is shown within the text, such as a logo, is not."""
    named = part.get_filename() is not None and part.get_content_disposition() != "inline"
    return named or part.get_content_type() == _ATTACHED


def _sent(message: EmailMessage) -> datetime | None:
    date = message["date"]
    found = getattr(date, "datetime", None)
    return found if isinstance(found, datetime) else None


@dataclass
class _Thread:
    """Messages, and all that they are found by."""

    messages: list[Message] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def _threads(messages: Sequence[Message]) -> list[list[Message]]:
    """Messages that answer each other, else those of one subject; each thread by time, threads by their first.

    They come in any order: one that answers two threads makes them one.
    """
    thread_of: dict[str, _Thread] = {}
    for number, message in enumerate(messages):
        names = [key for key in (message.id, *message.answers) if key]
        keys = [*names, f"subject:{message.subject.casefold()}"] if message.subject else names or [f"number:{number}"]
        linked = {id(thread_of[key]): thread_of[key] for key in names if key in thread_of}
        largest = max(linked.values(), key=lambda each: len(each.keys), default=None)
        thread = largest or thread_of.get(keys[-1]) or _Thread()
        for other in linked.values():
            if other is not thread:
                thread.messages += other.messages
                thread.keys += other.keys
                thread_of.update(dict.fromkeys(other.keys, thread))
        thread.messages.append(message)
        for key in keys:
            if key not in thread_of:
                thread_of[key] = thread
                thread.keys.append(key)
    threads = {id(thread): thread.messages for thread in thread_of.values()}
    for found in threads.values():
        found.sort(key=lambda message: message.order)
    return sorted(threads.values(), key=lambda found: found[0].order)


def _piece_of(thread: Sequence[Message]) -> Piece:
    first = thread[0].piece()
    if len(thread) == 1:
        return first
    parts, pictures = [], []
    for number, message in enumerate(thread, 1):
        day = f"{message.sent.day} {message.sent:%B %Y}" if message.sent else "without a date"
        parts.append(f"## {day}{', ' if message.sender else ''}{escaped(message.sender)}\n\n{message.text.strip()}")
        if message.pictures:
            parts[-1] = parts[-1].replace("kb-attached:", f"kb-attached:{number}-")
            pictures += [Bytes(f"{number}-{picture.name}", picture.data) for picture in message.pictures]
    return Piece("\n\n".join(parts) + "\n", first.title, first.date, first.date_from, pictures=tuple(pictures))
