"""The encoders of tokens that the trained components stand on, computed in less time.

They answer what spaCy's layers answer, but for rounding: equal words are embedded once, and the
layers above go over a few documents at a time, so that what they pass on stays near the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

EMBEDDED = "extract_features>>list2ragged>>with_array(ints-getitem>>hashembed"
MIXED = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
ENCODED = "with_array(residual(expand_window>>maxout>>layernorm"
TOKENS = 800  # rows of a layer that are computed together
EPSILON = np.float32(1e-8)  # as in thinc's layers
_MIX = np.array(
    (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5),
    dtype=np.uint64,
)

Floats: TypeAlias = NDArray[np.float32]
Answer: TypeAlias = tuple[list[Floats], Callable[[Any], Any]]


def quicken(nlp: Language) -> None:
    """Replaces the encoders of a pipeline that is trained no more, and cannot be saved any more."""
    pipes = (getattr(pipe, "model", None) for _, pipe in nlp.pipeline)
    models = [model for model in pipes if isinstance(model, Model)]
    ops = NumpyOps(use_blis=False)  # numpy's own library multiplies faster
    for node in {node.id: node for model in models for node in model.walk()}.values():
        node.ops = ops
        for place, layer in enumerate(node.layers):
            if _is_embedding(layer):
                node.layers[place] = Model("words_embedded_once", _embed, layers=[layer])
            elif layer.name.startswith(ENCODED):
                node.layers[place] = _encoder(layer)


def _is_embedding(layer: Model[Any, Any]) -> bool:
    if not layer.name.startswith(EMBEDDED) or len(layer.layers) != len(MIXED):
        return False
    kinds = zip(layer.layers, MIXED, strict=True)
    columns = layer.layers[0].attrs["columns"]
    return all(part.name.startswith(kind) for part, kind in kinds) and len(columns) == len(_MIX)


def _embed(model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> Answer:
    """The vectors of the tokens of each document; those with the same features are one."""
    extract, _, embed, mix, _ = model.layers[0].layers
    rows = np.concatenate(extract.predict(docs))
    _, first, place = np.unique((rows * _MIX).sum(axis=1), return_index=True, return_inverse=True)
    vectors = mix.predict(embed.predict(np.ascontiguousarray(rows[first])))
    ends = list(accumulate(len(doc) for doc in docs))
    return [vectors[part] for part in np.split(place, ends[:-1])], _untrained


class Layer(NamedTuple):
    """A maxout over three neighbours with the normalisation behind it, its weights transposed."""

    weights: Floats
    bias: Floats
    pieces: int
    gain: Floats
    shift: Floats

    def __call__(self, rows: Floats) -> Floats:
        """What the layer adds to its rows, put in their place."""
        width = rows.shape[1]
        window = np.zeros((len(rows), 3 * width), np.float32)
        window[1:, :width] = rows[:-1]
        window[:, width : 2 * width] = rows
        window[:-1, 2 * width :] = rows[1:]
        sums = window @ self.weights
        sums += self.bias
        best = np.maximum(sums[:, :width], sums[:, width : 2 * width])
        for piece in range(2, self.pieces):
            np.maximum(best, sums[:, piece * width : (piece + 1) * width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(width) + EPSILON
        best *= (1 / np.sqrt(spread))[:, None]
        best *= self.gain
        best += self.shift
        rows += best
        return rows


def _encoder(layer: Model[Any, Any]) -> Model[Any, Any]:
    layers = tuple(_layer(residual) for residual in layer.layers[0].layers)
    pad: int = layer.attrs["pad"]

    def encode(_: Model[Any, Any], docs: list[Floats], is_train: bool) -> Answer:
        found: list[Floats] = []
        for part in _parts(docs):
            found += _encoded(part, layers, pad)
        return found, _untrained

    return Model("encoded_in_parts", encode)


def _layer(residual: Model[Any, Any]) -> Layer:
    nodes = {node.name: node for node in residual.walk() if node.name in ("maxout", "layernorm")}
    maxout, norm = nodes["maxout"], nodes["layernorm"]
    weights: Any = maxout.get_param("W")  # outputs × pieces × inputs
    width, pieces, inputs = weights.shape
    return Layer(
        np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * width, inputs).T),
        np.ascontiguousarray(maxout.get_param("b").T.reshape(pieces * width)),
        pieces,
        norm.get_param("G"),  # type: ignore[arg-type]
        norm.get_param("b"),  # type: ignore[arg-type]
    )


def _parts(docs: Sequence[Floats]) -> list[list[Floats]]:
    """The documents in groups of about as many tokens as are computed together."""
    parts: list[list[Floats]] = [[]]
    tokens = 0
    for doc in docs:
        if tokens and tokens + len(doc) > TOKENS:
            parts, tokens = [*parts, []], 0
        parts[-1].append(doc)
        tokens += len(doc)
    return parts


def _encoded(docs: Sequence[Floats], layers: Sequence[Layer], pad: int) -> list[Floats]:
    width = docs[0].shape[1]
    between = np.zeros((pad, width), np.float32)
    rows = np.concatenate([part for doc in docs for part in (between, doc)] + [between])
    for layer in layers:
        rows = layer(rows)
    ends = list(accumulate(len(doc) + pad for doc in docs))
    return [rows[end - len(doc) : end] for end, doc in zip(ends, docs, strict=True)]


def _untrained(gradient: Any) -> Any:
    raise NotImplementedError("this encoder is for reading only")
