"""What reading any XML of a stranger's has in common: a parser that does nothing but read, names without prefixes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from lxml import etree

# No entity is followed, nothing is fetched, depth and size are bounded; what is broken is read as far as it goes.
HARMLESS: Final[dict[str, Any]] = {
    "encoding": "utf-8",
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def local_name(element: etree._Element) -> str:
    """The local name, in lower case; an undeclared prefix is dropped like a declared one."""
    return _local(str(element.tag))


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
