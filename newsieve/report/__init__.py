"""Summaries for people: what a run fetched, kept, removed and found twice."""

from newsieve.report.plain import shown
from newsieve.report.run import RunFigures, StoreFigures, StoryFigures
from newsieve.report.summary import summary

__all__ = ["RunFigures", "StoreFigures", "StoryFigures", "shown", "summary"]
