"""Near-duplicates: find every copy, merge no two stories.

MinHash bands propose pairs, exact comparison decides, clusters are led from the verified pairs by rule.
"""

from .clusters import lead
from .document import Document
from .frequent import suppressed
from .shingles import hash_shingle, shingle
from .signature import bands, parameters, sign
from .suppression import Suppressed
from .verify import Prepared, compare, measure, prepare, signature
from .whole import Deduplicated, deduplicate

__all__ = [
    "Deduplicated",
    "Document",
    "Prepared",
    "Suppressed",
    "bands",
    "compare",
    "deduplicate",
    "hash_shingle",
    "lead",
    "measure",
    "parameters",
    "prepare",
    "shingle",
    "sign",
    "signature",
    "suppressed",
]
