"""Stories: articles of both languages about the same event, put together as they come in.

An article stays in its story unless another one is clearly nearer; two stories that turn out to be
one are joined, and each of their articles says where it was before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from storage import changes, coverage
from storage.outcomes import Copy, Story, StoryArticle, StoryRole
from storage.records import Tally
from storage.told import clusters, copies
from stories.features import Features, day_of, features
from stories.moments import stamp
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
        or held[number].moment != arrival.moment
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
            own.story_id if own else None, before.get(article.id), article.source_id,
            stamp(article),
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
            nearby.take(cluster, before.get(number, {}))
    clusters.take_out(db, gone)
    homes = clusters.homes(db, {a.group for a in arrivals if a.group is not None})
    placings = place(nearby, arrivals, homes)
    touched = left | {placing.story for placing in placings}
    joined = merge(nearby, sorted(touched))
    touched |= {match.story for match in joined.values()}
    moved, lost = _save(db, nearby, placings, joined, touched)
    lost |= {one.story_id for one in gone.values()}
    firsts = {one.first_article for one in clusters.stories(db, lost).values()}
    changes.touch(db, PART.name, moved | {*gone} | {n for n in firsts if n})
    return Tally({"stories": sum(number >= first_new for number in touched - {*joined})})


def _save(
    db: Database,
    nearby: Nearby,
    placings: Sequence[Placing],
    joined: dict[int, Match],
    touched: set[int],
) -> tuple[set[int], set[int]]:
    """Write what was decided: the articles whose place is new, and the stories that lost one.

    Parts that follow count such a story anew when they hear of one of its articles.
    """
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
    moved = {number for number, row in rows.items()
             if number not in was
             or (was[number].story_id, was[number].role) != (row.story_id, row.role)}  # fmt: skip
    left = {was[number].story_id for number in moved & was.keys()
            if was[number].story_id != rows[number].story_id}  # fmt: skip
    return moved, left


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
    return StoryArticle(
        arrival.id, story, arrival.role, score, arrival.lang, day, _reasons(shared),
        source_id=arrival.source, moment=arrival.moment,
    )  # fmt: skip


def _since(row: StoryArticle, was: StoryArticle | None) -> StoryArticle:
    """A row that says where its article was before."""
    if was is None:
        return row
    moved_from = was.moved_from if was.story_id == row.story_id else was.story_id
    return replace(row, moved_from=moved_from)


def _reasons(shared: Sequence[str]) -> str:
    return json.dumps(shared[:SHOWN], ensure_ascii=False)


def _tell(db: Database, nearby: Nearby, ids: Sequence[int]) -> None:
    """Bring stories and their features up to date with the articles they have."""
    clusters.save(db, clusters.told(db, ids), ())
    clusters.save_features(db, *nearby.changes(clusters.stories(db, ids)))


PART = Part("clusters", "1", ("analyse", "copies"), work)
