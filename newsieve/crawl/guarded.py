"""The one broad except of a stage: a failure of ours costs a page, not the crawl."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

from newsieve.article import Article, Dropped, DropReason

logger = logging.getLogger(__name__)
Stage = TypeVar("Stage")


def guarded(
    process_item: Callable[[Stage, Any], Coroutine[Any, Any, Any]],
) -> Callable[[Stage, Any], Coroutine[Any, Any, Any]]:
    """Turn an error on an article into a counted drop; the log has the traceback."""

    @wraps(process_item)
    async def guard(stage: Stage, item: Any) -> Any:
        try:
            return await process_item(stage, item)
        except Exception as error:
            if not isinstance(item, Article):
                raise
            logger.exception("%s failed on %s", type(stage).__name__, item.url)
            return failed(item, f"{type(stage).__name__}: {type(error).__name__}: {error}")

    return guard


def failed(article: Article, detail: str) -> Dropped:
    """The drop of an article that a stage failed on."""
    return Dropped(
        source=article.source,
        url=article.url,
        reason=DropReason.STAGE_FAILED,
        detail=detail,
        key=article.key,
        title=article.title,
        removed=article.removed,
        fetched_at=article.fetched_at,
        outlet=article.outlet,
        lease=article.lease,
        recheck=article.recheck,
    )
