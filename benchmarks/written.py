"""How many articles the quick tests lose: the same articles sent in every way pages are written."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from html.entities import codepoint2name
from itertools import cycle, islice
from pathlib import Path

from benchmarks.archived import DATE, Sent, Text, write

FILLER = {
    "fr": "Le conseil de la ville s'est réuni lundi et a parlé pendant trois heures du pont sur la "
    "rivière. Personne n'a su dire quand le chantier finirait, et la mairie a demandé un peu de "
    "patience aux habitants du quartier, qui font un long détour chaque matin.",
    "en": "The town council met on Monday and spoke of the bridge over the river for three hours. "
    "Nobody could say when the works would be over, and the town hall asked for some patience from "
    "people who live nearby and make a long detour each morning.",
}
EACH = 3  # ways of an article that are tried
_LONG_WORD = re.compile(r"\b([^\W\d_]{3})([^\W\d_]{3,})")


def report(texts: list[Text], folder: Path) -> str:
    """The share of what the full path keeps that the quick tests let through."""
    pages = {
        f"https://{name}.example/{text.id}": sent
        for place, text in enumerate(texts)
        for name, sent in islice(cycle(ways(text).items()), place, place + EACH)
    }
    file = folder / "written.warc.gz"
    write(file, (Sent(url, body, kind) for url, (body, kind) in pages.items()))
    kept, passed = _kept(str(file)), _passed(str(file))
    lost = sorted(kept - passed)
    share = 1 - len(lost) / max(1, len(kept))
    told = f" Lost: {', '.join(lost[:10])}." if lost else ""
    return (
        f"Recall of the quick tests: {share:.4f} of {len(kept)} pages that reading everything "
        f"in full keeps, of {len(pages)} ({len(texts)} articles, each written in {EACH} of "
        f"{len(ways(texts[0]))} ways in turn).{told}"
    )


def ways(text: Text) -> dict[str, tuple[bytes, str]]:
    """Body and content type of the page in each way of writing."""
    plain, utf8 = _page(text), "text/html; charset=utf-8"
    return {
        "utf-8": (plain.encode(), utf8),
        "windows-1252": (
            plain.replace("utf-8", "windows-1252").encode("cp1252", "xmlcharrefreplace"),
            "text/html",
        ),
        "named": (_names(plain).encode("ascii", "xmlcharrefreplace"), "text/html"),
        "numbered": (plain.encode("ascii", "xmlcharrefreplace"), "text/html"),
        "blanks": (_page(text, lambda words: words.replace(" ", "&nbsp;")).encode(), utf8),
        "hyphens": (_page(text, lambda words: _LONG_WORD.sub(r"\1&shy;\2", words)).encode(), utf8),
        "tags": (
            _page(text, lambda words: _LONG_WORD.sub(r"<b>\1</b>\2", words)).encode(),
            utf8,
        ),
        "apostrophes": (plain.replace("&#x27;", "’").encode(), utf8),
        "capitals": (_page(text, title=str.upper).encode(), utf8),
        "decomposed": (unicodedata.normalize("NFD", plain).encode(), utf8),
    }


def _page(
    text: Text,
    write: Callable[[str], str] = lambda words: words,
    title: Callable[[str], str] = lambda words: words,
) -> str:
    name = html.escape(title(text.title))
    paragraphs = [html.escape(words) for words in (*text.paragraphs, FILLER[text.lang])]
    body = "".join(f"<p>{write(words)}</p>" for words in paragraphs)
    menu = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(20))
    return (
        f'<html lang="{text.lang}"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="robots" content="index"><meta property="article:published_time" '
        f'content="{DATE}"></head><body><ul>{menu}</ul><article><h1>{name}</h1>{body}</article>'
        "</body></html>"
    )


def _names(text: str) -> str:
    return "".join(
        f"&{name};" if ord(c) > 127 and (name := codepoint2name.get(ord(c))) else c for c in text
    )


def _kept(file: str) -> set[str]:
    """The addresses of what is kept where every page is read and analysed in full."""
    from cluster.brief import brief_of
    from cluster.reading import analyse_texts
    from crawler.archive import moment, page
    from crawler.dates import instant
    from crawler.page import read
    from crawler.settings import LARGEST_PAGE
    from crawler.spiders.warc import Scan
    from storage.records import Document
    from topics import load

    topic = load("actors-strike-ai")
    urls: dict[Document, list[str]] = {}
    for capture in Scan(file, LARGEST_PAGE):
        article = read(page(capture), topic.settings.window, instant(moment(capture))).article
        if article:
            document = Document("0", article.text, article.title, article.lang)
            urls.setdefault(document, []).append(capture.url)
    found = analyse_texts(list(urls), brief_of(topic))
    both = zip(urls.values(), found, strict=True)
    return {url for same, analysis in both if analysis.relevant for url in same}


def _passed(file: str) -> set[str]:
    from cluster.brief import brief_of
    from cluster.reading import read_part
    from crawler.parts import Part
    from topics import load

    read = read_part(Part(file), brief_of(load("actors-strike-ai")))
    return {one.capture.url for one in read.found if one.analysis}
