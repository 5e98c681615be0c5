"""Stage 3: sign each text, so that its near-duplicates can be proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from newsieve.article import Article
from newsieve.crawl.guarded import guarded
from newsieve.dedup import shingle, sign


class FindDuplicates:
    """Article → Article with its MinHash signature.

    The verdict is not taken here but inside the transaction that stores the article: otherwise two copies that
    arrive together would miss each other.
    """

    @guarded
    async def process_item(self, item: Any) -> Any:
        """Sign the story's text."""
        if not isinstance(item, Article):
            return item
        return replace(item, signature=sign(shingle(item.text)))
