"""The plain text of a page: its title, all that is shown, and what its JSON-LD states."""

from __future__ import annotations

import sys
from threading import Thread
from types import FrameType

import pytest

from crawler.plain import language_of, plain


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_text_is_read_in_its_encoding_without_scripts(charset: str) -> None:
    page = f"<meta charset={charset}><title>Grève</title><script>var x</script><p>Les comédiens"
    found = plain(page.encode(charset), "text/html")
    assert found.startswith("Grève\n")
    assert "Les comédiens" in found
    assert "var x" not in found


def test_a_text_that_only_json_states_is_there() -> None:
    page = b'<p>a</p><script type="application/ld+json">{"articleBody": "l\\u00e0"}</script>'
    assert "l\u00e0" in plain(page, "text/html; charset=utf-8")


def test_the_longest_lines_tell_the_language() -> None:
    menu = "\n".join(["Home", "Sport", "Weather"] * 20)
    text = "Les comédiens ont voté la grève à une large majorité, a dit leur syndicat lundi soir."
    assert language_of(f"{menu}\n{text}") == "fr"
    assert language_of(menu) == ""


def test_lines_that_are_nothing_but_links_are_left_out() -> None:
    page = (
        "<title>Grève</title><ul><li><a href=/1>Les acteurs</a></li><li><A href=/2>Sport</A>, "
        "<a href=/3>Météo</a></li></ul><p>Le <a href=/4>syndicat</a> vote.</p>"
        "<a href=/5><h2>Suite</h2><p>Des robots</p></a>"
    )
    found = plain(page.encode(), "text/html; charset=utf-8").split()
    assert " ".join(found) == "Grève Le syndicat vote. Suite Des robots"


def test_who_keeps_frames_keeps_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask's profiler does, in a thread of its own, and a tree must end in the one it is of."""
    frames: list[FrameType] = []
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)

    def reading() -> None:
        sys.setprofile(lambda frame, event, arg: frames.append(frame))
        plain(b"<title>a</title><p>word", "text/html")
        sys.setprofile(None)

    thread = Thread(target=reading)
    thread.start()
    thread.join()
    assert "_read" in {frame.f_code.co_name for frame in frames}
    try:
        frames.clear()
    except RuntimeError as error:
        told.append(error)
    assert told == []
