"""Run the application: one process or several, on one address."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from kb.app import create
from kb.settings import Settings

APPLICATION = "kb.server:served"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["errors"], "level": "INFO"},
    "loggers": {"watchfiles": {"level": "WARNING"}},  # it counts every change
}
"""One line on the error stream for each message: for `logging.config.dictConfig`, in every process."""


class AddressInUse(Exception):
    """Another program answers at the address that was asked for, or it is not this machine's."""


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is called with the address once it is ours.

    Raises AddressInUse, with a sentence, where the address cannot be had.
    """
    listener = _listen(settings)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    os.environ["KB_PORT"] = str(settings.port)  # each process reads it again; it was 0 where any port would do
    announce(settings.origin)
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
    )
    if settings.workers > 1:
        Multiprocess(config, [listener]).run()
    else:
        uvicorn.Server(config).run([listener])


def served() -> FastAPI:
    """The application in a process that serves; one of several ends with the one that started it, however that ended.

    Else what is left of a killed server would hold its address, and a new one could not start.
    """
    starter = multiprocessing.parent_process()
    if starter is not None:
        threading.Thread(target=_end_with, args=(starter,), name="end with the starter", daemon=True).start()
    return create()


def _end_with(starter: BaseProcess) -> None:
    starter.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _listen(settings: Settings) -> socket.socket:
    try:
        family, _, _, _, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
    except (OSError, OverflowError) as error:
        raise AddressInUse(_reason(error, settings)) from None
    return listener


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
