"""The same statement across outlets and languages: its quotations, and what became of its words.

A new quotation is looked up by shingles of its words and by speaker, time and a few features that
cross languages; it is compared with the originals and translations found so. Statements that it
holds together become one. Where it may be older than what is known, or its statement lost a
quotation, the statement is read anew as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from storage import changes
from storage.outcomes import Statement, StatementKey, StatementQuote
from storage.records import Tally
from storage.told import statements
from stories import descent
from stories.gathering import BUCKET, Gathering, candidates
from stories.part import Part
from stories.quotations import Place, Quotation
from topics import Topic

LEADING = {"original", "translation"}  # roles of quotations that others go back to


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Place what these articles quote; the tally counts new quotations and new statements."""
    before = statements.of_articles(db, articles)
    found = [Quotation(one) for one in statements.spoken(db, articles)]
    stay = _stay(db, found)
    new = sorted((one for one in found if one.place not in stay), key=lambda one: one.when)
    gone = [row for row in before if _place(row) not in stay]
    statements.save(db, (), (), (), gone)
    gathering = _gathering(db, new)
    for one in new:
        gathering.place(one)
    made = len(gathering.made)
    touched = {row.article_id for row in gone} | _settle(db, gathering, _unsettled(before, gone))
    changes.touch(db, "statements", touched)
    near = statements.of_articles(db, {*articles, *touched})
    statements.recount(db, sorted({row.statement_id for row in (*near, *gone)}))
    return Tally({"quotations": len(new), "statements": made})


def _stay(db: Database, found: Iterable[Quotation]) -> set[Place]:
    """Where the quotations are that have a statement by the same speaker."""
    placed = {one.place: one.spoken for one in found if one.spoken.statement_id}
    known = statements.statements(db, {one.statement_id or 0 for one in placed.values()})
    return {
        place
        for place, one in placed.items()
        if None in (whose := {one.speaker_id, known[one.statement_id or 0].speaker_id})
        or len(whose) == 1
    }


def _unsettled(before: Iterable[StatementQuote], gone: Sequence[StatementQuote]) -> set[int]:
    """Statements to read anew: those that lose what others go back to, or of another version."""
    old = {row.statement_id for row in before if not row.rule.endswith(f"/{descent.VERSION}")}
    return old | {row.statement_id for row in gone if row.role in LEADING}


def _gathering(db: Database, new: Iterable[Quotation]) -> Gathering:
    """What these quotations can meet, read from the database at once."""
    kept: dict[int, list[int]] = defaultdict(list)
    for row in statements.keyed(db, {key for one in new for key in one.sought_keys}, BUCKET):
        kept[row.key].append(row.statement_id)
    heads: dict[int, list[Quotation]] = defaultdict(list)
    near = {number for one in new for number in candidates(one, kept)}
    for one in statements.heads(db, near, descent.HEADS):
        heads[one.statement_id or 0].append(Quotation(one))
    last = {number: one.last_day for number, one in statements.statements(db, heads).items()}
    return Gathering(statements.next_id(db), dict(kept), dict(heads), last)


def _settle(db: Database, gathering: Gathering, old: set[int]) -> set[int]:
    """Store what was gathered, reading statements anew where it takes that.

    Gives the articles whose rows changed.
    """
    parts = _parts(gathering, old)
    was = {_place(row): row for row in statements.quotes(db, {*parts, *gathering.moved})}
    now = {_place(row): row for row in gathering.rows()}
    statements.save(db, gathering.statements(), gathering.kept_under(), now.values(), ())
    for root, some in parts.items():
        members = [Quotation(one) for one in statements.members(db, some)]
        rows = _read_anew(db, gathering, root, [*members, *gathering.waiting(root)])
        now |= {_place(row): row for row in rows}
    return {place[0] for place, row in now.items() if was.get(place) != row}


def _parts(gathering: Gathering, old: set[int]) -> dict[int, set[int]]:
    """The statements to read anew, each with those that became part of it."""
    parts: dict[int, set[int]] = {}
    for number in sorted(old | {*gathering.stale} | {*gathering.moved}):
        root = gathering.now(number)
        parts.setdefault(root, {root}).add(number)
    return parts


def _read_anew(
    db: Database, gathering: Gathering, number: int, members: Sequence[Quotation]
) -> list[StatementQuote]:
    """Store a statement as its quotations make it; what does not belong becomes another one."""
    told: list[StatementQuote] = []
    left = list({one.place: one for one in members}.values())
    while left:
        everyone = {one.place: one for one in left}
        rows, left = descent.descend(number, left)
        heads = [everyone[_place(row)] for row in rows if row.role in LEADING]
        keys = {key for one in heads for key in one.own_keys}
        speaker = next((one.spoken for one in heads if one.spoken.speaker_id), heads[0].spoken)
        made = Statement(number, speaker.speaker, speaker.speaker_id)
        statements.save(db, [made], [StatementKey(key, number) for key in keys], rows, ())
        told += rows
        number = statements.next_id(db)
    return told


def _place(row: StatementQuote) -> Place:
    return row.article_id, row.revision, row.start, row.end


PART = Part("statements", "1", ("analyse", "copies"), work)
