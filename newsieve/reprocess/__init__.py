"""Archives read again with today's rules, into a store that may know their pages from before."""

from newsieve.reprocess.capture import Again, Fate, Known
from newsieve.reprocess.run import Reprocessed, reprocess

__all__ = ["Again", "Fate", "Known", "Reprocessed", "reprocess"]
