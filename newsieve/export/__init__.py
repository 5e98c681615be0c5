"""Records → files and streams, in the formats that `--format` names."""

from newsieve.export.formats import FORMATS, Format
from newsieve.export.output import Output

__all__ = ["FORMATS", "Format", "Output"]
