"""The sample press as a list of sources: all that the crawler is told of it."""

from __future__ import annotations

from demo.press import FOLDER
from demo.server import HOST, PORT
from topics import load_sources
from topics.model import Source

USUAL = f"http://{HOST}:{PORT}/"


def sources(base_url: str) -> dict[str, Source]:
    """The outlets by id, as served at a base address such as `http://127.0.0.1:8323`."""
    base = base_url.rstrip("/") + "/"
    return {
        name: Source.model_validate_json(source.model_dump_json().replace(USUAL, base))
        for name, source in load_sources(FOLDER / "sources.toml").items()
    }
