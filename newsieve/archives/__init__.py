"""Archives of fetched pages: WARC files, written and read back into pages. The only room that imports FastWARC."""

from newsieve.archives.exchange import Exchange
from newsieve.archives.files import SUFFIXES, archives_in, is_archive
from newsieve.archives.folder import ArchiveFolder
from newsieve.archives.warc import begun_at, fingerprint, offset_of, read_archive

__all__ = [
    "SUFFIXES",
    "ArchiveFolder",
    "Exchange",
    "archives_in",
    "begun_at",
    "fingerprint",
    "is_archive",
    "offset_of",
    "read_archive",
]
