"""Puts quotations into statements, one after the other, in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from storage.outcomes import Statement, StatementKey, StatementQuote
from stories import descent
from stories.descent import Link
from stories.quotations import Quotation

BUCKET = 64  # statements kept under one key; more would share a formula, not what was said
CANDIDATES = 16  # statements that a quotation is compared with: those with most keys in common
WHOLE = frozenset({"same", "extension", "translation"})  # links by which two statements are one


def candidates(one: Quotation, kept: Mapping[int, Sequence[int]]) -> list[int]:
    """The statements that share most keys with a quotation, the first ones first."""
    shared = Counter(number for key in one.sought_keys for number in kept.get(key, ()))
    return sorted(shared, key=lambda number: (-shared[number], number))[:CANDIDATES]


@dataclass
class Gathering:
    """The statements that a batch can meet, kept up to date while it is placed."""

    next_id: int
    kept: dict[int, list[int]]  # statements by key
    heads: dict[int, list[Quotation]]  # originals and translations by statement
    last: dict[int, str | None]  # the last day of each statement
    made: list[Statement] = field(default_factory=list)
    keys: list[StatementKey] = field(default_factory=list)
    told: list[StatementQuote] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)  # statements that became part of others
    stale: dict[int, list[Quotation]] = field(default_factory=lambda: defaultdict(list))

    def now(self, statement: int) -> int:
        """The statement that this one is part of by now."""
        while statement in self.moved:
            statement = self.moved[statement]
        return statement

    def put(self, statement: int, one: Quotation) -> None:
        """Keep a quotation as one that others are compared with."""
        heads = self.heads.setdefault(statement, [])
        if len(heads) < descent.HEADS:
            heads.append(one)
        for key in sorted(one.own_keys):
            under = self.kept.setdefault(key, [])
            if len(under) < BUCKET and statement not in under:
                under.append(statement)
                self.keys.append(StatementKey(key, statement))

    def near(self, one: Quotation) -> dict[int, Link]:
        """The statements that a quotation belongs to, each with the best link."""
        order = dict.fromkeys(self.now(number) for number in candidates(one, self.kept))
        return {s: found for s in order if (found := descent.best(one, self._before(one, s)))}

    def _before(self, one: Quotation, statement: int) -> list[Quotation]:
        """What a quotation can go back to: the original, and what was earlier in its language."""
        heads = self.heads.get(statement, [])
        source = _source(heads) if heads else None
        own = (head for head in heads if head.lang == one.lang and head.when < one.when)
        return [*filter(None, [source]), *(head for head in own if head is not source)]

    def place(self, one: Quotation) -> None:
        """Put a quotation into its statement, or into a new one."""
        links = self.near(one)
        if not links:
            self.begin(one)
            return
        order = sorted(links, key=lambda s: (descent.ORDER.index(links[s].role), s))
        statement, found = order[0], links[order[0]]
        joined = [s for s in order[1:] if {found.role, links[s].role} <= WHOLE]
        for other in joined:
            self.moved[other] = statement
            self.heads[statement] += self.heads.pop(other, [])
        if joined or not self._follows(one, statement, found):
            self.stale[statement].append(one)
            self.put(statement, one)
            return
        self.told.append(descent.row(statement, one, found))
        if found.role == "translation":
            self.put(statement, one)

    def _follows(self, one: Quotation, statement: int, found: Link) -> bool:
        """Whether the link stands whatever else the statement holds, and changes none there."""
        heads = self.heads[statement]
        source = _source(heads)
        if statement in self.stale or source.when >= one.when:
            return False
        if one.said_in not in {None, source.lang}:
            return False
        if found.role == "extension":
            return one.lang != source.lang
        if found.role != "translation":
            return True
        usual = found.of == source and any(head.lang == one.lang for head in heads)
        return usual and (len(heads) >= descent.HEADS or self._latest(one, statement))

    def _latest(self, one: Quotation, statement: int) -> bool:
        """Whether no quotation of a statement is as late, which might go back to this one."""
        known = self.last.get(statement, "")
        return bool(one.spoken.day and known is not None and known < one.spoken.day)

    def begin(self, one: Quotation) -> None:
        statement, self.next_id = self.next_id, self.next_id + 1
        self.made.append(Statement(statement, one.spoken.speaker, one.spoken.speaker_id))
        self.told.append(descent.row(statement, one, None))
        self.put(statement, one)

    def rows(self) -> list[StatementQuote]:
        """The rows of quotations whose place is known, in the statements they are in by now."""
        return [replace(row, statement_id=self.now(row.statement_id)) for row in self.told]

    def statements(self) -> list[Statement]:
        """The new statements that became no part of others."""
        return [one for one in self.made if one.id not in self.moved]

    def kept_under(self) -> list[StatementKey]:
        """The new keys of statements."""
        return [StatementKey(one.key, self.now(one.statement_id)) for one in self.keys]

    def waiting(self, statement: int) -> list[Quotation]:
        """The quotations that are placed once this statement is read anew."""
        return [one for at, some in self.stale.items() if self.now(at) == statement for one in some]


def _source(heads: Sequence[Quotation]) -> Quotation:
    """The original among them; the first one that was put there, where it is not known yet."""
    return next((head for head in heads if head.spoken.role == "original"), heads[0])
