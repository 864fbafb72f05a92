"""Roll-ups say what a fresh count says, whatever was added, changed, copied or deleted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlite_utils import Database

from storage import analyses, articles, summaries
from storage.outcomes import Copy
from storage.records import Analysis, Article, Entity, Fetch, Mention, Stance
from storage.store import run
from storage.told import copies

TEXT = "Crumb bakes at night, says Ada Crust, who is against it."
CRUMB, ADA = Entity("crumb", "Crumb", "ORG"), Entity("ada-crust", "Ada Crust", "PERSON")
MONTHS = {
    "entity_months": "SELECT substr(day, 1, 7), entity_id, lang, SUM(articles), SUM(counted),"
    " SUM(mentions) FROM entity_days WHERE articles > 0 GROUP BY 1, 2, 3",
    "entity_years": "SELECT substr(day, 1, 4), entity_id, lang, SUM(articles), SUM(counted),"
    " SUM(mentions) FROM entity_days WHERE articles > 0 GROUP BY 1, 2, 3",
    "source_days": "SELECT a.source_id, COALESCE(a.day, ''), a.lang, COUNT(*),"
    " SUM(a.relevant IS 1), SUM(c.counted IS 1), SUM(a.access = 'paywall') FROM articles a"
    " LEFT JOIN articles_counted c ON c.id = a.id GROUP BY 1, 2, 3",
    "article_days": "SELECT day, lang, SUM(held), SUM(relevant), SUM(counted) FROM source_days"
    " GROUP BY 1, 2",
    "verdicts": "SELECT source_id, substr(found_at, 1, 10), verdict, COUNT(*) FROM addresses"
    " GROUP BY 1, 2, 3",
    "source_months": "SELECT source_id, substr(day, 1, 7), lang, SUM(held), SUM(relevant),"
    " SUM(counted), SUM(paywall) FROM source_days GROUP BY 1, 2, 3",
    "verdict_days": "SELECT day, verdict, SUM(addresses) FROM verdicts GROUP BY 1, 2",
    "verdict_months": "SELECT source_id, substr(day, 1, 7), verdict, SUM(addresses) FROM verdicts"
    " GROUP BY 1, 2, 3",
    "holder_years": "SELECT holder_id, issue_id, substr(month, 1, 4), SUM(favor), SUM(against),"
    " SUM(ambivalent) FROM holder_months GROUP BY 1, 2, 3",
}


def page(number: int, day: str, access: str = "open") -> Fetch:
    url = f"https://loaf.example/{number}"
    article = Article(url, "en", f"Night {number}", f"{TEXT} {number}", published=day,
                      access="paywall" if access == "paywall" else "open")  # fmt: skip
    return Fetch(url, "the-loaf", "feed", "fetched", "2023-03-09T06:00:00+00:00", article=article)


def analysis(number: int, *, relevant: bool = True) -> Analysis:
    return Analysis(
        str(number), "en", "v1", 1, relevant, 0.9, entities=(CRUMB, ADA),
        mentions=(Mention(0, 5, "crumb", "name", "r"), Mention(27, 36, "ada-crust", "name", "r")),
        stances=(Stance(45, 52, "ada-crust", "night-work", "against", 0, 56, "r"),),
    )  # fmt: skip


@pytest.fixture
def filled(db: Database) -> Database:
    """Five articles of two months, a year apart, one without a day and one behind a paywall."""
    days = ["2023-03-04", "2023-03-04", "2023-03-05", "2024-01-02", ""]
    with run(db, "crawl") as number:
        fetches = [page(n, day, "paywall" if n == 3 else "open") for n, day in enumerate(days)]
        articles.save(db, number, fetches)
    analyses.save(db, [analysis(n) for n in range(1, 6)])
    return db


def copy(article: int, original: int) -> Copy:
    role = "original" if article == original else "copy"
    return Copy(article, original, original, role, 1.0, 1.0, 1, 1, "r", 1.0)  # type: ignore[arg-type]


def agree(db: Database) -> None:
    """Every roll-up as it stands, beside the same counted anew."""
    for table, sql in MONTHS.items():
        stands = db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
        assert stands == sorted(db.execute(sql).fetchall()), table
    tables = ("entity_days", "entity_months", "entity_years", "issue_days", "holder_months")
    before = {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2, 3").fetchall() for t in tables}
    summaries.rebuild(db)
    assert before == {
        t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2, 3").fetchall() for t in tables
    }


def save(db: Database, articles: Sequence[int], found: Sequence[Copy]) -> None:
    with db.atomic():
        copies.save(db, articles, found)


def test_articles_are_counted_by_day_month_and_year(filled: Database) -> None:
    agree(filled)
    assert filled.execute("SELECT * FROM entity_years WHERE entity_id = 'crumb'").fetchall() == [
        ("2023", "crumb", "en", 3, 3, 3),
        ("2024", "crumb", "en", 1, 1, 1),
    ]
    assert filled.execute("SELECT * FROM holder_months").fetchall() == [
        ("night-work", "2023-03", "ada-crust", 0, 3, 0),
        ("night-work", "2024-01", "ada-crust", 0, 1, 0),
    ]


def test_a_copy_counts_beside_the_others_and_not_among_the_independent(filled: Database) -> None:
    save(filled, [1, 2, 3], [copy(1, 1), copy(2, 1), copy(3, 1)])
    agree(filled)
    assert filled.execute(
        "SELECT SUM(articles), SUM(counted) FROM entity_years WHERE entity_id = 'crumb'"
    ).fetchone() == (4, 2)
    assert filled.execute("SELECT SUM(against) FROM holder_months").fetchone() == (2,)
    assert filled.execute(
        "SELECT SUM(against), SUM(against_counted) FROM issue_days"
    ).fetchone() == (
        4,
        2,
    )
    save(filled, [1, 2, 3], [copy(2, 2), copy(3, 2), copy(1, 2)])
    agree(filled)
    save(filled, [1, 2, 3], [])
    agree(filled)
    assert filled.execute("SELECT SUM(counted) FROM article_days").fetchone() == (5,)


@pytest.mark.parametrize("copied", [False, True])
def test_what_leaves_the_topic_or_the_database_is_taken_out(filled: Database, copied: bool) -> None:
    if copied:
        save(filled, [1, 2, 3], [copy(1, 1), copy(2, 1), copy(3, 1)])
    analyses.save(filled, [analysis(2, relevant=False), analysis(4, relevant=False)])
    agree(filled)
    analyses.save(filled, [analysis(2)])
    agree(filled)
    filled.execute("DELETE FROM fetches WHERE article_id = 1")
    filled.execute("UPDATE addresses SET article_id = NULL")
    filled.execute("DELETE FROM articles WHERE id = 1")
    for table in ("source_days", "article_days"):
        stands = filled.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
        assert stands == sorted(filled.execute(MONTHS[table]).fetchall())


def test_addresses_are_counted_by_outlet_day_and_verdict(filled: Database) -> None:
    filled.execute("UPDATE addresses SET verdict = 'robots' WHERE url LIKE '%/2'")
    filled.execute("DELETE FROM addresses WHERE url LIKE '%/0'")
    agree(filled)
    assert dict(filled.execute("SELECT verdict, SUM(addresses) FROM verdicts GROUP BY 1")) == {
        "fetched": 3,
        "robots": 1,
    }
