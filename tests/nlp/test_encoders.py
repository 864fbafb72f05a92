"""Encoders that are computed faster answer what spaCy's own layers answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language

from nlp.encoders import TOKENS, quicken

ENCODER = {
    "model": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 16,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [200, 100, 100, 100],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 16,
            "depth": 3,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
}
SENTENCE = "The keepers of 12 lamps said so; the keepers of the harbour said no. "


@pytest.fixture
def pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config=ENCODER)
    nlp.initialize()
    return nlp


@pytest.mark.parametrize(
    "texts",
    [
        ["Plume"],
        ["", "Plume said so.", ""],
        [SENTENCE, "Plume", SENTENCE * 3],
        [SENTENCE * (TOKENS // 4), SENTENCE * 2, "Plume"],
    ],
)
def test_the_same_vectors(pipeline: Language, texts: list[str]) -> None:
    encoder: Any = pipeline.get_pipe("tok2vec")
    docs = [pipeline.make_doc(text) for text in texts]
    wanted = encoder.predict(docs)
    quicken(pipeline)
    for one, other in zip(wanted, encoder.predict(docs), strict=True):
        np.testing.assert_allclose(other, one, atol=1e-4)


def test_the_layers_are_replaced(pipeline: Language) -> None:
    quicken(pipeline)
    encoder: Any = pipeline.get_pipe("tok2vec")
    names = {node.name for node in encoder.model.walk()}
    assert {"words_embedded_once", "encoded_in_parts"} <= names
