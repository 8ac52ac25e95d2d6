"""Run the application: one process or several, on one address."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from kb.app import create
from kb.logs import LOGGING
from kb.settings import Settings
from kb.state import State, StateRefused, StateUnusable
from kb.usecases.people.setting_up import setup_link

APPLICATION = "kb.server:served"
STARTING = 60
"""Seconds that a worker may take to start, or be too busy to say that it lives, before another takes its place. On a
slow machine the parts alone take several to load, and a worker that is given up by then never begins."""

TURN = 0.001
"""Seconds that a thread may keep the interpreter while others wait for it, instead of Python's 5 ms: a page gives it
away dozens of times (to read, to compress, to send), and beside a thread that takes a change in waits as often."""

log = logging.getLogger("kb")


class AddressInUse(Exception):
    """Another program answers at the address that was asked for, or it is not this machine's."""


def serve(settings: Settings, announce: Callable[[str, str | None], None]) -> None:
    """Serve until interrupted; `announce` is called with the address once it is ours, and with the address to set the
    library up where it has no admin yet.

    Raises AddressInUse where the address cannot be had, StateRefused where the database is not for this program.
    """
    sockets = _listen(settings)
    settings = settings.model_copy(update={"port": sockets[0].getsockname()[1]})
    os.environ["KB_PORT"] = str(settings.port)  # each process reads it again; it was 0 where any port would do
    announce(settings.origin, _setup_address(settings))
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        workers=settings.workers,
        log_config=LOGGING,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=5,
        timeout_worker_healthcheck=STARTING,
    )
    if settings.workers > 1:
        Multiprocess(config, sockets).run()
    else:
        uvicorn.Server(config).run(sockets)


def _setup_address(settings: Settings) -> str | None:
    """Where the first admin is made, None where there is one, or where no account can be kept."""
    state = State(settings.home, settings.database_url)
    try:
        secret = setup_link(state)
    except StateRefused:
        raise
    except StateUnusable as error:
        log.warning("%s Until then there are no accounts: what is public can be read.", error)
        return None
    finally:
        state.close()
    return f"{settings.origin}/setup/{secret}" if secret else None


def served() -> FastAPI:
    """The application in a process that serves; one of several ends with the one that started it, however that ended.

    Else what is left of a killed server would hold its address, and a new one could not start.
    """
    sys.setswitchinterval(TURN)
    starter = multiprocessing.parent_process()
    if starter is not None:
        threading.Thread(target=_end_with, args=(starter,), name="end with the starter", daemon=True).start()
    return create()


def _end_with(starter: BaseProcess) -> None:
    starter.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _listen(settings: Settings) -> list[socket.socket]:
    try:
        family, _, _, _, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        return _Shared.of(listener) if settings.workers > 1 else [listener]
    except (OSError, OverflowError) as error:
        raise AddressInUse(_reason(error, settings)) from None


def _reason(error: Exception, settings: Settings) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is in use by another program (perhaps Knowledge Club is running already). "
            f"Choose another one, for example KB_PORT={settings.port + 1}."
        )
    if number == errno.EACCES:
        return f"This account may not listen on port {settings.port}. Choose one above 1023, for example KB_PORT=8000."
    return f"KB_HOST={settings.host} is not an address of this machine. 127.0.0.1 serves this machine alone."


class _Shared(list[socket.socket]):
    """The sockets for workers, of which each opens one of its own at the same address while it is being started.

    Of a single socket one worker takes nearly all connections, since who wakes first empties the queue; between several
    the system shares them out (SO_REUSEPORT, as Linux has it since 3.9).
    """

    @classmethod
    def of(cls, listener: socket.socket) -> list[socket.socket]:
        """For workers that shall share the listener's address; the listener itself where the system cannot do that."""
        if sys.platform != "linux":
            return [listener]
        family, place = listener.family, listener.getsockname()
        listener.close()  # it did not share, so the address is nobody else's
        return cls([_sharing(family, place)])  # held, not listened at: the address stays ours while workers come and go

    def __reduce__(self) -> tuple[Callable[..., list[socket.socket]], tuple[int, object]]:
        """What a worker gets in place of these."""
        return _own, (self[0].family, self[0].getsockname())


def _own(family: int, place: object) -> list[socket.socket]:
    return [_sharing(family, place)]


def _sharing(family: int, place: object) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    opened.bind(place)  # type: ignore[arg-type]
    return opened
