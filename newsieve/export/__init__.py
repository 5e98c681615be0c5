"""Records → files and streams, in the formats that `--format` names."""

from newsieve.export.copies import copy_record
from newsieve.export.folder import MarkdownFolder
from newsieve.export.formats import FORMATS, Format
from newsieve.export.output import Output
from newsieve.export.parquet import ParquetWriter
from newsieve.export.stories import story_record
from newsieve.export.tables import TABLES, Table

__all__ = [
    "FORMATS",
    "TABLES",
    "Format",
    "MarkdownFolder",
    "Output",
    "ParquetWriter",
    "Table",
    "copy_record",
    "story_record",
]
