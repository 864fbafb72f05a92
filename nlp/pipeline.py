"""Analyses documents one after the other, in several processes where there are many."""

from __future__ import annotations

import logging
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import cache
from importlib.metadata import version as package_version
from itertools import chain, islice

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from spacy.language import Language
from spacy.tokens import Doc

import topics
from nlp import findings, lexicon
from nlp.languages import build
from nlp.lemmas import word_forms
from nlp.lexicon import LANGUAGES
from nlp.signals import held
from nlp.tokens import BLANKS
from storage.errors import InterruptedRunError
from storage.orphans import end_with_parent
from storage.records import Analysis, Document

FEW = 50  # documents that are analysed sooner than other processes have started
BATCH = 32  # what spaCy keeps of the words of a batch is let go after it
LONGEST = 300_000  # characters; a million would take five minutes and 1.8 GB
AHEAD = 3  # batches handed out for each process before the oldest is waited for


class WorkerLostError(InterruptedRunError):
    """A process died while it analysed, most often because memory ran out."""


log = logging.getLogger(__name__)


def version(topic: topics.Topic) -> str:
    """What an analysis depends on: the code with its words, and the topic."""
    return f"{package_version('brouhaha')}-{lexicon.digest()}-{topic.digest}"


def analyse(documents: Iterable[Document], topic: str, processes: int) -> Iterator[Analysis]:
    """An analysis for each document, in the same order; `topic` is its name or folder.

    One that breaks a component has `error` set, and the others go on. At most a few batches are in
    memory at once.

    :raises TopicError, LexiconError: the topic or the words of a language cannot be used.
    :raises WorkerLostError: a process was killed.
    """
    _version_of(topic)  # so that a mistake in the topic is told before processes are started
    stream = iter(documents)
    first = list(islice(stream, FEW))
    if processes <= 1 or len(first) < FEW:
        for batch in batches(chain(first, stream)):
            yield from analyse_batch(batch, topic)
        return
    yield from _spread(batches(chain(first, stream)), topic, processes)


def batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    """Documents in lists of one size: what is found in a text may depend on its neighbours."""
    while batch := list(islice(documents, BATCH)):
        yield batch


def _spread(batches: Iterator[list[Document]], topic: str, processes: int) -> Iterator[Analysis]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["nlp.languages"])
    waiting: deque[Future[list[Analysis]]] = deque()
    pool = ProcessPoolExecutor(processes, context, initializer=end_with_parent)
    try:
        for batch in batches:
            with held():  # a process that is half started is waited for by nobody
                waiting.append(pool.submit(analyse_batch, batch, topic))
            if len(waiting) >= processes * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise WorkerLostError(
            "a process was lost while analysing, perhaps for want of memory: try fewer processes"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def analyse_batch(batch: list[Document], topic: str) -> list[Analysis]:
    """An analysis for each document of a batch; `topic` is its name or folder."""
    spoken = _by_language(batch)
    with ExitStack() as zones:
        for lang in spoken:
            zones.enter_context(build(lang, topic).memory_zone())
        found: dict[int, Analysis] = {}
        for lang, places in spoken.items():
            documents = [batch[place] for place in places]
            found |= zip(places, _analyse_documents(documents, lang, topic), strict=True)
        return [found[place] for place in range(len(batch))]


def _by_language(batch: list[Document]) -> dict[str, list[int]]:
    """The places of the documents of each language."""
    found: dict[str, list[int]] = {}
    for place, document in enumerate(batch):
        lang = document.lang[:2].lower()
        if lang not in LANGUAGES:
            lang = identify(f"{document.title}\n{document.text}")
        found.setdefault(lang, []).append(place)
    return found


def _analyse_documents(documents: list[Document], lang: str, topic: str) -> list[Analysis]:
    """Together, since the trained components are quicker so; one by one where one breaks."""
    nlp = build(lang, topic)
    try:
        docs = list(nlp.pipe(docs_of(documents, nlp), batch_size=BATCH))
        return [_collect(one, doc, topic) for one, doc in zip(documents, docs, strict=True)]
    except Exception:  # whatever an article brings: the others go on
        return [_analyse_one(document, nlp, topic) for document in documents]


def docs_of(documents: list[Document], nlp: Language) -> Iterator[Doc]:
    """Tokens, as the components read them, with the document that they are of."""
    for document in documents:
        if (length := len(document.text)) > LONGEST:
            raise ValueError(f"it has {length} characters, and {LONGEST} are read at most")
        doc = nlp.make_doc(document.text.translate(BLANKS))
        doc._.document = document
        yield doc


def _analyse_one(document: Document, nlp: Language, topic: str) -> Analysis:
    try:
        return _collect(document, nlp(next(docs_of([document], nlp))), topic)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        log.warning("%s could not be analysed: %s", document.id, told)
        log.debug("where %s broke the analysis", document.id, exc_info=True)
        number = _version_of(topic)
        return Analysis(document.id, str(nlp.lang), number, document.revision, error=told)


def _collect(document: Document, doc: Doc, topic: str) -> Analysis:
    relevance = float(doc._.relevance)
    return Analysis(
        id=document.id,
        lang=doc.lang_,
        version=_version_of(topic),
        revision=document.revision,
        relevant=relevance > _threshold(topic),
        relevance=relevance,
        reasons=tuple(findings.reasons(doc)),
        entities=tuple(findings.entities(doc).values()),
        mentions=tuple(findings.mentions(doc)),
        quotes=tuple(findings.quotes(doc)),
        stances=tuple(findings.stances(doc)),
        credits=tuple(findings.credits(doc)),
        figures=tuple(findings.figures(doc)),
        word_forms=word_forms(doc),
    )


@cache
def _version_of(topic: str) -> str:
    return version(topics.load(topic))


@cache
def _threshold(topic: str) -> float:
    return topics.load(topic).settings.relevance.threshold


@cache
def _identifier() -> LanguageIdentifier:
    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(list(LANGUAGES))
    return found


def identify(text: str) -> str:
    """The likelier of our languages.

    >>> identify("The union has called a strike.")
    'en'
    """
    return str(_identifier().classify(text[:5000])[0])
