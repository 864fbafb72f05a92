"""A multinomial logistic regression on sparse rows, by L-BFGS, in numpy alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Sparse rows: of row i the columns and values from `starts[i]` to `starts[i + 1]`."""

    starts: Ints
    columns: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, chosen: Ints) -> Rows:
        """Some of the rows, in the order given."""
        lengths = np.diff(self.starts)[chosen]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        index = np.repeat(self.starts[chosen] - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(starts, self.columns[index], self.values[index])

    def dot(self, weights: Floats) -> Floats:
        """The products with the columns of a matrix, a row each."""
        products = weights[self.columns] * self.values[:, None]
        return np.add.reduceat(products, self.starts[:-1], axis=0)

    def back(self, errors: Floats, width: int) -> Floats:
        """The transposed product: of each column the errors of the rows it is in."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.starts))
        out = np.empty((width, errors.shape[1]))
        for label in range(errors.shape[1]):
            of = errors[rows, label] * self.values
            out[:, label] = np.bincount(self.columns, of, minlength=width)
        return out


def rows(lines: Sequence[tuple[Ints, Floats]]) -> Rows:
    """Rows from pairs of columns and values; each must have one column at least."""
    starts = np.concatenate(([0], np.cumsum([len(columns) for columns, _ in lines])))
    columns = np.concatenate([columns for columns, _ in lines])
    return Rows(starts, columns, np.concatenate([values for _, values in lines]))


def softmax(logits: Floats) -> Floats:
    """Probabilities, a row each."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fit(
    data: Rows, gold: Floats, weigh: Floats, scale: Floats, strength: float, steps: int = 60
) -> Floats:
    """Weights (columns × labels) that make the gold likely.

    `gold` has the wanted probability of each label, `weigh` the weight of each row, `scale` how
    freely each weight may grow; `strength` is that of the L2 penalty.
    """
    shape = scale.shape

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        found = softmax(data.dot(weights * scale))
        cost = -(weigh * (gold * np.log(found + 1e-12)).sum(axis=1)).sum()
        slope = data.back((found - gold) * weigh[:, None], shape[0]) * scale
        return cost + strength / 2 * float(flat @ flat), (slope + strength * weights).ravel()

    return lbfgs(loss, np.zeros(scale.size), steps).reshape(shape) * scale


def lbfgs(loss, place: Floats, steps: int, memory: int = 8) -> Floats:  # type: ignore[no-untyped-def]
    """Where a smooth function is least, by its value and slope; `steps` at most."""
    value, slope = loss(place)
    history: deque[tuple[Floats, Floats, float]] = deque(maxlen=memory)
    for step in range(steps):
        way = -_inverse(slope, history)
        stride = 1.0 if step else 1.0 / max(1.0, float(np.abs(slope).sum()))
        slant = float(way @ slope)
        for _ in range(20):
            new_value, new_slope = loss(place + stride * way)
            if new_value <= value + 1e-4 * stride * slant:
                break
            stride /= 2
        moved, turned = stride * way, new_slope - slope
        place, done = place + moved, value - new_value < 1e-5 * abs(value)
        value, slope = new_value, new_slope
        curved = float(moved @ turned)
        if curved > 1e-12:
            history.append((moved, turned, 1 / curved))
        if done and step > 2:
            break
    return place


def _inverse(slope: Floats, history: deque[tuple[Floats, Floats, float]]) -> Floats:
    way, shares = slope.copy(), []
    for moved, turned, rate in reversed(history):
        share = rate * float(moved @ way)
        shares.append(share)
        way -= share * turned
    if history:
        moved, turned, rate = history[-1]
        way /= rate * float(turned @ turned)
    for (moved, turned, rate), share in zip(history, reversed(shares), strict=True):
        way += (share - rate * float(turned @ way)) * moved
    return way
