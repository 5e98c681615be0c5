"""A page in, an article or the reason for none out."""

from newsieve.extraction.explained import Explained, Fate, Judged
from newsieve.extraction.extract import explain, extract

__all__ = ["Explained", "Fate", "Judged", "explain", "extract"]
