"""What is wrong with the files of a topic, in words for who wrote them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from topics.model import (
    Cron,
    EntitiesFile,
    IssuesFile,
    Language,
    Slug,
    Source,
    SourcesFile,
    TopicEntity,
    TopicFile,
)

_PATTERNS = {
    get_args(Slug)[1].pattern: "lowercase letters and digits in words joined by hyphens",
    get_args(Cron)[1].pattern: "a cron expression of five fields",
}
_KEYS = {
    "country": "the two capital letters of a country",
    "wikidata": 'the number of a Wikidata item, as in "Q42"',
}
_EXPECTED = {
    "date_": "a day, as in 2023-07-14",
    "dict_type": "a table",
    "float_": "a number",
    "int_": "a whole number",
    "model_": "a table, as in { key = value }",
    "string_too_short": "words",
    "string_type": "words in quotation marks",
    "too_short": "at least one",
    "tuple_type": "a list in square brackets",
    "url_": "an address that begins with https://",
}


def lines(error: ValidationError, content: dict[str, Any], model: type[BaseModel]) -> Iterator[str]:
    """One line a mistake: table (with its id where it has one), key, what was expected."""
    for mistake in error.errors():
        if mistake["type"] == "too_short" and mistake["input"]:
            continue  # pydantic counts only the good ones: those with mistakes are told themselves
        yield f"{_place(mistake, content)}: {_words(mistake, model)}"


def _place(mistake: ErrorDetails, content: dict[str, Any]) -> str:
    place: list[str] = []
    table: Any = content
    for step in mistake["loc"]:
        place.append(f"[{step + 1}]" if isinstance(step, int) else f".{step}")
        table = _step(table, step)
        if isinstance(step, int) and isinstance(table, dict) and "id" in table:
            place.append(f"({table['id']})")
    return "".join(place).lstrip(".")


def _step(table: Any, step: int | str) -> Any:
    try:
        return table[step]
    except (KeyError, IndexError, TypeError):
        return None


def _words(mistake: ErrorDetails, model: type[BaseModel]) -> str:
    if mistake["type"] == "missing":
        tables = _tables(mistake, model)
        return f"is missing, expected {tables}" if tables else "is missing"
    if mistake["type"] == "extra_forbidden":
        known = _table(model, mistake["loc"][:-1]).model_fields
        return f"unknown key, expected one of {', '.join(known)}"
    if isinstance(mistake["input"], dict) and (tables := _tables(mistake, model)):
        return f"expected {tables}, found one table that does not"
    return f"expected {_expected(mistake)}, found {str(mistake['input'])[:60]!r}"


def _tables(mistake: ErrorDetails, model: type[BaseModel]) -> str:
    """How tables begin, where there can be several of the kind that is wrong; else nothing."""
    *above, key = mistake["loc"]
    field = _table(model, above).model_fields.get(str(key))
    kinds = get_args(field.annotation) if field else ()
    if not any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds):
        return ""
    name = ".".join(step for step in (*above, key) if isinstance(step, str))
    return f"tables that begin with [[{name}]]"


def _table(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    """The class of the table at a path of keys and places in lists."""
    keys = iter(path)
    for key in keys:
        if isinstance(key, str):
            kind = model.model_fields[key].annotation
            model = next(part for part in (*get_args(kind), kind) if isinstance(part, type))
            if get_origin(kind) is dict:
                next(keys, None)  # any name
    return model


def _expected(mistake: ErrorDetails) -> str:
    kind, context = mistake["type"], mistake.get("ctx", {})
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return _PATTERNS.get(pattern) or _KEYS.get(str(mistake["loc"][-1]), f"text like {pattern}")
    if kind == "literal_error":
        return f"one of {context['expected']}"
    for beginning, words in _EXPECTED.items():
        if kind.startswith(beginning):
            return words
    return mistake["msg"].removeprefix("Value error, ").removeprefix("Input should be ")


def doubles(file: str, table: str, ids: Iterable[str]) -> list[str]:
    return [
        f"{file}: {table}.id: {name!r} stands {times} times, expected once"
        for name, times in Counter(ids).items()
        if times > 1
    ]


def shared(entities: EntitiesFile) -> list[str]:
    """Names, and descriptions meant for one alone, that several entities claim in a language."""
    return list(
        dict.fromkeys(
            f"entities.toml: {name!r} is claimed by {' and '.join(owners)}, expected one entity"
            for lang in get_args(Language)
            for name, owners in _claims(entities.entity, lang).items()
            if len(owners) > 1
        )
    )


def _claims(entities: Iterable[TopicEntity], lang: str) -> dict[str, dict[str, None]]:
    claims: dict[str, dict[str, None]] = defaultdict(dict)
    for entity in entities:
        for name in (entity.name, *entity.aliases[lang], *entity.unique[lang]):
            claims[name.casefold()][entity.id] = None
    return claims


def dangling(topic: TopicFile, entities: EntitiesFile, issues: IssuesFile) -> list[str]:
    """References to what does not exist, and names that are an entity and an issue at once."""
    known = {entity.id for entity in entities.entity}
    concepts = {concept.id for concept in topic.relevance.concept}
    wrong = [
        f"entities.toml: entity({entity.id}).offices.of: no entity {office.of!r}"
        for entity in entities.entity
        for office in entity.offices
        if office.of not in known
    ]
    wrong += [
        f"topic.toml: relevance.concept({concept.id}).entities: no entity {name!r}"
        for concept in topic.relevance.concept
        for name in concept.entities
        if name not in known
    ]
    wrong += [
        f"topic.toml: relevance.rule({rule.id}): no concept {name!r}"
        for rule in topic.relevance.rule
        for name in (*rule.all, *rule.none)
        if name not in concepts
    ]
    wrong += [
        f"issues.toml: issue.id: {issue.id!r} is the id of an entity too"
        for issue in issues.issue
        if issue.id in known
    ]
    disputed = {issue.id for issue in issues.issue}
    wrong += [
        f"issues.toml: issue({issue.id}).counts_as: no other issue {issue.counts_as!r}"
        for issue in issues.issue
        if issue.counts_as and issue.counts_as not in disputed - {issue.id}
    ]
    if topic.default_issue and topic.default_issue not in disputed:
        wrong.append(f"topic.toml: default_issue: no issue {topic.default_issue!r}")
    return wrong


def contested(file: str, sources: SourcesFile) -> list[str]:
    """Home pages that several sources claim: an article there would be matched to any of them."""
    claims: dict[str, list[str]] = defaultdict(list)
    for source in sources.source:
        claims[str(source.home).rstrip("/")].append(source.id)
    return [
        f"{file}: source.home: {home!r} is claimed by {' and '.join(ids)}, expected one source"
        for home, ids in claims.items()
        if len(set(ids)) > 1
    ]


def untimed(topic: TopicFile, sources: SourcesFile) -> list[str]:
    """Sources, and lists of theirs, that the schedule never reads; groups without a source."""
    groups = {source.group for source in sources.source}
    wrong = [
        f"topic.toml: schedule.{name}.groups: no source is in the group {group!r}"
        for name, timing in topic.schedule.items()
        for group in timing.groups
        if group not in groups | {name}
    ]
    return wrong + [line for source in sources.source for line in _unread(topic, source)]


def _unread(topic: TopicFile, source: Source) -> Iterator[str]:
    here = f"sources.toml: source({source.id})"
    read = {
        way
        for timing in topic.schedule.values()
        if not timing.groups or source.group in timing.groups
        for way in timing.ways
    }
    if not read & {"feeds", "sitemaps", "sections"}:
        yield f"{here}.group: no time for {source.group!r} in [schedule] of topic.toml"
        return
    for way in ("feeds", "sitemaps", "sections"):
        if getattr(source, way) and way not in read:
            yield (
                f"{here}.{way}: no time in [schedule] of topic.toml reads the {way} of the "
                f"group {source.group!r}"
            )


def unheard(
    topic: TopicFile, entities: EntitiesFile, issues: IssuesFile, sources: SourcesFile
) -> list[str]:
    """What the alerts are asked to watch though the topic has no such thing."""
    known = {
        "entity": {entity.id for entity in entities.entity},
        "issue": {issue.id for issue in issues.issue},
        "source": {source.id for source in sources.source},
    }
    kinds = {"entities": "entity", "holders": "entity", "issues": "issue", "sources": "source"}
    return [
        f"topic.toml: alerts.{rule}.{key}: no {kinds[key]} {name!r}"
        for rule, settings in topic.alerts.model_dump(exclude_none=True).items()
        if isinstance(settings, dict)
        for key in sorted(settings.keys() & kinds.keys())
        for name in settings[key]
        if name not in known[kinds[key]]
    ]
