from __future__ import annotations

import pytest

from newsieve import __version__
from newsieve.crawl.identity import product_token, user_agent


@pytest.mark.parametrize("contact", ["newsdesk@example.org", "https://example.org/bot"])
def test_the_user_agent_names_the_contact_that_is_configured(contact: str) -> None:
    assert user_agent(contact) == f"newsieve/{__version__} (+{contact})"


@pytest.mark.parametrize("contact", [None, ""])
def test_without_a_contact_no_address_is_made_up(contact: str | None) -> None:
    assert user_agent(contact) == f"newsieve/{__version__}"


def test_robots_txt_knows_us_by_the_product_token() -> None:
    assert product_token(user_agent("newsdesk@example.org")) == "newsieve"
    assert product_token("ExampleBot/2.1 (+https://example.org)") == "ExampleBot"
