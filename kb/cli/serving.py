"""kb serve."""

from __future__ import annotations

from rich.markup import escape

from kb.cli.shared import in_a_sentence, loading, out, settings


def serve() -> None:
    """Serve the library, and keep its index up to date while doing so."""
    with loading():
        from kb.server import AddressInUse
        from kb.server import serve as serve_until_interrupted

    with in_a_sentence(AddressInUse):
        serve_until_interrupted(settings(), _announce)


def _announce(address: str, setup: str | None) -> None:
    out.print(f"Knowledge Club is at [bold]{escape(address)}[/]  (Ctrl+C ends it)")
    if setup:
        out.print("It has no admin yet. To become the first one, open this link within a day (it works once):")
        out.print(f"  {escape(setup)}")
