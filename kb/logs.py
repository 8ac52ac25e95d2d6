"""How the program speaks on its error stream: one line for each message, in every process."""

from __future__ import annotations

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["errors"], "level": "INFO"},
    "loggers": {
        "alembic": {"level": "WARNING"},  # it tells of each of its plugins
        "watchfiles": {"level": "WARNING"},  # it counts every change
    },
}
"""For `logging.config.dictConfig`."""
