"""Errors are one line each, wherever they come from."""

from __future__ import annotations

import pickle

import pytest

from newsieve.errors import BadURL, ConfigError, InputError, NewsieveError, StoreError, UsageError


@pytest.mark.parametrize(
    "error",
    [
        UsageError("no such thing"),
        ConfigError("sources.toml", "every", "expected a span such as 30m"),
        BadURL("htp://desk:secret@example.org/"),
        InputError("page.html", "cannot be read"),
        StoreError("news.db", "no such store"),
    ],
)
def test_an_error_of_another_process_arrives_whole(error: NewsieveError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived), vars(arrived)) == (type(error), str(error), vars(error))
    assert isinstance(arrived, NewsieveError)
