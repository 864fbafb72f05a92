"""Walk archives: the pages on the topic go into the database, whatever number of workers reads."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from distributed import Client
from sqlite_utils import Database

from cluster.brief import Brief, brief_of
from cluster.jobs import PartJob
from cluster.order import in_order
from cluster.reading import Read
from cluster.states import state
from cluster.writer import Writer, Written
from crawler.parts import Part, is_cut, parts
from storage import archive_files
from storage.archive_files import ArchiveFile, State
from storage.records import Tally
from storage.store import end_run, now, run
from topics import Topic

STAGES = ("pages", "terms", "text", "articles")
PASSED_BY = ("no_terms", "terms_apart", "language", "off_topic")  # verdicts of the workers


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is: bytes of archives that are done, and of all that are to be read.

    `total` is 0 where it is not known; `counts` has the pages and the articles on the topic.
    """

    done: int
    total: int
    counts: Tally


@dataclass(frozen=True, slots=True)
class Report:
    """What was in the archives, what became of each page, and what went wrong.

    `skipped` files were read before. `pages` says how many pages came how far; `verdicts` adds up
    to all of them.
    """

    files: int
    skipped: int
    pages: Tally
    verdicts: Tally
    failures: tuple[str, ...]


def backfill(
    db: Database,
    topic: Topic,
    files: Sequence[str],
    client: Client,
    progress: Callable[[Progress], None],
) -> Report:
    """Read the files that were not read before; each is settled once it was read to its end."""
    with run(db, "backfill") as number:
        walk = Walk(db, topic, number, client, progress)
        walk.all(files)
        if walk.failures:
            end_run(db, number, "partly", "\n".join(walk.failures))
    return walk.report()


@dataclass(slots=True)
class Seen:
    """What is known of one or several files."""

    counts: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    aside: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, job: PartJob, stored: Tally) -> None:
        """A part, and what became of those of its pages that were stored or set aside."""
        counts = job.result().counts
        self.counts.update({stage: counts[stage] for stage in STAGES})
        self.verdicts.update({verdict: counts[verdict] for verdict in PASSED_BY})
        self.counts["pages"] += len(job.aside)
        self.verdicts.update(stored.counts)
        self.aside += len(job.aside)
        self.problems += job.problems


