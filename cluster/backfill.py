"""Walk archives: the pages on the topic go into the database, whatever number of workers reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from distributed import Client
from sqlite_utils import Database

from cluster.brief import Brief, brief_of
from cluster.jobs import PartJob
from cluster.order import in_order
from cluster.reading import Read
from cluster.writer import Writer
from crawler.files import size
from crawler.parts import Part, parts
from crawler.urls import canonical
from storage import archive_files
from storage.archive_files import ArchiveFile
from storage.records import Fetch, Tally
from storage.store import end_run, now, run
from topics import Topic

STAGES = ("pages", "terms", "text", "articles")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is: bytes of archives that are settled, and of all of them."""

    done: int
    total: int
    counts: Tally


@dataclass(frozen=True, slots=True)
class Report:
    """What was in the archives, the verdicts on what was read whole, and what went wrong.

    `skipped` files were read before.
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
        self._db, self._topic, self._client, self._progress = db, topic, client, progress
        allowed = (s.id for s in topic.sources.values() if s.tdm == "allow")
        self._writer = Writer(db, number, frozenset(allowed))
        self._brief: Brief = brief_of(topic)
        self._counts: Counter[str] = Counter()
        self._sizes: dict[str, int] = {}
        self._done = self._read = self._skipped = 0
        self.failures: list[str] = []

    def all(self, files: Sequence[str]) -> None:
        """Settle all files, in their order."""
        left = [file for file in dict.fromkeys(files) if self._is_wanted(file)]
        jobs = in_order(self._client, (PartJob(part, self._brief) for part in self._parts(left)))
        for file, found in groupby(jobs, key=lambda job: job.part.file):
            self._file(file, found)

    def report(self) -> Report:
        pages = Tally({stage: self._counts[stage] for stage in STAGES})
        failures = tuple(self.failures)
        return Report(self._read, self._skipped, pages, self._writer.tally, failures)

    def _is_wanted(self, file: str) -> bool:
        try:
            self._sizes[file] = size(file)
        except OSError as error:
            self.failures.append(f"{file}: cannot be read: {error.strerror or error}")
            return False
        known = archive_files.is_read(self._db, file, self._topic.digest, self._sizes[file])
        self._skipped += known
        return not known

    def _parts(self, files: Sequence[str]) -> Iterator[Part]:
        for file in files:
            try:
                yield from parts(file)
            except OSError as error:
                self.failures.append(f"{file}: cannot be read: {error.strerror or error}")

    def _file(self, file: str, jobs: Iterator[PartJob]) -> None:
        """Write what the parts of a file hold, one after the other."""
        counts: Counter[str] = Counter()
        expected: int | None = 0
        whole, aside, settled = True, 0, 0
        for job in jobs:
            job = self._checked(job, expected)
            read = job.result()
            expected = read.next if not job.problem else -1
            if job.problem:
                self.failures.append(job.problem)
                whole = False
            self._write(job, read)
            counts += read.counts
            aside += len(job.aside)
            settled += job.part.length
            self._tell(job.part.length)
        self._tell(self._sizes[file] - settled)
        self._counts += counts
        self._read += 1
        if whole:
            archive_files.settle(
                self._db,
                ArchiveFile(
                    file=file, rules=self._topic.digest, bytes=self._sizes[file],
                    pages=counts["pages"], terms=counts["terms"], text=counts["text"],
                    articles=counts["articles"], set_aside=aside, read_at=now(),
                ),
            )  # fmt: skip

    def _checked(self, job: PartJob, expected: int | None) -> PartJob:
        """The job, or what stands in its place where the part before ended elsewhere.

        What looks like the beginning of a record may stand within one. `expected` is where the
        part before says that the next record begins; -1 where it could not say.
        """
        part = job.part
        if expected == -1 or job.result().first == expected:
            return job
        if expected is None or (part.stop is not None and expected >= part.stop):
            empty = PartJob(part, self._brief)
            empty.take(Read(None, expected))
            return empty
        again = PartJob(Part(part.file, expected, part.stop), self._brief)
        return next(in_order(self._client, [again]))

    def _write(self, job: PartJob, read: Read) -> None:
        self._writer.write(read.found)
        for url, offset, why in job.aside:
            self.failures.append(f"{job.part.file}, byte {offset}: {url} is set aside: {why}")
            if address := canonical(url):
                self._writer.set_aside(
                    Fetch(
                        address, self._writer.source(address), "warc", "failed", now(),
                        detail=why, warc_file=job.part.file.rpartition("/")[2],
                        warc_offset=offset,
                    )
                )  # fmt: skip

    def _tell(self, length: int) -> None:
        self._done += length
        total = sum(self._sizes.values())
        self._progress(Progress(self._done, total, self._writer.tally))
