"""The door of the `kb` command: the commands are loaded without the garbage collector looking through them.

What is loaded at a start is kept until the end. Looking for garbage in it again and again takes a fifth of the time a
start takes, and nothing is found. What a single command needs is loaded in the same way when it runs (kb.cli.shared).
"""

from __future__ import annotations

import gc


def main() -> None:
    """Load the commands and run the one that was given."""
    gc.disable()
    from kb.cli import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
