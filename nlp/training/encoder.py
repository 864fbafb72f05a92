"""The recogniser of names begins with the token encoder that learned syntax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import registry


@registry.callbacks("brouhaha.encoder.v1")  # type: ignore[untyped-decorator]
def create_encoder(path: str) -> Callable[[Language], Language]:
    """Copies the encoder of the pipeline in a folder into a recogniser of the same width."""

    def copy(nlp: Language) -> Language:
        syntax: Any = spacy.load(path).get_pipe("tok2vec")
        recogniser: Any = nlp.get_pipe("ner")
        recogniser.model.get_ref("tok2vec").layers[0].from_bytes(syntax.model.to_bytes())
        return nlp

    return copy
