"""What a worker does with a part of an archive: the pages on the topic, read and analysed."""

from __future__ import annotations

import faulthandler
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

import topics
from cluster.brief import Brief, folder
from crawler.archive import moment, page
from crawler.dates import instant
from crawler.files import opened
from crawler.page import WANTED, Reading, read
from crawler.parts import Part, beyond, first_record
from crawler.plain import language_of, plain
from crawler.settings import LARGEST_PAGE
from crawler.spiders.warc import BrokenArchiveError, Capture, Scan
from crawler.urls import site
from nlp.sieve import Sieve
from storage.records import Analysis, Document
from topics import Topic

SECONDS = 30  # for one page; the slowest real one takes two
TEXTS = 120  # seconds for a batch of texts,
PACE = 500  # and one for each of so many characters: a thirtieth of what a core reads
ON_TOPIC = ("fetched", "paywall")


@dataclass(frozen=True, slots=True)
class Found:
    """A page that passed the quick tests, and what became of it; its body stays in the archive.

    `reserved` says how it reserves its rights, if it does.
    """

    capture: Capture
    digest: str
    reading: Reading
    reserved: str = ""
    analysis: Analysis | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What is in a part: where its first record begins and the first after it (None: none does).

    `counts` says how many pages there were, how many came how far, and why the others did not.
    `next` stands behind a damage that `problem` tells; None there if nothing is known to.
    """

    first: int | None
    next: int | None
    found: tuple[Found, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    problem: str = ""


class Tools(NamedTuple):
    """What is made once in the life of a worker."""

    topic: Topic
    sieve: Sieve
    allowed: frozenset[str]


def read_part(part: Part, brief: Brief) -> Read:
    """Scan a part: bytes, then plain text, then the whole path for what is left."""
    using = tools(folder(brief))
    try:
        first = first_record(part)
    except OSError as error:
        return Read(None, None, problem=f"{part.file}: cannot be read: {error}")
    if first is None:
        return Read(None, part.stop)
    scan = Scan(part.file, LARGEST_PAGE, start=first, stop=part.stop)
    counts: Counter[str] = Counter()
    found: list[Found] = []
    after, problem = None, ""
    try:
        for number, capture in enumerate(scan):
            if number == part.most:
                after = capture.offset
                break
            if one := _judged(capture, using, counts):
                found.append(one)
        else:
            after = scan.next
    except BrokenArchiveError as error:
        problem, after = str(error), beyond(part, error.place)
    found = _analysed(found, brief, counts)
    return Read(first, after, tuple(found), counts, problem)


def _judged(capture: Capture, tools: Tools, counts: Counter[str]) -> Found | None:
    """The page as far as it is worth reading; `None` where it cannot be on the topic."""
    counts["pages"] += 1
    if not tools.sieve.page(capture.body):
        counts["no_terms"] += 1
        return None
    counts["terms"] += 1
    with bounded(SECONDS):  # to begin it costs a third of the test before, which always ends
        return _read(capture, tools, counts)


def _read(capture: Capture, tools: Tools, counts: Counter[str]) -> Found | None:
    reserved = ""
    try:
        if far := why_far(capture, tools):
            counts[far] += 1
            return None
        counts["text"] += 1
        reserved = capture.reserved()
        if reserved and site(capture.url) not in tools.allowed:
            return _found(capture, Reading("tdm", detail=reserved), reserved)
        reading = read(page(capture), tools.topic.settings.window, instant(moment(capture)))
    except Exception as error:  # a page that no library was ready for must not end the rest
        told = str(error) or type(error).__name__
        return _found(capture, Reading("failed", detail=told[:200]), reserved)
    article = reading.article
    if article and not tools.sieve.article(article.title, article.text, article.lang):
        counts["off_topic"] += 1
        return None
    return _found(capture, reading, reserved)


def _found(capture: Capture, reading: Reading, reserved: str) -> Found:
    digest = hashlib.sha256(capture.body).hexdigest()
    return Found(replace(capture, body=b"", headers=()), digest, reading, reserved)


def why_far(capture: Capture, tools: Tools) -> str:
    """Why the plain text of a page cannot be on the topic; empty where it can."""
    text = plain(capture.body, capture.content_type)
    if not tools.sieve.text(text):
        return "terms_apart"
    lang = language_of(text)
    if lang and lang not in WANTED:
        return "language"
    return "" if not lang or tools.sieve.text(text, lang) else "terms_apart"


def _analysed(found: list[Found], brief: Brief, counts: Counter[str]) -> list[Found]:
    """What is on the topic, with its analysis; other articles are left out."""
    documents = {
        number: Document("0", a.text, a.title, a.lang, a.published or "", a.url)
        for number, one in enumerate(found)
        if (a := one.reading.article)
    }
    analyses = dict(zip(documents, analyse_texts(list(documents.values()), brief), strict=True))
    kept = []
    for number, one in enumerate(found):
        analysis = analyses.get(number)
        if analysis and not (analysis.relevant or analysis.error):
            counts["off_topic"] += 1
            continue
        kept.append(replace(one, analysis=analysis))
    counts["articles"] += sum(one.analysis is not None for one in kept)
    return kept


def analyse_texts(documents: list[Document], brief: Brief) -> list[Analysis]:
    """An analysis for each text; spaCy is imported once there is one."""
    if not documents:
        return []
    from nlp.pipeline import BATCH, analyse_batch

    found: list[Analysis] = []
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        with bounded(TEXTS + sum(len(document.text) for document in batch) / PACE):
            found += analyse_batch(batch, folder(brief))
    return found


def record_at(part: Part) -> tuple[str, int | None]:
    """The address in the record at the start of a part, and where the next record begins.

    Nothing of it is unpacked beyond its head.
    """
    import zlib

    with opened(part.file, part.start) as content:
        head = content.read(2**16)
    if head.startswith(b"\x1f\x8b"):
        head = zlib.decompressobj(wbits=31).decompress(head, 2**14)
    lines = head.partition(b"\r\n\r\n")[0].split(b"\r\n")
    uris = [line.partition(b":")[2] for line in lines if line.lower().startswith(b"warc-target")]
    url = uris[0].strip(b" <>").decode("utf-8", "replace") if uris else ""
    rest = Part(part.file, part.start + 1, part.stop, exact=False)
    following = first_record(rest)
    return url, part.stop if following is None else following


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer, even where no Python code runs."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


@cache
def tools(place: str) -> Tools:
    """What is made of the topic in a folder."""
    topic = topics.load(place)
    allowed = (site(str(s.home)) for s in topic.sources.values() if s.tdm == "allow")
    return Tools(topic, Sieve(topic), frozenset(allowed))
