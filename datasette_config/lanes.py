"""Where the nodes of a cascade stand: time from left to right, a lane a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from datasette_config.cascades import Node

TOP, ROW, PAD = 34, 38, 26  # pixels: the line of days, a row of nodes, the head of a lane
STEP, SLOT, LONG = 26, 96, 130  # between nodes of a day, between days, after a long silence
NARROW = 350  # pixels: a phone is filled
SILENCE = 30  # days without an article from which a gap is told
LETTER = 6.7  # pixels of a letter of a label
LETTERS = 22  # letters of a label that are shown
SLOTS = 24  # days, weeks or months that have a line of their own


@dataclass(frozen=True)
class Placed:
    """A node with the middle of its mark, in pixels."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True)
class Tick:
    """The line of a day, week or month (`start` to `end`), after `gap` days without an article."""

    x: int
    start: date
    end: date
    gap: int


@dataclass(frozen=True)
class Lane:
    """The strip of a language, or of the outlets outside the store."""

    key: str
    y: int
    height: int


@dataclass(frozen=True)
class Layout:
    """All places of a drawing, in pixels."""

    width: int
    height: int
    placed: tuple[Placed, ...]
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]


def layout(nodes: Sequence[Node]) -> Layout:
    """Places for nodes that are in the order of time."""
    days = [date.fromisoformat(node.day) for node in nodes]
    step = _step(days)
    xs: list[int] = []
    ticks: list[Tick] = []
    for day in days:
        start = _start(day, step)
        if not ticks or start != ticks[-1].start:
            gap = (day - ticks[-1].end).days if ticks else 0
            after = max(xs[-1] + STEP * 2, ticks[-1].x + _apart(gap)) if ticks else 24
            ticks.append(Tick(after, start, day, gap if gap > SILENCE else 0))
            xs.append(after + 12)
        else:
            ticks[-1] = Tick(ticks[-1].x, start, day, ticks[-1].gap)
            xs.append(xs[-1] + STEP)
    placed, lanes = _rows(nodes, xs)
    height = max(lane.y + lane.height for lane in lanes)
    width = max(NARROW, max(xs) + round(LETTERS * LETTER) + 20)
    return Layout(width, height, tuple(placed), tuple(ticks), tuple(lanes))


def _apart(gap: int) -> int:
    return LONG if gap > SILENCE else SLOT


def _step(days: Sequence[date]) -> str:
    for step in ("day", "week"):
        if len({_start(day, step) for day in days}) <= SLOTS:
            return step
    return "month"


def _start(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(day.weekday())
    return day if step == "day" else day.replace(day=1)


def _rows(nodes: Sequence[Node], xs: Sequence[int]) -> tuple[list[Placed], list[Lane]]:
    """Each node in the first row of its lane where its label touches no other."""
    placed, lanes, y = [], [], TOP
    keys = sorted({node.lane for node in nodes}, key=lambda key: (key != "outside", key))
    for key in keys:
        ends: list[float] = []
        for node, x in zip(nodes, xs, strict=True):
            if node.lane != key:
                continue
            row = next((r for r, end in enumerate(ends) if end < x - 14), len(ends))
            ends[row : row + 1] = [x + 12 + len(label(node)) * LETTER]
            placed.append(Placed(node, x, y + PAD + ROW // 2 + row * ROW))
        height = PAD + len(ends) * ROW + 6
        lanes.append(Lane(key, y, height))
        y += height
    return placed, lanes


def label(node: Node) -> str:
    """The outlet's name, cut where it is long."""
    return node.label if len(node.label) <= LETTERS else f"{node.label[: LETTERS - 1]}…"
