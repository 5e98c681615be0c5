from __future__ import annotations

import pytest

from newsieve.crawl.checked import check_settings
from newsieve.errors import ConfigError
from tests.test_settings import crawl_settings


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DOWNLOAD_DELAY", "abc", "a number"),
        ("NEWSIEVE_WORKERS", "x", "a number"),
        ("ROBOTSTXT_OBEY", "maybe", "true or false"),
        ("DUPEFILTER_CLASS", "no.such", "the dotted path of a component"),
        ("SCHEDULER", 3, "the dotted path of a component"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_what_was_expected(name: str, value: object, expected: str) -> None:
    with pytest.raises(ConfigError, match=f"-s: {name}: {value!r} is not {expected}"):
        check_settings({name: value}, crawl_settings())


def test_values_of_the_right_kind_and_settings_of_others_pass() -> None:
    given = {"DOWNLOAD_DELAY": 0.5, "CONCURRENT_REQUESTS": "8", "ROBOTSTXT_OBEY": False, "SOMEBODY_ELSES": "anything"}
    check_settings(given | {"DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter"}, crawl_settings())
