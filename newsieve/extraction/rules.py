"""Which rules pages are read by: a name that is another one as soon as they are."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOMS = ("extraction", "cleaning")
LIBRARIES = ("trafilatura", "lxml", "courlan")  # whose reading is ours, too


@cache
def rules_id() -> str:
    """Sixteen hexadecimal digits for the code, the words and the model that pages are read by today."""
    digest = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in LIBRARIES).encode())
    for room in ROOMS:
        folder = Path(__file__).parent.parent / room
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".json")):
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
