"""The front door; nothing stands behind it until it is opened.

Each process that a command starts reads this file again, and would import all commands with it.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    from commands.front import run

    run(arguments)


if __name__ == "__main__":
    main()
