"""An article, a story and names made of script payloads, on every page that shows them: in a
browser nothing runs, nothing is asked for elsewhere, and no link leads to a script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    sync_playwright,
)

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PAYLOAD = "<script>document.title='owned'</script>"
OURS = (
    "/",
    "/article/1",
    "/article/3",
    "/article/3?revision=1",
    "/entity/img-src-x",
    "/entity/..%2Fx%3Fy%23z",
    "/compare?entity=img-src-x&entity=echo-works",
    "/issue/imitation",
    "/stories",
    "/story/1",
    "/story/2",
    "/source/harbour-post",
    "/coverage",
    "/status",
    "/search?q=owned",
    f"/search?q={PAYLOAD}",
    f"/{PAYLOAD}",
    f"/entity/{PAYLOAD}",
    f"/stories?order={PAYLOAD}&from={PAYLOAD}&page={PAYLOAD}",
    "/methods",
    "/guide",
    f"/sign-in?article={PAYLOAD}",
    f"/article/3/correct?kind={PAYLOAD}&who={PAYLOAD}",
    f"/article/3?done={PAYLOAD}",
)
DATASETTE = (
    "/brouhaha",
    "/brouhaha/articles",
    "/brouhaha/articles/3",
    "/brouhaha/entities",
    "/brouhaha/quotes",
    "/brouhaha/stories",
    "/brouhaha/claims",
    "/brouhaha/claim_figures",
    "/brouhaha/addresses",
    "/brouhaha/ways",
    f"/brouhaha/articles?title={PAYLOAD}",
    f"/brouhaha?sql=select+%27{PAYLOAD}%27+as+a",
    "/brouhaha/who_said_what?issue=imitation",
)
DATA = (
    "/article/3.json",
    "/story/1.json",
    "/story/2.json",
    "/brouhaha/articles.json",
    "/feed.atom",
    "/story/1.atom",
    "/story/2.atom",
    "/issue/imitation.atom",
    "/entity/img-src-x.atom",
    "/search.atom?q=owned",
)
LOOK = """() => [...document.querySelectorAll('script, img, iframe, object, embed')]
    .filter(e => !(e.src || '').startsWith(location.origin)).length
    + [...document.querySelectorAll('*')]
        .filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"""
LINKS = """() => [...document.querySelectorAll('[href], [action], [src]')]
    .map(e => e.getAttribute('href') || e.getAttribute('action') || e.getAttribute('src'))"""


@pytest.fixture(scope="module")
def address(storied: Path, served: Any) -> Iterator[str]:
    with served(storied) as (where, _):
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium on this machine: install the system's `chromium` to run these tests"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser.new_context(locale="en-GB")
        browser.close()


class Watched:
    """What a page opens, asks for, and what the policy had to stop in it."""

    def __init__(self, page: Page) -> None:
        self.dialogs: list[str] = []
        self.asked: list[str] = []
        self.stopped: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", self._ask)
        page.on("console", self._say)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _ask(self, request: Request) -> None:
        self.asked.append(request.url)

    def _say(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.stopped.append(message.text)


@pytest.mark.parametrize("path", [*OURS, *DATASETTE, *DATA])
def test_nothing_runs(browser: BrowserContext, address: str, path: str) -> None:
    page = browser.new_page()
    watched = Watched(page)
    page.goto(address + path)
    assert page.title() != "owned"
    assert watched.dialogs == watched.stopped == []
    assert all(url.startswith((f"{address}/", "data:")) for url in watched.asked)
    if path not in DATA:
        assert page.evaluate(LOOK) == 0
        for link in page.evaluate(LINKS):
            assert not re.match(r"\s*(javascript|data|vbscript):", link or "", re.I), link
    page.close()


@pytest.mark.parametrize("path", DATA)
def test_data_cannot_be_taken_for_a_page(address: str, path: str) -> None:
    answer = httpx.get(address + path, trust_env=False)
    kind = answer.headers["content-type"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.status_code == 200 and "html" not in kind
    if path.endswith(".atom"):
        assert "<script" not in answer.text and "<img" not in answer.text


@pytest.mark.parametrize(
    ("path", "times"), [("/article/3", 3), ("/story/2", 1), ("/stories", 1), ("/", 1)]
)
def test_payloads_are_there_as_text(address: str, path: str, times: int) -> None:
    page = httpx.get(address + path, trust_env=False, headers={"Accept-Language": "en"}).text
    assert page.count("&lt;script&gt;document.title=") >= times
    assert "<script" not in page and "<img" not in page and "<svg onload" not in page
