"""What a machine must be able to do before it is given work."""

from __future__ import annotations

from distributed import get_worker

from cluster.brief import Brief, folder, version
from cluster.reading import analyse_texts, tools
from nlp.lexicon import LANGUAGES
from storage.records import Document


def ready() -> str:
    """The version of the code here; that of all calls has been imported."""
    return version()


def warm(brief: Brief | None) -> str:
    """Load the topic and the pipelines of all languages, if any; the address of this worker."""
    if brief:
        tools(folder(brief))
        analyse_texts([Document("0", "", lang=lang) for lang in LANGUAGES], brief)
    return str(get_worker().address)
