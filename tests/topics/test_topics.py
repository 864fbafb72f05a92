"""Topics: those that come with the project load, and a mistake in a file is told in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import topics
from topics import Topic, TopicError


@pytest.fixture(scope="module")
def strike() -> Topic:
    return topics.load("actors-strike-ai")


@pytest.fixture(scope="module", params=topics.names())
def each(request: pytest.FixtureRequest) -> Topic:
    """Every topic that comes with the project, one after the other."""
    return topics.load(request.param)


def mistakes(folder: Path) -> tuple[str, ...]:
    with pytest.raises(TopicError) as told:
        topics.load(str(folder))
    return told.value.mistakes


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder: Path, file: str, text: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as end:
        end.write(f"\n{text}\n")


def test_the_topics_of_the_project_are_known() -> None:
    assert topics.names() == ["actors-strike-ai", "pfas"]


def test_it_watches_what_it_promises(strike: Topic) -> None:
    assert str(strike.settings.window.start) == "2023-05-01"
    assert strike.settings.window.end is None
    assert set(strike.issues) == {"ai-use", "strike", "deal", "consent-and-pay", "regulation"}
    assert len(strike.entities) >= 120
    assert len([e for e in strike.entities.values() if e.type == "OUTLET"]) >= 100
    assert len(strike.events) >= 20
    assert len(strike.sources) >= 30
    assert {source.language for source in strike.sources.values()} == {"fr", "en"}
    assert len({source.country for source in strike.sources.values()}) >= 5


def test_milestones_are_told_in_order_and_in_the_window(each: Topic) -> None:
    days = [event.day for event in each.events]
    assert days == sorted(days)
    assert all(each.settings.window.holds(str(day)) for day in days)


def test_every_source_has_a_list_to_read(each: Topic) -> None:
    assert not [s.id for s in each.sources.values() if not (s.feeds or s.sitemaps or s.sections)]


def test_every_issue_has_words_in_both_languages(each: Topic) -> None:
    for issue in each.issues.values():
        for lang in ("fr", "en"):
            assert issue.terms[lang] and issue.favor_cues[lang] and issue.against_cues[lang]


@pytest.mark.parametrize(
    ("entity", "lang", "unique", "weak"),
    [
        ("meta", "fr", "maison mère de Facebook", "géant américain"),
        ("meta", "en", "Facebook's parent company", "tech giant"),
        ("sag-aftra", "fr", "syndicat des acteurs", "syndicat"),
        ("sag-aftra", "en", "actors' union", "union"),
        ("amptp", "en", "studios' alliance", "alliance"),
    ],
)
def test_descriptions(strike: Topic, entity: str, lang: str, unique: str, weak: str) -> None:
    assert unique in strike.entities[entity].unique[lang]
    assert weak in strike.entities[entity].weak[lang]


def test_descriptions_are_listed_without_the_article_before_them(each: Topic) -> None:
    article = re.compile(r"(?:l[ae']|les|une?|the|an?)\b", re.IGNORECASE)
    for entity in each.entities.values():
        for lang in ("fr", "en"):
            for words in (*entity.unique[lang], *entity.weak[lang]):
                named = words.startswith(("The ", "A "))
                assert named or not article.match(words), (entity.id, words)


def test_officers_speak_for_organisations(strike: Topic) -> None:
    drescher, astin = strike.entities["fran-drescher"], strike.entities["sean-astin"]
    assert drescher.offices[0].of == astin.offices[0].of == "sag-aftra"
    assert drescher.offices[0].until == astin.offices[0].since


def test_an_office_is_a_person_s_in_an_organisation(each: Topic) -> None:
    for entity in each.entities.values():
        for office in entity.offices:
            assert entity.type == "PERSON"
            assert each.entities[office.of].type in ("ORG", "OUTLET")
            assert not (office.since and office.until) or office.since < office.until


def test_no_wikidata_item_stands_for_two_entities(each: Topic) -> None:
    items = [e.wikidata for e in each.entities.values() if e.wikidata]
    assert len(items) == len(set(items))


def test_an_unknown_topic_is_told_with_those_known() -> None:
    with pytest.raises(TopicError, match=r"no topic 'bakery': known are actors-strike-ai, pfas"):
        topics.load("bakery")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "entities.toml",
            'type = "ORG"',
            'type = "FIRM"',
            "entity[1](crumb).type: expected one of 'PERSON', 'ORG', 'OUTLET', 'WORK', 'LAW', "
            "'PRODUCT' or 'EVENT', found 'FIRM'",
        ),
        (
            "entities.toml",
            'id = "crumb"',
            'id = "Crumb & Co"',
            "entity[1](Crumb & Co).id: expected lowercase letters and digits in words joined by "
            "hyphens, found 'Crumb & Co'",
        ),
        ("entities.toml", 'name = "Bakers Union"', "", "entity[2](bakers-union).name: is missing"),
        (
            "entities.toml",
            'name = "Bakers Union"',
            'name = " "',
            "entity[2](bakers-union).name: expected words, found ' '",
        ),
        (
            "entities.toml",
            'name = "Bakers Union"',
            'name = "Bakers Union"\nwikidata = "42"',
            "entity[2](bakers-union).wikidata: expected the number of a Wikidata item, as in "
            "\"Q42\", found '42'",
        ),
        (
            "entities.toml",
            '["La Mie"]',
            '"La Mie"',
            "entity[1](crumb).aliases.fr: expected a list in square brackets, found 'La Mie'",
        ),
        (
            "entities.toml",
            'name = "Bakers Union"',
            'name = "Bakers Union"\n[[entity.offices]]\nof = "crumb"\n'
            'title = { fr = "chef", en = "head" }\nsince = "spring"',
            "entity[2](bakers-union).offices[1].since: expected a day, as in 2023-07-14, "
            "found 'spring'",
        ),
        (
            "issues.toml",
            'en = "night work"',
            'de = "Nachtarbeit"',
            "issue[1](night-work).label.de: unknown key, expected one of fr, en",
        ),
        (
            "events.toml",
            "https://bakers.example/opening",
            "bakers.example",
            "event[1](opening).source: expected an address that begins with https://, "
            "found 'bakers.example'",
        ),
        (
            "sources.toml",
            '"GB"',
            '"Britain"',
            "source[1](the-loaf).country: expected the two capital letters of a country, "
            "found 'Britain'",
        ),
        (
            "sources.toml",
            'home = "https',
            'delay = -1\nhome = "https',
            "source[1](the-loaf).delay: expected greater than or equal to 0, found '-1'",
        ),
        (
            "sources.toml",
            "[[source]]",
            "[source]",
            "source: expected tables that begin with [[source]], found one table that does not",
        ),
        (
            "sources.toml",
            "[[source]]",
            "[[sources]]",
            "source: is missing, expected tables that begin with [[source]]",
        ),
        (
            "sources.toml",
            'home = "https',
            'sections = [{ url = "https://loaf.example/", articles = "h2 a[" }]\nhome = "https',
            "source[1](the-loaf).sections[1].articles: expected a CSS selector, found 'h2 a['",
        ),
        (
            "topic.toml",
            "0 5 * * *",
            "daily",
            "schedule.daily.when: expected a cron expression of five fields, found 'daily'",
        ),
        (
            "topic.toml",
            "0 5 * * *",
            "0 25 * * *",
            "schedule.daily.when: expected a cron expression of five fields "
            "(0-59 0-23 1-31 1-12 weekday), found '0 25 * * *'",
        ),
        (
            "topic.toml",
            "0 5 * * *",
            "0 5 * * 1",
            "schedule.daily.when: expected weekdays by name, as in 0 5 * * mon-fri, "
            "found '0 5 * * 1'",
        ),
        (
            "topic.toml",
            '"0 5 * * *"',
            '{ ways = ["feeds"] }',
            "schedule.daily.when: is missing",
        ),
        (
            "topic.toml",
            '"0 5 * * *"',
            '{ when = "0 5 * * *", ways = ["faxes"] }',
            "schedule.daily.ways[1]: expected one of 'feeds', 'sitemaps', 'sections', 'revisits', "
            "'gdelt' or 'wayback', found 'faxes'",
        ),
        (
            "topic.toml",
            '"0 5 * * *"',
            '{ when = "0 5 * * *", how = "feeds" }',
            "schedule.daily.how: unknown key, expected one of when, ways, groups, minutes",
        ),
        (
            "topic.toml",
            '"0 5 * * *"',
            '{ when = "0 5 * * *", groups = ["daly"] }',
            "schedule.daily.groups: no source is in the group 'daly'",
        ),
        (
            "topic.toml",
            "bias = -2.0",
            'bias = "low"',
            "relevance.bias: expected a number, found 'low'",
        ),
        ("topic.toml", "window = { start = 2023-01-01 }", "", "window: is missing"),
    ],
)
def test_a_mistake_is_told_with_file_table_and_key(
    topic_folder: Path, file: str, old: str, new: str, told: str
) -> None:
    change(topic_folder, file, old, new)
    assert f"bakers/{file}: {told}" in mistakes(topic_folder)


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        ('["wayback", "revisits"]', "group: no time for 'daily' in [schedule] of topic.toml"),
        ('["sections"]',
         "feeds: no time in [schedule] of topic.toml reads the feeds of the group 'daily'"),
    ],
)  # fmt: skip
def test_lists_that_are_never_read_are_told(topic_folder: Path, ways: str, told: str) -> None:
    change(topic_folder, "topic.toml", '"0 5 * * *"', f'{{ when = "0 5 * * *", ways = {ways} }}')
    change(topic_folder, "sources.toml", "group =", 'feeds = ["https://loaf.example/f"]\ngroup =')
    assert mistakes(topic_folder) == (f"bakers/sources.toml: source(the-loaf).{told}",)


def test_an_unknown_key_is_told_with_those_known(topic_folder: Path) -> None:
    change(topic_folder, "sources.toml", "kind", "colour")
    (missing, unknown) = mistakes(topic_folder)
    assert missing == "bakers/sources.toml: source[1](the-loaf).kind: is missing"
    assert unknown.startswith(
        "bakers/sources.toml: source[1](the-loaf).colour: unknown key, expected one of id, name, "
    )


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "entities.toml",
            '[[entity]]\nid = "crumb"\ntype = "ORG"\nname = "Another"',
            "entities.toml: entity.id: 'crumb' stands 2 times, expected once",
        ),
        (
            "entities.toml",
            '[[entity]]\nid = "mie"\ntype = "ORG"\nname = "La mie"',
            "entities.toml: 'la mie' is claimed by crumb and mie, expected one entity",
        ),
        (
            "entities.toml",
            '[[entity]]\nid = "night-work"\ntype = "LAW"\nname = "Night Work Act"',
            "issues.toml: issue.id: 'night-work' is the id of an entity too",
        ),
        (
            "entities.toml",
            '[[entity.offices]]\nof = "millers"\ntitle = { fr = "chef", en = "head" }',
            "entities.toml: entity(bakers-union).offices.of: no entity 'millers'",
        ),
        (
            "events.toml",
            '[[event]]\nid = "opening"\nday = 2023-03-01\nlabel = { fr = "a", en = "b" }\n'
            'source = "https://bakers.example/"',
            "events.toml: event.id: 'opening' stands 2 times, expected once",
        ),
        (
            "sources.toml",
            '[[source]]\nid = "the-crust"\nname = "The Crust"\ncountry = "GB"\nlanguage = "en"\n'
            'kind = "newspaper"\nhome = "https://loaf.example"',
            "sources.toml: source.home: 'https://loaf.example' is claimed by the-loaf and "
            "the-crust, expected one source",
        ),
        (
            "sources.toml",
            '[[source]]\nid = "the-rye"\nname = "The Rye"\ncountry = "GB"\nlanguage = "en"\n'
            'kind = "blog"\nhome = "https://rye.example/"\ngroup = "hourly"',
            "sources.toml: source(the-rye).group: no time for 'hourly' in [schedule] of topic.toml",
        ),
        (
            "topic.toml",
            '[[relevance.rule]]\nid = "flour"\nall = ["flour"]\nweight = 1',
            "topic.toml: relevance.rule(flour): no concept 'flour'",
        ),
        (
            "topic.toml",
            '[[relevance.concept]]\nid = "mills"\nentities = ["millers"]',
            "topic.toml: relevance.concept(mills).entities: no entity 'millers'",
        ),
    ],
)
def test_what_does_not_fit_together_is_told(
    topic_folder: Path, file: str, text: str, told: str
) -> None:
    add(topic_folder, file, text)
    assert mistakes(topic_folder) == (f"bakers/{told}",)


def test_a_default_issue_has_to_exist(topic_folder: Path) -> None:
    change(topic_folder, "topic.toml", 'id = "bakers"', 'id = "bakers"\ndefault_issue = "flour"')
    assert mistakes(topic_folder) == ("bakers/topic.toml: default_issue: no issue 'flour'",)


def test_all_mistakes_of_all_files_are_told_at_once(topic_folder: Path) -> None:
    change(topic_folder, "topic.toml", "0 5 * * *", "daily")
    change(topic_folder, "entities.toml", '"ORG"', '"FIRM"')
    change(topic_folder, "issues.toml", 'id = "night-work"', 'id = "Night work"')
    (topic_folder / "events.toml").unlink()
    add(topic_folder, "sources.toml", "[[source]")
    files = [line.partition(":")[0] for line in mistakes(topic_folder)]
    assert files == [
        "bakers/topic.toml",
        "bakers/entities.toml",
        "bakers/issues.toml",
        "bakers/events.toml",
        "bakers/sources.toml",
    ]


def test_a_missing_file_is_told(topic_folder: Path) -> None:
    (topic_folder / "events.toml").unlink()
    assert mistakes(topic_folder) == ("bakers/events.toml: the file is missing",)


def test_a_folder_in_a_file_s_place_is_told(topic_folder: Path) -> None:
    (topic_folder / "events.toml").unlink()
    (topic_folder / "events.toml").mkdir()
    (told,) = mistakes(topic_folder)
    assert told.startswith("bakers/events.toml: cannot be read: ")


def test_broken_toml_is_told_with_its_place(topic_folder: Path) -> None:
    change(topic_folder, "events.toml", "day = 2023-02-01", "day = 2023-02-")
    (told,) = mistakes(topic_folder)
    assert re.match(r"bakers/events.toml: is not TOML: .*\(at line 4, column \d+\)", told)


def test_a_file_that_is_not_utf_8_is_told(topic_folder: Path) -> None:
    text = (topic_folder / "entities.toml").read_text(encoding="utf-8")
    (topic_folder / "entities.toml").write_bytes(text.replace("Mie", "Mié").encode("latin-1"))
    (told,) = mistakes(topic_folder)
    assert re.match(r"bakers/entities.toml: is not UTF-8 text \(byte \d+\)", told)


def test_the_digest_changes_with_what_an_analysis_depends_on(
    topic_folder: Path, tmp_path: Path
) -> None:
    other = topic_folder.rename(tmp_path / "before")
    first = topics.load(str(other)).digest
    change(other, "events.toml", "2023-02-01", "2023-02-02")
    change(other, "topic.toml", "0 5 * * *", "0 6 * * *")
    same = topics.load(str(other.rename(tmp_path / "events"))).digest
    change(tmp_path / "events", "issues.toml", '"night work"', '"working at night"')
    changed = topics.load(str((tmp_path / "events").rename(tmp_path / "issues"))).digest
    assert first == same != changed


def test_another_list_of_sources(topic_folder: Path) -> None:
    path = topic_folder / "sources.toml"
    assert list(topics.load_sources(path)) == ["the-loaf"]
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text, encoding="utf-8")
    with pytest.raises(TopicError, match=r"source.id: 'the-loaf' stands 2 times, expected once"):
        topics.load_sources(path)


@pytest.mark.parametrize("other", ["flour", "night-work"])
def test_an_issue_counts_as_another_that_exists(topic_folder: Path, other: str) -> None:
    change(
        topic_folder,
        "issues.toml",
        'id = "night-work"',
        f'id = "night-work"\ncounts_as = "{other}"',
    )
    told = f"bakers/issues.toml: issue(night-work).counts_as: no other issue {other!r}"
    assert mistakes(topic_folder) == (told,)
