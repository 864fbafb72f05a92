"""A part of an archive as a job: where its worker is lost, what did it is found and set aside."""

from __future__ import annotations

from collections import Counter

from cluster.brief import Brief
from cluster.calls import Call
from cluster.reading import Found, Read, read_part, record_at
from crawler.parts import Part

STEPS = (100, 10, 1)  # pages that are read at once after each loss
STEADY = 10  # steps in a row that go well before a larger one is tried: what it would hold
LOSSES = 2  # of a worker by one page that it read alone, until it is set aside
ASIDE = 10  # pages of a part that may be set aside until the rest of it is


class PartJob:
    """Reads a part; `result` is what is in it once `call` is `None`.

    `aside` has what was set aside, `problems` what else went wrong. `adrift` where it is not known
    at which byte the first record after the part begins.
    """

    def __init__(self, part: Part, brief: Brief) -> None:
        self.part, self._brief = part, brief
        self._rest: Part | None = part
        self._losses = self._steady = 0
        self._skipping = self._damaged = False
        self._first: int | None = None
        self._next: int | None = None
        self._found: list[Found] = []
        self._counts: Counter[str] = Counter()
        self._why = ""
        self.adrift = False
        self.problems: list[str] = []
        self.aside: list[tuple[str, int, str]] = []  # address, offset, why

    def call(self) -> Call | None:
        if self._rest is None:
            return None
        if self._skipping:
            return Call(record_at, (self._rest,))
        return Call(read_part, (self._rest, self._brief))

    def take(self, result: Read | tuple[str, int | None]) -> None:
        if isinstance(result, Read):
            self._take(result)
        else:
            self._pass_by(*result)

    def lose(self, why: str) -> None:
        rest = self._rest
        if rest is None:
            return
        self._losses, self._steady = self._losses + 1, 0
        if self._skipping or len(self.aside) >= ASIDE:
            self.problems.append(
                f"{rest.file}: the part from byte {rest.start} on is set aside: {why}"
            )
            self._give_up()
        elif rest.most != STEPS[-1]:
            smaller = (step for step in STEPS if rest.most is None or step < rest.most)
            self._rest = Part(rest.file, rest.start, rest.stop, rest.exact, next(smaller))
            self._losses = 0
        elif self._losses >= LOSSES:
            self._why = why
            self._skipping = True

    def result(self) -> Read:
        return Read(self._first, self._next, tuple(self._found), self._counts)

    def _take(self, read: Read) -> None:
        if self._first is None:
            self._first = read.first
        self._found += read.found
        self._counts += read.counts
        # a damage is told once: it may be met from the record before it and at its own beginning
        if read.problem and (read.counts["pages"] or not self._damaged):
            self.problems.append(read.problem)
        self._damaged = bool(read.problem)
        if read.problem and read.next is None:
            self._give_up()
        else:
            self._go_on(read.next)

    def _go_on(self, after: int | None) -> None:
        """Read on where records of the part are left; in larger steps where all went well."""
        stop, rest = self.part.stop, self._rest
        self._next, self._losses, self._skipping = after, 0, False
        if after is None or (stop is not None and after >= stop) or rest is None:
            self._rest = None
            return
        self._rest = Part(self.part.file, after, stop, exact=True, most=self._larger(rest.most))

    def _larger(self, most: int | None) -> int | None:
        """How many pages to read next: what ended a worker is within the step that it ended."""
        self._steady += 1
        if most is None or self._steady < STEADY:
            return most
        self._steady = 0
        larger = [step for step in STEPS if step > most]
        return larger[-1] if larger else None

    def _pass_by(self, url: str, after: int | None) -> None:
        rest = self._rest
        if rest is None:
            return
        if self._first is None:
            self._first = rest.start
        self.aside.append((url, rest.start, self._why))
        self._go_on(after)

    def _give_up(self) -> None:
        self._next, self._rest, self.adrift = None, None, True
