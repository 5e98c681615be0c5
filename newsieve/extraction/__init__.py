"""A page in, an article or the reason for none out."""

from newsieve.extraction.extract import extract

__all__ = ["extract"]
