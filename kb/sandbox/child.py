"""The child process: reads requests, answers with pages, ends with its parent. Run as `python -m kb.sandbox.child`."""

from __future__ import annotations

import contextlib
import resource
from typing import Any, BinaryIO

from kb.markup import render
from kb.sandbox.frames import Broken, decoded, encoded
from kb.sandbox.limits import limit, only_the_answer

_MEMORY = 1_500 * 1024 * 1024  # bytes of address space
_GRACE = 5  # seconds of processor time beyond what the parent waits, for the case that the parent is gone


def main() -> None:
    """Answer until the parent closes the pipe. The answers have a channel of their own, which no `print` can reach."""
    requests, answers = only_the_answer()
    limit(_MEMORY, processes=False)
    answers.write(encoded({"ready": True}))
    answers.flush()
    with contextlib.suppress(Broken, BrokenPipeError):
        while True:
            request = decoded(lambda count: _read(requests, count))
            _allow(request["seconds"])
            answers.write(encoded(_answer(request)))
            answers.flush()


def _allow(seconds: float) -> None:
    """Processor time for one more request; the system ends a process that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + _GRACE
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        page = render(request["body"], request["part"], request["drop_title"])
    except Exception as error:  # whatever the library stumbles over, the document is shown another way
        return {"failed": type(error).__name__}
    return {
        "html": page.html,
        "outline": [[heading.level, heading.text, heading.anchor] for heading in page.outline],
        "outline_parts": page.outline_parts,
        "part": page.part,
        "parts": page.parts,
        "why": page.why,
    }


def _read(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise Broken("the parent is gone")
    return data


if __name__ == "__main__":
    main()
