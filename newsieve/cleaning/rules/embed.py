"""What stands in the place of embedded posts and players, or beneath them; a post's own words stay."""

from __future__ import annotations

import re

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import tokens

LINK = re.compile(r"\S*(?:https?://|pic\.twitter\.com/|t\.co/)\S*")
ADDRESSES = ("://", "pic.twitter.com/", "t.co/")  # one of them stands in every link
SENDER = re.compile(r"^[—–-]\s*[^.]{2,60}\(@\w{2,30}\)")
LONGEST = 40


def is_embed(here: Place) -> bool:
    """The note that a post or player is missing, a post's sender, or its bare address."""
    text, count = here.text, here.count
    if count > LONGEST:
        return False
    if here.starts("embed") or SENDER.match(text):
        return True
    return any(sign in text for sign in ADDRESSES) and bool(LINK.search(text)) and not tokens(LINK.sub("", text))
