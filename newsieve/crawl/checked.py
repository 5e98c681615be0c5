"""Settings that a person gave, checked against the kind of value that each setting has by default."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from newsieve.errors import ConfigError

WHERE = "-s"
COMPONENTS = ("_CLASS", "SCHEDULER", "LOG_FORMATTER", "ROBOTSTXT_PARSER", "TWISTED_REACTOR", "ITEM_PROCESSOR")


def check_settings(given: Mapping[str, Any], defaults: Settings) -> None:
    """Raise ConfigError, naming setting and value, for a value of another kind than the default's."""
    for name, value in given.items():
        expected, read = _kind(name, defaults.get(name))
        try:
            read(value)
        except (ValueError, TypeError, KeyError, ImportError, NameError, AttributeError):
            raise ConfigError(WHERE, name, f"{value!r} is not {expected}") from None


def _kind(name: str, default: object) -> tuple[str, Callable[[Any], object]]:
    """What a setting's values are, in words, and what reads one."""
    if name == "LOG_LEVEL":
        return "DEBUG, INFO, WARNING, ERROR or CRITICAL", lambda value: logging.getLevelNamesMapping()[value]
    if isinstance(default, bool):
        return "true or false", lambda value: Settings({name: value}).getbool(name)
    if isinstance(default, int | float):
        return "a number", float
    if isinstance(default, str) and name.endswith(COMPONENTS):
        return "the dotted path of a component", load_object
    return "anything", lambda value: value
