"""Near-duplicates: find every copy, merge no two stories.

MinHash bands propose pairs, exact comparison decides, clusters are led from the verified pairs by rule.
"""

from .clusters import lead
from .contrast import Contrast, Difference, Filled, contrast
from .deduplicated import Deduplicated
from .document import Document
from .frequent import outgrown, suppressed
from .pairs import mirror
from .passages import Hold, Passage, passages
from .shingles import hash_shingle, shingle
from .signature import as_minhash, bands, bands_of, parameters, sign
from .suppression import Suppressed
from .verify import Prepared, compare, compare_voiced, measure, prepare, relate, signature
from .whole import deduplicate, judge

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
    "as_minhash",
    "bands",
    "bands_of",
    "compare",
    "compare_voiced",
    "contrast",
    "deduplicate",
    "hash_shingle",
    "judge",
    "lead",
    "measure",
    "mirror",
    "outgrown",
    "parameters",
    "passages",
    "prepare",
    "relate",
    "shingle",
    "sign",
    "signature",
    "suppressed",
]
