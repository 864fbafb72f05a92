"""Stories: articles of both languages about the same event, put together as they come in.

An article stays in its story unless another one is clearly nearer; two stories that turn out to be
one are joined, and each of their articles says where it was before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlite_utils import Database

from storage import changes, clusters, copies, coverage
from storage.outcomes import Copy, Story, StoryArticle, StoryFeature, StoryRole
from storage.records import Tally
from stories.features import Features, day_of, features
from stories.nearby import Match, Nearby
from stories.part import Part
from stories.placing import Arrival, Placing, merge, place
from topics import Topic

SHOWN = 6  # reasons that are stored
OWN_ROLES = ("origin", "independent", "follower")  # of articles that are no copies


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Put articles in stories, and take out what is off the topic; the tally counts new stories."""
    held = clusters.placed(db, articles)
    before = clusters.of_articles(db, held)
    arrivals = _arrivals(db, articles, held, before)
    gone = [number for number in held if number not in arrivals]
    changed = [
        arrival
        for number, arrival in arrivals.items()
        if number not in held
        or before.get(number) != arrival.features
        or held[number].role != arrival.role
    ]
    if not changed and not gone:
        return Tally({"stories": 0})
    return _renew(db, changed, {number: held[number] for number in gone}, before)


def _arrivals(
    db: Database,
    articles: Sequence[int],
    held: dict[int, StoryArticle],
    before: dict[int, Features],
) -> dict[int, Arrival]:
    """The articles on the topic."""
    covered = [article for article in coverage.articles(db, articles) if article.relevant]
    ids = [article.id for article in covered]
    findings, links = coverage.findings(db, ids), clusters.links(db, ids)
    grouped = copies.of_articles(db, ids)
    found = {}
    for article in covered:
        own, copy = held.get(article.id), grouped.get(article.id)
        found[article.id] = Arrival(
            article.id, article.lang, day_of(article),
            features(article, findings[article.id], links.get(article.id, ())),
            _role(copy, own), copy.original_id if copy else None,
            own.story_id if own else None, before.get(article.id),
        )  # fmt: skip
    return found


def _role(copy: Copy | None, held: StoryArticle | None) -> StoryRole:
    """A copy's role; the one that an article has, where it is none."""
    if copy and copy.role != "original":
        return copy.role
    return held.role if held and held.role in OWN_ROLES else "independent"


def _renew(
    db: Database,
    arrivals: Sequence[Arrival],
    gone: dict[int, StoryArticle],
    before: dict[int, Features],
) -> Tally:
    known = {feature for arrival in arrivals for feature in arrival.features}
    nearby = Nearby(db, known, [a.features for a in arrivals if a.held is None])
    left = {one.story_id for one in gone.values()} | {a.held for a in arrivals if a.held}
    first_new = clusters.next_id(db)
    for number, one in gone.items():
        for cluster in nearby.get([one.story_id]):
            cluster.add(before.get(number, {}), None, -1)
    clusters.take_out(db, gone)
    placings = place(nearby, arrivals, _homes(db, arrivals))
    touched = left | {placing.story for placing in placings}
    joined = merge(nearby, sorted(touched))
    touched |= {match.story for match in joined.values()}
    moved = _save(db, nearby, placings, joined, touched)
    changes.touch(db, PART.name, moved | {*gone} | _remaining(db, left - {*joined}))
    return Tally({"stories": sum(number >= first_new for number in touched - {*joined})})


def _homes(db: Database, arrivals: Iterable[Arrival]) -> dict[int, int]:
    """The stories of the groups of copies that these articles are in, by original."""
    groups = copies.groups(db, {a.group for a in arrivals if a.group is not None})
    arriving = {arrival.id for arrival in arrivals if arrival.held is None}
    placed = clusters.placed(db, [c.article_id for c in groups if c.article_id not in arriving])
    homes: dict[int, int] = {}
    for copy in sorted(groups, key=lambda copy: copy.article_id != copy.original_id):
        if copy.article_id in placed:
            homes.setdefault(copy.original_id, placed[copy.article_id].story_id)
    return homes


