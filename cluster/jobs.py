"""A part of an archive as a job: where its worker is lost, what did it is found and set aside."""

from __future__ import annotations

from collections import Counter

from cluster.brief import Brief
from cluster.order import Call
from cluster.reading import Found, Read, read_part, record_at
from crawler.parts import Part

STEPS = (100, 10, 1)  # pages that are read at once after each loss
LOSSES = 3  # of a worker by one page until it is set aside
ASIDE = 10  # pages of a part that may be set aside until the rest of it is


class PartJob:
    """Reads a part; `result` is what is in it once `call` is `None`, `aside` what was set aside."""

    def __init__(self, part: Part, brief: Brief) -> None:
        self.part, self._brief = part, brief
        self._rest: Part | None = part
        self._losses = 0
        self._skipping = False
        self._first: int | None = None
        self._next: int | None = None
        self._found: list[Found] = []
        self._counts: Counter[str] = Counter()
        self.problem = ""
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
        self._losses += 1
        if self._skipping or len(self.aside) >= ASIDE:
            self._give_up(rest, why)
        elif rest.most != STEPS[-1]:
            smaller = (step for step in STEPS if rest.most is None or step < rest.most)
            self._rest = Part(rest.file, rest.start, rest.stop, rest.exact, next(smaller))
            self._losses = 0
        elif self._losses >= LOSSES:
            self._why = why
            self._skipping = True

    def result(self) -> Read:
        found, counts = tuple(self._found), self._counts
        return Read(self._first, self._next, found, counts, self.problem)

    def _take(self, read: Read) -> None:
        if self._rest is self.part or self._first is None:
            self._first = read.first
        self._found += read.found
        self._counts += read.counts
        self.problem = read.problem
        self._go_on(read.next)

    def _go_on(self, after: int | None) -> None:
        """Read on where records of the part are left; in larger steps where all went well."""
        stop, rest = self.part.stop, self._rest
        self._next, self._losses, self._skipping = after, 0, False
        if self.problem or after is None or (stop is not None and after >= stop) or rest is None:
            self._rest = None
            return
        most = rest.most
        if most is not None:
            larger = [step for step in STEPS if step > most]
            most = larger[-1] if larger else None
        self._rest = Part(self.part.file, after, stop, exact=True, most=most)

    def _pass_by(self, url: str, after: int | None) -> None:
        rest = self._rest
        if rest is None:
            return
        if self._first is None:
            self._first = rest.start
        self.aside.append((url, rest.start, self._why))
        self._go_on(after)

    def _give_up(self, rest: Part, why: str) -> None:
        self.problem = f"{rest.file}: the part from byte {rest.start} on is set aside: {why}"
        self._next, self._rest = None, None

    _why = ""