class Walk:
    """One pass over archives."""

    def __init__(
        self,
        db: Database,
        topic: Topic,
        number: int,
        client: Client,
        progress: Callable[[Progress], None],
    ) -> None:
        self._db, self._client, self._progress = db, client, progress
        allowed = frozenset(s.id for s in topic.sources.values() if s.tdm == "allow")
        self._writer, self._rules = Writer(db, number, allowed), _rules(topic, allowed)
        self._brief: Brief = brief_of(topic)
        self._states: dict[str, State] = {}
        self._seen = Seen()
        self._done = self._total = self._read = self._skipped = 0
        self.failures: list[str] = []

    def all(self, files: Sequence[str]) -> None:
        """Settle all files, in their order."""
        left = [file for file in self._looked_at(files) if self._is_wanted(file)]
        self._total = sum(one.bytes for one in self._states.values())
        jobs = in_order(self._client, (PartJob(part, self._brief) for part in self._parts(left)))
        for file, found in groupby(jobs, key=lambda job: job.part.file):
            self._file(file, found)

    def report(self) -> Report:
        pages = Tally({stage: self._seen.counts[stage] for stage in STAGES})
        verdicts = Tally({name: n for name, n in self._seen.verdicts.most_common() if n})
        return Report(self._read, self._skipped, pages, verdicts, tuple(self.failures))

    def _looked_at(self, files: Sequence[str]) -> Iterator[str]:
        """Each file once; to ask for thousands of them on the web takes minutes."""
        for number, file in enumerate(dict.fromkeys(files), 1):
            yield file
            self._progress(Progress(0, 0, Tally({"files looked at": number})))

    def _is_wanted(self, file: str) -> bool:
        try:
            found = state(file)
        except OSError as error:
            self.failures.append(_unread(file, error))
            return False
        if archive_files.is_read(self._db, file, self._rules, found):
            self._skipped += 1
            return False
        self._states[file] = found
        return True

    def _parts(self, files: Sequence[str]) -> Iterator[Part]:
        for file in files:
            try:
                yield from parts(file)
            except OSError as error:
                self.failures.append(_unread(file, error))
                self._total -= self._states[file].bytes

    def _file(self, file: str, jobs: Iterator[PartJob]) -> None:
        """Write what the parts of a file hold, one after the other, and settle it."""
        seen, before = Seen(), self._done
        expected: int | None = 0
        adrift = False
        for job in jobs:
            if not adrift:
                job = self._checked(job, expected)
            expected, adrift = job.result().next, job.adrift
            written = self._write(job)
            seen.add(job, written.stands)
            self._seen.add(job, written.told)
            self._tell(job.part.length)
        self._read += 1
        self._tell(before + self._states[file].bytes - self._done)
        self._settle(file, seen)

    def _checked(self, job: PartJob, expected: int | None) -> PartJob:
        """The job, or what stands in its place where the part before ended elsewhere.

        What looks like the beginning of a record may stand within one. `expected` is where the
        part before says that the next record begins.
        """
        part = job.part
        if job.result().first == expected:
            return job
        if expected is None or (part.stop is not None and expected >= part.stop):
            empty = PartJob(part, self._brief)
            empty.take(Read(None, expected))
            return empty
        again = PartJob(Part(part.file, expected, part.stop), self._brief)
        return next(in_order(self._client, [again]))

    def _write(self, job: PartJob) -> Written:
        written = self._writer.write(job.result().found)
        file = job.part.file
        for url, offset, why in job.aside:
            self.failures.append(f"{file}, byte {offset}: {url} is set aside: {why}")
            name = file.rpartition("/")[2]
            written = written.plus(self._writer.set_aside(name, url, offset, why))
        return written

    def _settle(self, file: str, seen: Seen) -> None:
        problems = list(_amiss(file, self._states[file], seen))
        self.failures += [*problems, *_unplaced(file, seen)]
        counts = seen.counts
        archive_files.settle(
            self._db,
            ArchiveFile(
                file=file, rules=self._rules, bytes=self._states[file].bytes,
                head=self._states[file].head, pages=counts["pages"], terms=counts["terms"],
                text=counts["text"], articles=counts["articles"], set_aside=seen.aside,
                problem="\n".join(problems), read_at=now(),
            ),
            seen.verdicts,
        )  # fmt: skip

    def _tell(self, length: int) -> None:
        self._done += length
        counts = {key: self._seen.counts[key] for key in ("pages", "articles")}
        self._progress(Progress(self._done, self._total, Tally(counts)))


def _rules(topic: Topic, allowed: frozenset[str]) -> str:
    """A digest of what decides whether a page is taken in."""
    if not allowed:
        return topic.digest
    return hashlib.sha256(" ".join([topic.digest, *sorted(allowed)]).encode()).hexdigest()[:12]


def _unread(file: str, error: OSError) -> str:
    why = error.strerror or error
    return f"{file}: cannot be read: {why}; see to it that it can be, then run it again"


def _amiss(file: str, before: State, seen: Seen) -> Iterator[str]:
    """Why a file that was read to its end is not settled."""
    try:
        changed = state(file) != before
    except OSError:
        changed = False
    if changed:
        yield f"{file}: it changed while it was read; what was found is kept, run it again"
        return
    yield from seen.problems
    if not seen.problems and not seen.counts["pages"]:
        yield (
            f"{file}: no web page is in it; give the WARC files themselves "
            "(WET and WAT files and lists are none)"
        )


def _unplaced(file: str, seen: Seen) -> Iterator[str]:
    """That nobody can go to the records of a file; to ask is cheap where it held something."""
    try:
        if seen.counts["text"] and not is_cut(file):
            yield (
                f"{file}: is packed as one piece; its pages are kept, but their places in it lead "
                "nowhere: `warcio recompress` packs it record by record, read that one instead"
            )
    except OSError:
        return
