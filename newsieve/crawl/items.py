"""What Scrapy's exporters, and stages that go through itemadapter, see of an article: its record."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, NoReturn, cast

from itemadapter.adapter import AdapterInterface, ItemAdapter

from newsieve.article import Article, Dropped
from newsieve.record import FIELDS, dropped_record, record


class RecordAdapter(AdapterInterface):
    """An `Article` or `Dropped` as its record, to be read only."""

    def __init__(self, item: Article | Dropped) -> None:
        super().__init__(item)
        told = record(item) if isinstance(item, Article) else dropped_record(item)
        self._record = cast(dict[str, Any], told)

    @classmethod
    def is_item_class(cls, item_class: type) -> bool:
        """Whether it is one of the two."""
        return issubclass(item_class, Article | Dropped)

    @classmethod
    def get_field_names_from_class(cls, item_class: type) -> list[str]:  # noqa: ARG003  itemadapter's signature
        """The fields of a record, in order."""
        return [field.name for field in FIELDS]

    def field_names(self) -> Any:
        """The fields of the record, in order."""
        return self._record.keys()

    def __getitem__(self, name: str) -> Any:
        return self._record[name]

    def __setitem__(self, name: str, value: Any) -> NoReturn:
        raise TypeError(f"{type(self.item).__name__} cannot be changed: use dataclasses.replace")

    def __delitem__(self, name: str) -> NoReturn:
        raise TypeError(f"{type(self.item).__name__} cannot be changed: use dataclasses.replace")

    def __iter__(self) -> Iterator[str]:
        return iter(self._record)

    def __len__(self) -> int:
        return len(self._record)


def register() -> None:
    """Have itemadapter take articles and drops for records, where it does not yet."""
    if RecordAdapter not in ItemAdapter.ADAPTER_CLASSES:
        ItemAdapter.ADAPTER_CLASSES = deque([RecordAdapter, *ItemAdapter.ADAPTER_CLASSES])
