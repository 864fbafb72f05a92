"""Entities: the topic's names in all their spellings, names it does not list, descriptions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

Reader = Callable[..., Doc]


def mentions(doc: Doc) -> list[tuple[str, str]]:
    return [(doc.text[m.start : m.end], m.entity) for m in doc._.mentions]


def named(doc: Doc) -> set[str]:
    return set(doc._.entities)


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", "KEEP-UK"),
        ("en", "KEEP‑UK"),
        ("en", "Keep-UK"),
        ("en", "keep-uk"),
        ("en", "KEEP UK"),
        ("en", "Keepers of Every English Port"),
        ("en", "Keepers  of Every English\u00a0Port"),
        ("en", "KEEPERS OF EVERY ENGLISH PORT"),
        ("fr", "KEEP–UK"),
    ],
)
def test_a_listed_name_is_found_however_it_is_written(
    lang: str, written: str, read: Reader
) -> None:
    doc = read(lang, f"Then {written} said no.")
    assert (written, "keep") in mentions(doc)


@pytest.mark.parametrize(
    ("lang", "text", "entity"),
    [
        ("en", "What is to be done today?", "today-paper"),
        ("en", "Today is Monday.", "today-paper"),
        ("en", "It takes 3 lumen to light it.", "lumen"),
        ("en", "The Lumen Foundation gave money.", "lumen"),
        ("en", "He went from A to Z.", "z-network"),
        ("fr", "Le fanal est allumé.", "le-fanal"),
    ],
)
def test_an_ordinary_word_or_a_longer_name_is_no_listed_name(
    lang: str, text: str, entity: str, read: Reader
) -> None:
    assert entity not in named(read(lang, text))


@pytest.mark.parametrize(
    ("lang", "text", "entity"),
    [
        ("en", "Plume told Today that it was over.", "today-paper"),
        ("en", "Today's reporter came. He told Today so.", "today-paper"),
        ("en", "Plume wrote on Z that it was over.", "z-network"),
        ("fr", "Selon Le Fanal, rien ne change.", "le-fanal"),
        ("fr", "« La dernière lampe » sort demain.", "the-last-lamp"),
        ("en", "Mara Quilfeather spoke.", "mara-quillfeather"),
        ("en", "According to Brandvold, it rained.", "otto-brandvold"),
    ],
)
def test_a_listed_name_that_needs_care(lang: str, text: str, entity: str, read: Reader) -> None:
    assert entity in named(read(lang, text))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The writer Elena Vasquez-Thorne spoke on Monday.", {"elena-vasquez-thorne"}),
        ("en", "The deal with Harbour Light Studios ended.", {"harbour-light-studios"}),
        ("en", "She left the University of Marsh End in May.", {"university-of-marsh-end"}),
        ("en", "Gov. Tornby signed it.", {"tornby"}),
        ("en", "They play Sea Horse 3 on Fridays.", {"sea-horse-3"}),
        ("en", "He starred in the film “Salt and Iron” then.", {"salt-and-iron"}),
        ("en", "It was made by VaporQuay in Paris.", {"vaporquay"}),
        ("en", "Somebody known only as K came. K's lamp burnt.", {"k"}),
        ("fr", "L'actrice Solène Kerdaniel a parlé lundi.", {"solene-kerdaniel"}),
        ("fr", "Selon Pierre-Yves de Tornbec, tout va bien.", {"pierre-yves-de-tornbec"}),
        ("fr", "Il joue à League of Lanterns depuis Troyes.", {"league-of-lanterns"}),
        ("fr", "La société Phar.io a signé.", {"phar-io"}),
        ("fr", "Mme Kerbrat et M. Tornbec sont venus.", {"kerbrat", "tornbec"}),
        ("fr", "On lit dans Le Petit Sémaphore que tout va.", {"le-petit-semaphore"}),
        ("en", "Here Elena Van der Tornby spoke.", {"elena-van-der-tornby"}),
        ("en", "So the Alliance of Oil Workers and Television Producers said.",
         {"alliance-of-oil-workers-and-television-producers"}),
        ("en", "He left the University of Tornby and VaporQuay.",
         {"university-of-tornby", "vaporquay"}),
        ("en", "Drivers Guild of Tornland voted.", {"drivers-guild-of-tornland"}),
        ("en", "Then the Writers’ Guild of Tornland voted.", {"writers-guild-of-tornland"}),
        ("en", "Then the Writer's Guild of Tornland voted.", {"writer-s-guild-of-tornland"}),
        ("en", "Then Tornland's Guild voted.", {"tornland"}),
        ("en", "At Vaporquay Labs nothing moved.", {"vaporquay-labs"}),
        ("fr", "La Tornby Guild vote.", {"tornby-guild"}),
        ("fr", "Au Regroupement des gardiens de l'estran, on rit. Le Regroupement vote.",
         {"regroupement-des-gardiens-de-l-estran"}),
        ("fr", "Hier le Syndicat des gardiens annonce un vote.", {"syndicat-des-gardiens"}),
        ("fr", "Le collectif français Fanion marin, qui rit, vote. Puis Fanion marin part.",
         {"fanion-marin"}),
        ("fr", "Le collectif français Fanion boréal a voté.", {"fanion-boreal"}),
        ("fr", "Le collectif Fanion vote. Puis Fanion part.", {"fanion"}),
        ("fr", "Payés 150 $ US l'heure, ils ont ri.", set()),
        ("en", "Then they changed it. Sparrow 9.4 cuts it.", set()),
    ],
)  # fmt: skip
def test_names_that_no_list_has(lang: str, text: str, expected: set[str], read: Reader) -> None:
    assert named(read(lang, text)) == expected


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "On Thursday the British Senate met in New York and Los Angeles."),
        ("en", "Nothing changed. Scrutineers came. There is AI on TV, the CEO said."),
        ("en", "An AI-generated, Oscar-winning film about Artificial Intelligence."),
        ("en", "How Everybody Learned To Fear Machines And Love Lamps"),
        ("fr", "En Bretagne, les Français craignent l'IA depuis Noël. Rien à Deauville."),
        ("fr", "Ils vivent aux États-Unis depuis lundi."),
        ("fr", "(Lundi) Rien ne change."),
        ("fr", "Oubliez tout. Donnons de la voix. Le Sénat et l'État attendent."),
        ("fr", "LES GARDIENS REFUSENT TOUTE AUTOMATISATION"),
    ],
)
def test_capitals_that_are_no_name(lang: str, text: str, read: Reader) -> None:
    assert named(read(lang, text)) == set()


def test_a_surname_means_whom_the_full_name_means(read: Reader) -> None:
    doc = read("en", "Thornby left. So did Elena Thornby, 36, who wept.\nThornby's lamp went out.")
    assert [entity for _, entity in mentions(doc)] == ["elena-thornby"] * 3


def test_a_surname_that_two_share_means_neither(read: Reader) -> None:
    doc = read("en", "Elena Thornby and Jack Thornby spoke. Thornby wept.")
    assert len(mentions(doc)) == 2


def test_the_title_tells_whose_surname_it_is(read: Reader) -> None:
    doc = read("en", "A lamp, Thornby said, is a lamp.", "Elena Thornby on lamps")
    assert mentions(doc) == [("Thornby", "elena-thornby")]


def test_an_acronym_in_brackets_is_its_long_form(read: Reader) -> None:
    doc = read("fr", "L'Association des phares du Nord (APN) dit non. L'APN a voté.")
    assert [entity for _, entity in mentions(doc)] == ["association-des-phares-du-nord"] * 3


def test_a_long_form_in_brackets_is_its_acronym(read: Reader) -> None:
    doc = read("en", "The TLMA (Tornby Lamp Makers of Arkland) voted. So the TLMA wept.")
    assert [entity for _, entity in mentions(doc)] == ["tornby-lamp-makers-of-arkland"] * 3


@pytest.mark.parametrize(
    ("lang", "text", "description", "entity"),
    [
        ("fr", "KEEP-UK vote. Le syndicat a dit non.", "Le syndicat", "keep"),
        ("fr", "KEEP-UK vote. La fin du syndicat approche.", "syndicat", "keep"),
        ("fr", "Voilà que le syndicat des gardiens vote.", "le syndicat des gardiens", "keep"),
        ("fr", "La maison mère de Glim vend.", "La maison mère de Glim", "lumen"),
        ("fr", "Solène Kerdaniel part. L'actrice de 36 ans pleure.", "L'actrice de 36 ans",
         "solene-kerdaniel"),
        ("fr", "Mara Quillfeather, la présidente de KEEP-UK, part.", "la présidente de KEEP-UK",
         "mara-quillfeather"),
        ("fr", "La présidente de KEEP-UK, Mara Quillfeather, part.", "La présidente de KEEP-UK",
         "mara-quillfeather"),
        ("en", "KEEP-UK voted. The union said no.", "The union", "keep"),
        ("en", "The keepers' union voted.", "The keepers' union", "keep"),
        ("en", "Glim's parent company sells.", "Glim's parent company", "lumen"),
        ("en", "Lumen sells. The company is big.", "The company", "lumen"),
        ("en", "It was Elena Thornby. The Last Lamp star wept.", "The Last Lamp star",
         "elena-thornby"),
        ("en", "Elena Thornby, the union's lawyer, wept.", "the union's lawyer", "elena-thornby"),
        ("en", "Elena Thornby came. The 72-year-old wept.", "The 72-year-old", "elena-thornby"),
        ("en", "VaporQuay, a firm from Oslo, sells.", "a firm", "vaporquay"),
    ],
)  # fmt: skip
def test_descriptions(lang: str, text: str, description: str, entity: str, read: Reader) -> None:
    assert (description, entity) in mentions(read(lang, text))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "KEEP-UK and Pilots Guild met. The union said no."),
        ("en", "A union said no."),
        ("en", "Lumen came. The company Glimmerco came too."),
        ("fr", "KEEP-UK et Pilots Guild discutent. Le syndicat a dit non."),
        ("fr", "Les syndicats discutent avec KEEP-UK."),
        ("fr", "Lumen, maison mère de Glim, vend."),
    ],
)
def test_a_description_that_is_not_clear_means_nobody(lang: str, text: str, read: Reader) -> None:
    assert all(m.kind != "nominal" for m in read(lang, text)._.mentions)


def test_mentions_nest_and_are_in_order(read: Reader) -> None:
    doc = read("fr", "On dit que la maison mère de Glim vend Glim.")
    assert mentions(doc) == [
        ("la maison mère de Glim", "lumen"),
        ("Glim", "glim"),
        ("Glim", "glim"),
    ]


def test_an_entity_says_whether_the_topic_lists_it(read: Reader) -> None:
    entities = read("en", "Lumen hired Elena Thornby.")._.entities
    assert entities["lumen"].listed
    assert not entities["elena-thornby"].listed
    assert entities["elena-thornby"].type == "PERSON"


@pytest.mark.parametrize(
    ("lang", "text", "entity"),
    [
        ("fr", "C'est fini, résume sa patronne, Ysolde Dewandelaer. Rien d'autre.",
         "ysolde-dewandelaer"),
        ("fr", "Puis la porte-parole Ysolde Dewandelaer a ri.", "ysolde-dewandelaer"),
        ("fr", "La directrice de VaporQuay, Ysolde Dewandelaer, a ri.", "ysolde-dewandelaer"),
        ("fr", "Puis Ysolde Dewandelaer, adhérente d'un phare, a ri.", "ysolde-dewandelaer"),
        ("fr", "« Rien ne va », regrette Ysolde Dewandelaer.", "ysolde-dewandelaer"),
        ("fr", "Ysolde Dewandelaer affirme que non. Elle rit.", "ysolde-dewandelaer"),
        ("en", "So did Leocadia Vanterpool, a lamp performer.", "leocadia-vanterpool"),
        ("en", "A friend who tends lamps, Leocadia Vanterpool, wept.", "leocadia-vanterpool"),
        ("en", "It was Leocadia Vanterpool, of the Lamp.", "leocadia-vanterpool"),
        ("en", "It was Leocadia Vanterpool, 22.", "leocadia-vanterpool"),
        ("en", "It was Leocadia Vanterpool, who keeps a lamp.", "leocadia-vanterpool"),
        ("en", "“It is late,” said Leocadia Vanterpool. Vanterpool left.", "leocadia-vanterpool"),
        ("en", "Then Leocadia Vanter-Poole said no.", "leocadia-vanter-poole"),
        ("en", "Showrunner Leocadia Vanterpool wept.", "leocadia-vanterpool"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_tells_a_person(
    lang: str, text: str, entity: str, read: Reader
) -> None:
    assert read(lang, text)._.entities[entity].type == "PERSON"


@pytest.mark.parametrize(
    ("lang", "text", "entity"),
    [
        ("en", "It was Vaporquay Tornhill, a company of performers.", "vaporquay-tornhill"),
        ("en", "Vaporquay Tornhill sells lamps. He wept.", "vaporquay-tornhill"),
        ("en", "“It is late,” said Tornhill Studios.", "tornhill-studios"),
        ("fr", "L'acteur a ri, puis Vaporquay Tornhill a vendu.", "vaporquay-tornhill"),
    ],
)
def test_without_a_sign_of_a_person_a_name_is_an_organisation(
    lang: str, text: str, entity: str, read: Reader
) -> None:
    assert read(lang, text)._.entities[entity].type == "ORG"


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "So the Tornby Lantern Circle voted. The Circle wept.", 2),
        ("en", "The Circle wept. So the Tornby Lantern Circle voted.", 1),
        ("en", "So the Tornby Lantern Circle voted. A Circle wept, the circle too.", 1),
        (
            "en",
            "So the Tornby Lantern Circle and the Quayford Lamp Circle met. The Circle wept.",
            1,
        ),
        ("fr", "Hier le Regroupement des gardiens a ri. Au bureau du Regroupement, on vote.", 2),
    ],
)
def test_the_head_word_means_the_organisation_named_before(
    lang: str, text: str, count: int, read: Reader
) -> None:
    found = [entity for _, entity in mentions(read(lang, text))]
    assert found.count(found[0]) == count


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("(Agence Tornbec) Des gardiens ont ri.", "agence-tornbec"),
        ("Dépêches\n(Agence Tornbec) Des gardiens ont ri.", "agence-tornbec"),
        ("QUIMPER, 9 nov. 2023 (Agence Tornbec) - Des gardiens ont ri.", "agence-tornbec"),
        ("QUIMPER, 9 nov. 2023 (TBK) – Des gardiens ont ri.", "tbk"),
    ],
)
def test_who_signs_an_article_in_brackets_is_an_outlet(
    text: str, entity: str, read: Reader
) -> None:
    assert read("fr", text)._.entities[entity].type == "OUTLET"
