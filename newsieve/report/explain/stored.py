"""The explanation of a stored article: its text, what its site repeats, and where it stands among the others."""

from __future__ import annotations

from newsieve.article import Match, Relation, RemovalReason, Verdict
from newsieve.report.delay import later, moment
from newsieve.report.explain.model import Explanation, Kind, Part, Telling, facts_of, number, words_of
from newsieve.store import Member, Standing, Story


def of_article(standing: Standing, target: str) -> Explanation:
    """What is known of a stored article."""
    article, story = standing.article, standing.story
    inside = {member.id for member in story.members}
    parts = tuple(_part(standing, i) for i in range(len(article.paragraphs)))
    matches = {related.member.id: related.match for related in standing.related}
    return Explanation(
        target=target,
        title=article.title or "(no headline)",
        verdict=_verdict(standing),
        facts=facts_of(article),
        parts=parts,
        aside=tuple(Part(r.text, Kind.REMOVED, words_of(r.reason)) for r in article.removed),
        standing=_place(standing.verdict, story),
        story=tuple(_telling(member, story, article.id, matches) for member in story.members),
        related=tuple(
            _telling(r.member, story, article.id, matches) for r in standing.related if r.member.id not in inside
        ),
    )


def _verdict(standing: Standing) -> str:
    article = standing.article
    told = [f"{number(len(article.story), 'paragraph')} kept"]
    if article.boilerplate:
        told.append(f"{number(len(article.boilerplate), 'paragraph')} of site boilerplate")
    if article.removed:
        told.append(f"{number(len(article.removed), 'block')} removed by rules")
    return f"article: {', '.join(told)}"


def _part(standing: Standing, i: int) -> Part:
    times, text = standing.repeats[i], standing.article.paragraphs[i]
    note = f"in {times:,} stories of this site" if times > 1 else ""
    if i in standing.article.boilerplate:
        return Part(text, Kind.REMOVED, words_of(RemovalReason.SITE_BOILERPLATE), note)
    return Part(text, note=note)


def _place(verdict: Verdict, story: Story) -> str:
    """Where the article stands, in a line."""
    members = {member.id: member for member in story.members}
    if verdict.duplicate_of is None:
        others = len(story.members) - 1
        return f"canonical: {number(others, 'copy', 'copies')} of it" if others else "alone: no copy of it is known"
    copied = members.get(verdict.duplicate_of)
    whom = f"{copied.site}, {copied.url}" if copied else verdict.duplicate_of
    if verdict.relation is None or verdict.similarity is None or verdict.containment is None:
        return f"copy of {whom}"
    measures = f"similarity {verdict.similarity:.2f}, containment {verdict.containment:.2f}"
    kind = "digest that contains" if verdict.relation is Relation.DIGEST else f"{verdict.relation} copy of"
    return f"{kind} {whom}: {measures}"


def _telling(member: Member, story: Story, own: str, matches: dict[str, Match]) -> Telling:
    marks = ("this one",) * (member.id == own) + ("canonical",) * (member.id == story.cluster)
    return Telling(
        id=member.id,
        site=member.site,
        url=member.url,
        title=member.title or "(no headline)",
        when=moment(member.published),
        later="first" if member == story.members[0] else later(story.members[0].published, member.published),
        relation=_relation(matches.get(member.id)) if member.id != own else "",
        marks=marks,
    )


def _relation(match: Match | None) -> str:
    """How the article in question relates to another."""
    if match is None:
        return "through others"
    return f"{match.relation} {match.similarity:.2f} / {match.containment:.2f}"
