"""Is the store whole, and does everything in it that is derived follow from its articles?"""

from newsieve.store.check.examine import Report, examine
from newsieve.store.check.finding import Finding
from newsieve.store.check.repair import repair

__all__ = ["Finding", "Report", "examine", "repair"]