def _remaining(db: Database, stories: Iterable[int]) -> set[int]:
    """An article of each story that may have lost one: parts that follow count it anew."""
    return {listed[0].article_id for listed in clusters.told(db, stories).values()}


def _save(
    db: Database,
    nearby: Nearby,
    placings: Sequence[Placing],
    joined: dict[int, Match],
    touched: set[int],
) -> set[int]:
    """Write what was decided; the numbers of the articles whose place is new."""
    alive = [number for number in sorted(touched) if number not in joined]
    fresh = [cluster.id for cluster in nearby.get(alive) if cluster.size]
    known = clusters.stories(db, fresh)
    clusters.save(db, (Story(number) for number in fresh if number not in known), ())
    written = [*_moved(db, joined), *(_row(placing, joined) for placing in placings)]
    was = clusters.placed(db, [row.article_id for row in written])
    rows = {row.article_id: _since(row, was.get(row.article_id)) for row in written}
    clusters.save(db, (), rows.values())
    clusters.keep_features(db, {p.arrival.id: p.arrival.features for p in placings})
    _tell(db, nearby, fresh)
    return {number for number, row in rows.items()
            if number not in was
            or (was[number].story_id, was[number].role) != (row.story_id, row.role)}  # fmt: skip


def _moved(db: Database, joined: dict[int, Match]) -> list[StoryArticle]:
    """The articles of stories that were joined to others, as they were stored."""
    return [
        replace(one, story_id=joined[one.story_id].story, score=joined[one.story_id].score,
                reasons=_reasons(joined[one.story_id].shared))
        for one in clusters.members(db, joined)
    ]  # fmt: skip


def _row(placing: Placing, joined: dict[int, Match]) -> StoryArticle:
    arrival, match = placing.arrival, joined.get(placing.story)
    story, score, shared = placing.story, placing.score, placing.reasons
    if match:
        story, score, shared = match.story, max(score, match.score), shared or match.shared
    day = arrival.day.isoformat() if arrival.day else None
    return StoryArticle(arrival.id, story, arrival.role, score, arrival.lang, day, _reasons(shared))


def _since(row: StoryArticle, was: StoryArticle | None) -> StoryArticle:
    """A row that says where its article was before."""
    if was is None:
        return row
    moved_from = was.moved_from if was.story_id == row.story_id else was.story_id
    return replace(row, moved_from=moved_from)


def _reasons(shared: Sequence[str]) -> str:
    return json.dumps(shared[:SHOWN], ensure_ascii=False)


def _tell(db: Database, nearby: Nearby, ids: Iterable[int]) -> None:
    """Bring stories and their features up to date with the articles they have."""
    told = clusters.told(db, ids)
    clusters.save(db, (_story(number, listed) for number, listed in told.items()), ())
    weights = ((c.id, c.kept()) for c in nearby.get(told))
    clusters.save_features(
        db, told, (StoryFeature(f, n, w) for n, kept in weights for f, w in kept.items())
    )


def _story(number: int, listed: Sequence[clusters.Member]) -> Story:
    titles: dict[str, str] = {}
    for own in (True, False):  # titles of copies only where there is no other
        for one in listed:
            if one.title and (one.role in OWN_ROLES) == own:
                titles.setdefault(one.lang, one.title)
    days = sorted(one.day for one in listed if one.day)
    return Story(
        number, titles.get("fr"), titles.get("en"), listed[0].article_id,
        days[0] if days else None, days[-1] if days else None, len(listed),
        sum(one.role in ("origin", "independent") for one in listed),
        len({one.source_id for one in listed}),
        " ".join(sorted({one.lang for one in listed})),
    )  # fmt: skip


PART = Part("clusters", "1", ("analyse", "copies"), work)
