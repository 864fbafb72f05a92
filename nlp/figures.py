"""Finds amounts, shares, counts, rates and durations, and what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.amounts import Amounts, Grammar, grammar
from storage.records import Figure

OLDEST = 110  # years of age
WORDS = re.compile(r"[^.,;:!?()«»“”\"\n]+")


@Language.factory("figures", default_config={"topic": ""})
def make_figures(nlp: Language, name: str, topic: str) -> FigureFinder:
    findings.prepare()
    return FigureFinder(grammar(nlp.lang))


@dataclass(frozen=True)
class FigureFinder:
    """Leaves the figures of the text on the Doc."""

    grammar: Grammar

    def __call__(self, doc: Doc) -> Doc:
        found = find(findings.text(doc), self.grammar)
        doc._.figures = [figure for figure in found if not _is_clause(doc, figure)]
        return doc


def _is_clause(doc: Doc, figure: Figure) -> bool:
    """Whether a verb stands between number and noun, as in `Nine makes puzzle games`."""
    if figure.rule != "count":
        return False
    span = doc.char_span(figure.start, figure.end, alignment_mode="expand")
    return span is not None and any(
        "Fin" in token.morph.get("VerbForm", []) for token in span[1:-1]
    )


def find(text: str, grammar: Grammar) -> Iterator[Figure]:
    """The figures of a text, in its order; of a range, the low and the high end."""
    place = 0
    for start in grammar.beginnings(text):
        match = grammar.figure.match(text, start) if start >= place else None
        if match is None:
            continue
        place = max(match.end(), start + 1)
        unit, rule = _unit(match, grammar)
        if not unit or not _measures(text, match, rule, grammar):
            place = match.end("number")
            continue
        for name in ("low", "number"):
            if match[name]:
                start = match.start() if name == "low" or not match["low"] else match.start(name)
                yield _figure(text, match, start, name, unit, rule, grammar)


def _figure(
    text: str, match: re.Match[str], start: int, name: str, unit: str, rule: str, grammar: Grammar
) -> Figure:
    value = grammar.numerals.value(match[name]) or 1.0
    if name == "low":
        value *= grammar.numerals.scale_of_range(match["low"], match["number"])
    if match["cent"]:
        value /= 100
    return Figure(
        start=start,
        end=match.end(),
        value=value,
        unit=unit,
        rule=rule,
        what=_what(text, match),
        confidence=0.7 if rule == "count" else 0.9,
    )


def _unit(match: re.Match[str], grammar: Grammar) -> tuple[str, str]:
    """The unit with its rate, and the rule: money, percent, duration or count; else nothing."""
    if match["sign"] or match["cent"]:
        unit, rule = grammar.unit(match["sign"] or "$"), "money"
    elif match["unit"]:
        unit = grammar.unit(match["unit"])
        rule = grammar.kind(unit)
    elif match["count"]:
        unit, rule = grammar.unit(match["count"]), "count"
    else:
        return "", ""
    return (f"{unit}/{grammar.rate(match['per'])}" if match["per"] else unit), rule


def _measures(text: str, match: re.Match[str], rule: str, grammar: Grammar) -> bool:
    """Whether the number says how much: not when, how old, which one, or one in how many."""
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() :]
    if match["number"].isdigit() and 1900 <= int(match["number"]) <= 2099 and rule == "count":
        return bool(match["hedge"])
    if grammar.ratio_after.match(after) or grammar.ratio_before.search(before):
        return False
    if not match["hedge"] and grammar.named.search(before):
        return False
    if rule == "count":
        return grammar.numerals.value(match["number"]) > 1
    if rule != "duration":
        return True
    return not _says_when(match, before, after, grammar)


def _says_when(match: re.Match[str], before: str, after: str, grammar: Grammar) -> bool:
    amounts: Amounts = grammar.amounts
    unit = grammar.unit(match["unit"])
    if match["number"].lower() in amounts.article and not (
        match["hedge"] or grammar.single_before.search(before) or grammar.single_after.match(after)
    ):
        return True
    if grammar.when_before.search(before) or grammar.when_after.match(after):
        return True
    if unit == "hours" and grammar.clock.search(before):
        return True
    return unit == "years" and not match["hedge"] and _age(match, before, after, grammar)


def _age(match: re.Match[str], before: str, after: str, grammar: Grammar) -> bool:
    if grammar.numerals.value(match["number"]) > OLDEST:
        return False
    if before.rstrip().endswith(",") and after[:1] in {",", ".", ";", ")"}:
        return True
    return bool(grammar.age.search(before)) and not grammar.lasting.search(before)


def _what(text: str, match: re.Match[str]) -> str:
    """What stands behind the figure up to the next stop, else before it; at most six words."""
    counted = match["count"] or ""
    behind = WORDS.match(text, match.end())
    following = behind.group().split()[:6] if behind else []
    if counted or following:
        return " ".join([*counted.split(), *following])
    leading = WORDS.findall(text[max(0, match.start() - 60) : match.start()])
    return " ".join(leading[-1].split()[-6:]) if leading else ""
