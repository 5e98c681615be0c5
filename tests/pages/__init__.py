"""Saved pages: a folder each, with the page and what must come out of it."""
