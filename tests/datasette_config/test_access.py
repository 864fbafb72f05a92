"""Every page of ours for people who see little, use a keyboard, a phone, large letters or paper."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from datasette_config import signing

TOKEN = "three quiet otters at noon"
HOME = Path(__file__).resolve().parents[2]
STATIC = HOME / "datasette_config" / "static"
AXE = HOME / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
READERS = {
    "desktop-light-en": (1280, "light", "en-GB"),
    "phone-dark-fr": (390, "dark", "fr-FR"),
}
OTHER = {"light": "dark", "dark": "light"}
PAGES = (
    "/",
    "/?copies=out&holder=louis-ferrand&issue=imitation",
    "/entity/louis-ferrand",
    "/entity/echo-works?show=mentions&from=2023-07-01&to=2023-07-31",
    "/compare",
    "/compare?entity=echo-works&entity=louis-ferrand&entity=Nobody",
    "/issue/imitation",
    "/article/1",
    "/article/1?revision=1",
    "/article/2",
    "/stories",
    "/story/1",
    "/source/harbour-post",
    "/coverage",
    "/coverage?by=published",
    "/status",
    "/search",
    "/search?q=machine",
    "/methods",
    "/guide",
    "/guide/charts",
    "/article/999",
)
# A name of a person, of an outlet and of an article, as long as the web has them.
LONG = """
    UPDATE entities SET name = 'Louis ' || replace(hex(zeroblob(145)), '0', 'o')
    WHERE id = 'louis-ferrand';
    UPDATE sources SET name = 'Courrier ' || replace(hex(zeroblob(45)), '00', 'quai')
    WHERE id = 'courrier-du-quai';
    UPDATE articles SET title = 'En bref ' || replace(hex(zeroblob(90)), '00', 'vox') WHERE id = 2;
"""
CHECK = """async (rules) => {
    const options = rules ? {runOnly: rules} : {rules: {'target-size': {enabled: true}}};
    const {violations} = await axe.run({...options, resultTypes: ['violations']});
    return violations.flatMap(v => v.nodes.map(
        n => `${v.impact} ${v.id}: ${n.target} ${n.html.slice(0, 150)}`));
}"""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
# What a keyboard should reach, and where it is now, with what shows it.
CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility())
    .map((e, n) => { e.setAttribute('data-nth', n); return n; }).length"""
FOCUSED = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const seen = [e, ...e.querySelectorAll('.target')].map(one => getComputedStyle(one));
    const box = e.getBoundingClientRect();
    return {
        nth: Number(e.getAttribute('data-nth')),
        shown: seen.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
            || (s.stroke !== 'none' && parseFloat(s.strokeWidth) >= 2)),
        seen: box.bottom > 0 && box.top < innerHeight,
        html: e.outerHTML.slice(0, 120),
    };
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    assert AXE.is_file(), "axe-core is missing: python3 bootstrap.py test installs it"
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium on this machine: python3 bootstrap.py test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(storied: Path, served: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample with stories and with long names, served."""
    path = tmp_path_factory.mktemp("long") / "voices.db"
    with closing(sqlite3.connect(storied)) as held, closing(sqlite3.connect(path)) as db:
        held.backup(db)
        db.executescript(LONG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(signing.TOKEN, TOKEN)
        with served(path) as (address, _):
            yield address


@pytest.fixture(scope="module", params=READERS.values(), ids=[*READERS])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, scheme, locale = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 850}, color_scheme=scheme, locale=locale
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    page = reader.new_page()
    yield page
    page.close()


def scheme(page: Page) -> str:
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return "dark" if dark else "light"


def look(page: Page, axe: str) -> None:
    """All of axe's rules in one scheme, the colours in the other; then narrow, then large."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate(axe)
    assert page.evaluate(CHECK) == []
    page.emulate_media(color_scheme=OTHER[scheme(page)])  # type: ignore[arg-type]
    assert page.evaluate(CHECK, ["color-contrast", "link-in-text-block"]) == []
    for width, size in ((390, 100), (320, 100), (1280, 200), (640, 200)):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
        assert page.evaluate(WIDER) <= 0, f"scrolls sideways at {width} pixels, letters {size} %"
    large = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert large == 32, "letters do not follow the reader's size"


@pytest.mark.parametrize("path", PAGES)
def test_no_rule_of_accessibility_is_broken_and_nothing_is_cut_off(
    page: Page, site: str, axe: str, path: str
) -> None:
    answer = page.goto(site + path)
    assert answer and answer.status == (404 if path == "/article/999" else 200)
    look(page, axe)


def test_the_forms_that_correct_keep_to_all_of_it_too(page: Page, site: str, axe: str) -> None:
    page.goto(f"{site}/sign-in?article=1")
    look(page, axe)
    page.fill("#name", "Ida")
    page.fill("#token", TOKEN)
    page.click(".correction button")
    page.wait_for_url("**/article/1")
    look(page, axe)
    first = {kind: f"a.correct[href*='kind={kind}']" for kind in ("name", "quote", "stance")}
    forms = [page.locator(css).first.get_attribute("href") for css in first.values()]
    for path in ["/article/1/correct", *forms]:
        answer = page.goto(f"{site}{path}")
        assert answer and answer.status == 200
        look(page, axe)


@pytest.mark.parametrize("path", ["/", "/entity/echo-works", "/article/1", "/story/1", "/search"])
def test_a_keyboard_reaches_everything_in_order_and_is_seen(
    page: Page, site: str, path: str
) -> None:
    page.goto(site + path)
    wanted = page.evaluate(CONTROLS)
    reached: list[int] = []
    for _ in range(2 * wanted + 40):  # a field for a date has several stops
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None or (reached and at["nth"] == 0 != reached[-1]):
            break
        assert at["shown"] and at["seen"], f"focus is not seen: {at['html']}"
        if not reached or reached[-1] != at["nth"]:
            reached.append(at["nth"])
    assert reached == list(range(wanted))


def test_the_first_stop_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}/article/1")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    box = skip.bounding_box()
    assert skip.evaluate("e => e === document.activeElement") and box and box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_marks_are_switched_and_lists_are_opened_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/article/1")
    mark = page.locator(".text .quote").first
    background = "e => getComputedStyle(e).backgroundColor"
    shown = mark.evaluate(background)
    page.locator("#show-quote").focus()
    page.keyboard.press("Space")
    assert mark.evaluate(background) != shown
    page.keyboard.press("Space")
    assert mark.evaluate(background) == shown
    names = page.locator(".legend details").first
    assert names.get_attribute("open") is None
    names.locator("summary").focus()
    page.keyboard.press("Enter")
    assert names.get_attribute("open") is not None


