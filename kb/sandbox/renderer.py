"""Pages of documents, made in child processes and kept."""

from __future__ import annotations

import hashlib
import queue
import weakref
from types import TracebackType
from typing import Any

from kb.markup import Rendered, plain
from kb.model import Heading
from kb.sandbox.frames import Broken
from kb.sandbox.kept import Kept
from kb.sandbox.pipes import TookTooLong
from kb.sandbox.worker import Worker

_KEPT = 64 * 1024 * 1024  # bytes of pages
_PER_MILLION = 0.6  # more seconds for each million characters, which take as long to be taken apart

_TOO_LONG = "laying out their Markdown took too long"
_FAILED = "their Markdown could not be laid out"
_UNABLE = "the server could not start the program that lays Markdown out"
_WHY = "These notes are shown as plain text, because {}."


class Renderer:
    """Renders documents, each revision once. For any number of threads.

    `timeout` is in seconds for a document of ordinary length; `children` render at the same time, and are started
    when the first document is asked for. Close it at the end, or use it as a context.
    """

    def __init__(self, timeout: float = 2.0, children: int = 2, most_bytes: int = _KEPT) -> None:
        self._timeout = timeout
        self._kept = Kept(most_bytes)
        self._workers = [Worker() for _ in range(children)]
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._free.put(worker)
        self._closed = False
        # A renderer that nobody closes ends its children with the program.
        self._finalizer = weakref.finalize(self, _stop_all, self._workers)

    def render(self, body: str, part: int = 1, drop_title: str | None = None) -> Rendered:
        """A part of the page of `body`, as kb.markup.render makes it.

        Where that takes too long or fails, the same part as plain text, with the reason as a sentence in `why`.
        """
        digest = hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=20).digest()
        return self._kept.page((digest, part, drop_title), lambda: self._make(body, part, drop_title))

    def close(self) -> None:
        """End the children. What is asked for afterwards is shown as plain text."""
        self._closed = True
        for _ in self._workers:
            self._free.get().stop()  # waits for those at work, which is never long
        for worker in self._workers:
            self._free.put(worker)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _make(self, body: str, part: int, drop_title: str | None) -> tuple[Rendered, bool]:
        """The page, and whether another try would give the same."""
        request = {"body": body, "part": part, "drop_title": drop_title}
        worker = self._free.get()
        try:
            if self._closed:
                return self._plain(body, part, drop_title, _UNABLE), False
            answer = worker.ask(request, self._timeout + _PER_MILLION * len(body) / 1_000_000)
        except TookTooLong:
            return self._plain(body, part, drop_title, _TOO_LONG), True
        except Broken:
            return self._plain(body, part, drop_title, _FAILED), True
        except OSError:
            return self._plain(body, part, drop_title, _UNABLE), False
        finally:
            self._free.put(worker)
        page = _page(answer)
        return (page, True) if page else (self._plain(body, part, drop_title, _FAILED), True)

    @staticmethod
    def _plain(body: str, part: int, drop_title: str | None, reason: str) -> Rendered:
        return plain(body, part, drop_title, _WHY.format(reason))


def _page(answer: Any) -> Rendered | None:
    """The child's answer, None where it failed or is not as agreed."""
    try:
        return Rendered(
            html=str(answer["html"]),
            outline=tuple(Heading(int(level), str(text), str(anchor)) for level, text, anchor in answer["outline"]),
            outline_parts=tuple(map(int, answer["outline_parts"])),
            part=int(answer["part"]),
            parts=int(answer["parts"]),
            why=str(answer["why"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _stop_all(workers: list[Worker]) -> None:
    for worker in workers:
        worker.stop()
