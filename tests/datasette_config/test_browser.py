"""The pages in headless Chromium: what is seen, what can be switched, and that nothing runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = (
    "/",
    "/article/1",
    "/article/3",
    "/entity/echo-works",
    "/compare?entity=echo-works&entity=ada-brandt",
    "/issue/imitation",
    "/source/harbour-post",
    "/coverage?from=2023-01-01",
    "/?holder=louis-ferrand&issue=imitation",
    "/search?q=owned",
    "/methods",
    "/guide",
    "/guide/charts",
    "/article/99",
)
DATA = ("/brouhaha", "/brouhaha/articles", "/brouhaha/positions_matrix", "/brouhaha/articles/3")
CLEAR = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium on this machine: install the system's `chromium` to run these tests"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """What a page says on its console, and which addresses it asks for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", self._say)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._ask)

    def _say(self, message: ConsoleMessage) -> None:
        if not (message.type == "error" and "404 (Not Found)" in message.text):
            self.said.append(message.text)

    def _ask(self, request: Request) -> None:
        self.asked.append(request.url)


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["desktop-light", "phone-dark"])
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="en-GB"
    )
    context.set_default_timeout(15_000)
    yield Watched(context.new_page())
    context.close()


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_a_page_is_quiet_stays_at_home_and_fits(watched: Watched, address: str, path: str) -> None:
    page = watched.page
    page.goto(address + path)
    assert watched.said == []
    assert all(url.startswith((f"{address}/", "data:")) for url in watched.asked)
    assert page.title() != "owned"
    if path in PAGES:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("path", ["/", "/entity/echo-works", "/issue/imitation"])
def test_a_chart_is_seen(watched: Watched, address: str, path: str) -> None:
    page = watched.page
    page.goto(address + path)
    chart = page.locator("svg.chart")
    box = chart.bounding_box()
    assert box and box["width"] > 300 and box["height"] > 150
    bars = chart.locator("a.bar")
    assert bars.count() > 10
    shape = bars.first.locator("rect.fill").last
    seen = shape.bounding_box()
    assert seen and seen["width"] > 3 and seen["height"] > 3
    assert shape.evaluate("e => getComputedStyle(e).fill") not in ("none", "rgb(0, 0, 0)")
    assert chart.locator(".event circle").count() == 3
    assert page.locator("ol.events li").count() == 3


def test_lines_side_by_side_differ_without_their_colour(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/compare?entity=echo-works&entity=ada-brandt&entity=voice-guild")
    dashes = "e => getComputedStyle(e).strokeDasharray"
    found = [line.evaluate(dashes) for line in page.locator("svg.lines polyline").all()]
    assert len(found) == len(set(found)) == 3
    page.get_by_role("link", name="Remove Ada Brandt").click()
    page.wait_for_url("**/compare?entity=echo-works&entity=voice-guild")
    page.get_by_label("Another name").fill("Nobody")
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_text("Nobody and nothing here is called “Nobody”.").is_visible()
    assert page.locator("svg.lines polyline").count() == 2


def test_labels_of_a_chart_do_not_touch(watched: Watched, address: str) -> None:
    watched.page.goto(f"{address}/")
    boxes = [one.bounding_box() for one in watched.page.locator("svg.chart text.month").all()]
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    assert len(edges) > 1
    assert all(end < start for (_, end), (start, _) in pairwise(edges))


@pytest.mark.parametrize("kind", ["quote", "stance", "credit", "figure"])
def test_each_kind_of_mark_is_seen_and_can_be_switched_off(
    watched: Watched, address: str, kind: str
) -> None:
    page = watched.page
    page.goto(f"{address}/article/1")
    mark = page.locator(f".text .{kind}").first
    background = "e => getComputedStyle(e).backgroundColor"
    shown = mark.evaluate(background)
    assert shown != CLEAR
    page.uncheck(f"#show-{kind}")
    assert mark.evaluate(background) == CLEAR
    others = {"quote", "stance", "credit", "figure"} - {kind}
    for other in others:
        assert page.locator(f".text .{other}").first.evaluate(background) != CLEAR
    page.check(f"#show-{kind}")
    assert mark.evaluate(background) == shown


def test_names_can_be_switched_off_and_lead_to_their_page(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/article/1")
    name = page.locator(".text a.name").first
    line = "e => getComputedStyle(e).textDecorationLine"
    assert name.evaluate(line) == "underline"
    page.uncheck("#show-name")
    assert name.evaluate(line) == "none"
    name.click()
    page.wait_for_url("**/entity/echo-works")


def test_the_numbers_of_notes_are_reached_by_keyboard_and_lead_to_them(
    watched: Watched, address: str
) -> None:
    page = watched.page
    page.goto(f"{address}/article/1")
    first = page.locator(".text a.ref").first
    assert not first.is_visible()
    page.check("#show-ref")
    assert first.is_visible()
    first.focus()
    page.keyboard.press("Enter")
    note = page.locator(".legend li:target")
    assert note.is_visible() and page.url.endswith(first.get_attribute("href") or "?")
    note.locator("a.back").click()
    assert page.locator(".text .m:target").is_visible()


def test_the_switch_of_language_stays(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/")
    page.click("text=Français")
    assert page.locator("h1").inner_text() == "Les voix empruntées"
    page.goto(f"{address}/issue/imitation")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_search_from_the_top_of_any_page(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/article/1")
    page.fill("header input[name=q]", "manteau")
    page.press("header input[name=q]", "Enter")
    page.wait_for_url("**/search?q=manteau")
    assert page.locator("mark.hit").first.inner_text() == "manteau"


def test_hostile_content_does_not_run(watched: Watched, address: str) -> None:
    page = watched.page
    for path in (
        "/article/3",
        "/",
        "/issue/imitation",
        "/entity/img-src-x",
        "/brouhaha/articles/3",
    ):
        page.goto(address + path)
        assert page.title() != "owned"
        assert page.locator("main script, section.content script").count() == 0
        assert page.locator("img").count() == 0
    assert watched.said == []


def test_it_works_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/article/1")
    page.uncheck("#show-quote")
    assert page.locator("h1").inner_text() == "A machine that borrows voices"
    page.goto(f"{address}/")
    assert page.locator("svg.chart a.bar").count() > 10
    context.close()
