"""Archives of fetched pages: WARC files read back into pages. The only room that imports FastWARC."""

from newsieve.archives.files import SUFFIXES, archives_in, is_archive
from newsieve.archives.warc import read_archive

__all__ = ["SUFFIXES", "archives_in", "is_archive", "read_archive"]
