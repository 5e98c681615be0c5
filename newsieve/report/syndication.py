"""How stories travelled: who was first, and by how much the others were later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from newsieve.report.delay import later, moment
from newsieve.report.plain import shown
from newsieve.store import Member, Story


def spread(story: Story) -> tuple[Member, ...]:
    """Each site's first article, in order of publication."""
    firsts: dict[str, Member] = {}
    for member in story.members:
        firsts.setdefault(member.site, member)
    return tuple(firsts.values())


def told(stories: Iterable[Story]) -> Text:
    """The stories, one below the other: a headline, then an outlet in each line."""
    return Text("\n\n").join(_story(story) for story in stories)


def _story(story: Story) -> Text:
    outlets = spread(story)
    sites = f"{story.sites} site{'s' * (story.sites != 1)}"
    articles = f", {len(story.members)} articles" if len(story.members) != story.sites else ""
    headline = Text.assemble((shown(story.title or "(no headline)"), "bold"), (f"  {sites}{articles}", "cyan"))
    return Text("\n").join([headline, *_lines(outlets)])


def _lines(outlets: Sequence[Member]) -> Iterator[Text]:
    first = outlets[0]
    delays = ["first", *(later(first.published, member.published) for member in outlets[1:])]
    sites, moments = [shown(m.site) for m in outlets], [moment(m.published) for m in outlets]
    wide = [max(map(len, column)) for column in (delays, sites, moments)]
    for member, delay, site, when in zip(outlets, delays, sites, moments, strict=True):
        style = "green" if member is first else ""
        about = f"{when:<{wide[2]}}  {shown(member.url)}"
        yield Text.assemble((f"  {delay:>{wide[0]}}", style), f"  {site:<{wide[1]}}  ", (about, "dim"))
