"""The language of a text; only French and English are wanted."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# French and English are told from the languages that a press crawl meets besides them.
CONSIDERED = (
    *("fr", "en", "ar", "ca", "da", "de", "es", "it", "ja", "ko"),
    *("nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "zh"),
)
SURE = 0.9
OPENING = 800  # characters are enough, and bound the time


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CONSIDERED))
    return identifier


def language(text: str, *declared: str) -> str:
    """The ISO 639-1 code; what is declared counts only where the text itself leaves doubt.

    >>> language("Les comédiens ont voté la grève à une large majorité.", "en")
    'fr'
    """
    code, probability = _identifier().classify(text[:OPENING])
    if probability >= SURE:
        return str(code)
    for tag in declared:
        if (tag := tag.strip().lower()[:2]) in CONSIDERED:
            return tag
    return str(code)
