"""The rules in their order, and the walk that asks them."""

from __future__ import annotations

from collections.abc import Callable

from newsieve.article import RemovalReason
from newsieve.cleaning.block import Place, Story
from newsieve.cleaning.rules.advertisement import is_advertisement
from newsieve.cleaning.rules.byline import is_byline
from newsieve.cleaning.rules.caption import is_caption
from newsieve.cleaning.rules.copyright import is_copyright
from newsieve.cleaning.rules.credit import is_credit
from newsieve.cleaning.rules.embed import is_embed
from newsieve.cleaning.rules.headline import is_headline
from newsieve.cleaning.rules.masthead import is_masthead
from newsieve.cleaning.rules.related import is_related
from newsieve.cleaning.rules.share import is_share
from newsieve.cleaning.rules.sign_up import is_sign_up
from newsieve.cleaning.rules.tags import is_tags
from newsieve.cleaning.rules.timestamp import is_timestamp

Rule = Callable[[Place], bool]

# The first that says yes names the reason. A caption is told by the credit before it, so credits come first.
RULES: tuple[tuple[RemovalReason, Rule], ...] = (
    (RemovalReason.HEADLINE, is_headline),
    (RemovalReason.TIMESTAMP, is_timestamp),
    (RemovalReason.BYLINE, is_byline),
    (RemovalReason.PHOTO_CREDIT, is_credit),
    (RemovalReason.CAPTION, is_caption),
    (RemovalReason.NAVIGATION, is_masthead),
    (RemovalReason.ADVERTISEMENT, is_advertisement),
    (RemovalReason.EMBED, is_embed),
    (RemovalReason.SIGN_UP, is_sign_up),
    (RemovalReason.SHARE, is_share),
    (RemovalReason.COPYRIGHT, is_copyright),
    (RemovalReason.TAGS, is_tags),
    (RemovalReason.RELATED, is_related),
)


def judge(story: Story) -> tuple[RemovalReason | None, ...]:
    """For each block of a story why it is none of its paragraphs, None where it is one."""
    verdicts: list[RemovalReason | None] = []
    for index in range(len(story.blocks)):
        place = Place(story, index, verdicts)
        verdicts.append(next((reason for reason, says in RULES if says(place)), None))
    return tuple(verdicts)
