"""What a worker loads before a suspect is tried there: so it is not lost over that."""

from __future__ import annotations

from distributed import get_worker

from cluster.brief import Brief, folder
from cluster.reading import analyse_texts, tools
from nlp.lexicon import LANGUAGES
from storage.records import Document


def warm(brief: Brief) -> str:
    """Load the topic and the pipelines of all languages; the address of this worker."""
    tools(folder(brief))
    analyse_texts([Document("0", "", lang=lang) for lang in LANGUAGES], brief)
    return str(get_worker().address)