def test_bars_are_links_with_names_that_lead_on(page: Page, site: str) -> None:
    page.goto(f"{site}/entity/echo-works")
    bars = page.locator("svg.chart a.bar")
    names = [bar.get_attribute("aria-label") or "" for bar in bars.all()]
    assert len(names) > 10 and all(re.search(r"\d", name) for name in names)
    assert len(set(names)) == len(names)
    bars.first.focus()
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    assert page.locator("h1").is_visible()


def test_words_of_the_other_language_say_so(page: Page, site: str) -> None:
    page.goto(f"{site}/story/1")
    own = page.locator("html").get_attribute("lang")
    for quoted in page.locator("blockquote").all():
        assert quoted.get_attribute("lang") in ("en", "fr")
    titles = page.locator("main a[href^='/article/'][lang]")
    assert titles.count() > 2
    assert {one.get_attribute("lang") for one in titles.all()} == {"en", "fr"}
    assert page.locator(f".switch a:not([lang={own}])").count() == 1


def test_paper_has_black_letters_and_no_controls(page: Page, site: str) -> None:
    page.goto(f"{site}/entity/echo-works")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 700, "height": 990})
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for hidden in ("nav", "header form", "form.period", ".skip"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("svg.chart").first.is_visible()
    assert page.evaluate(WIDER) <= 0
    assert page.locator("ol.events li").first.is_visible()


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def colours(which: str) -> dict[str, str]:
    """The variables of all sheets in one scheme."""
    found: dict[str, str] = {}
    for sheet in sorted(STATIC.glob("*.css")):
        text = sheet.read_text("utf-8")
        blocks = re.findall(r"(@media[^{]*dark\) \{\s*)?:root \{([^}]*)\}", text)
        for media, block in blocks:
            if not media or which == "dark":
                found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", block))
    return found


# Letters within drawings, which axe does not look at, and shapes that mean something.
LETTERS = (("quiet", "card"), ("quiet", "wash"), ("ink", "wash"), ("quiet", "paper"))
SHAPES = ("fr", "en", "favor", "against", "ambivalent", "plain", "accent", "held", "broken",
          "blocked", "l0", "l1", "l2", "l3", "l4", "l5")  # fmt: skip


@pytest.mark.parametrize("which", ["light", "dark"])
def test_drawings_have_contrast(which: str) -> None:
    named = colours(which)
    for letters, ground in LETTERS:
        assert contrast(named[letters], named[ground]) >= 4.5, (letters, ground)
    for shape in SHAPES:
        assert contrast(named[shape], named["card"]) >= 3, json.dumps({shape: named[shape]})
