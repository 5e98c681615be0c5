"""Near-duplicates: find every copy, merge no two stories.

MinHash bands propose pairs, exact comparison decides, clusters are led from the verified pairs by rule.
"""

from .clusters import lead
from .contrast import Contrast, Difference, Filled, contrast
from .document import Document
from .frequent import outgrown, suppressed
from .pairs import mirror
from .passages import Hold, Passage, passages
from .shingles import hash_shingle, shingle
from .signature import bands, parameters, sign
from .suppression import Suppressed
from .verify import Prepared, compare, measure, prepare, signature
from .whole import Deduplicated, deduplicate

__all__ = [
    "Contrast",
    "Deduplicated",
    "Difference",
    "Document",
    "Filled",
    "Hold",
    "Passage",
    "Prepared",
    "Suppressed",
    "bands",
    "compare",
    "contrast",
    "deduplicate",
    "hash_shingle",
    "lead",
    "measure",
    "mirror",
    "outgrown",
    "parameters",
    "passages",
    "prepare",
    "shingle",
    "sign",
    "signature",
    "suppressed",
]
