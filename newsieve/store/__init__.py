"""The store: articles, pages, paragraph counts, signatures and clusters in one database."""

from newsieve.store.naming import database_url, shown
from newsieve.store.settle import Settled
from newsieve.store.store import Saved, Store
from newsieve.store.stories import Member, StoreCounts, Story
from newsieve.store.writer import Writer

__all__ = ["Member", "Saved", "Settled", "Store", "StoreCounts", "Story", "Writer", "database_url", "shown"]
