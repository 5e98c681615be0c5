"""Copyright and other legal lines."""

from __future__ import annotations

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import reads_on

LONGEST = 60


def is_copyright(here: Place) -> bool:
    """A line that claims the rights in the page."""
    count = here.count
    if count > LONGEST or not here.holds("copyright") or reads_on(here.text):
        return False
    return here.starts("copyright") or (here.is_after_end and here.text.count(".") <= 3 and count <= 40)
