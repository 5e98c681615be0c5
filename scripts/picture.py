"""Draw the pictures of the docs, docs/demo.svg and docs/explain.svg: what the commands print on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
WIDTH = 88
ERASE = "\x1b[2K"  # progress bars are drawn over and over; what stands at the end comes after the last of these
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="newsieve">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>{lines}</defs>
<rect fill="#1b1f27" width="100%" height="100%" rx="8"/>
<g transform="translate({terminal_x}, {terminal_y})">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


PAGE = ROOT / "tests" / "pages" / "bridge-pictured" / "page.html"


def printed(*arguments: str) -> str:
    """What a command prints, with its colours."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "newsieve", *arguments],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
        )
    return done.stdout + done.stderr.rpartition(ERASE)[2]


def draw(name: str, output: str) -> None:
    """Draw docs/NAME.svg."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text.from_ansi(output.rstrip()))
        console.save_svg(str(ROOT / "docs" / f"{name}.svg"), code_format=FRAME, unique_id=name)


def explained() -> str:
    """The explanation of a saved page, without its metadata, which names a path of this machine."""
    head, _, rest = printed("explain", str(PAGE)).partition("\n\n")
    return f"{head}\n\n{rest.partition(chr(10) * 2)[2]}"


def main() -> None:
    """Run the commands and draw what they printed."""
    draw("explain", explained())
    draw("demo", printed("demo"))


if __name__ == "__main__":
    main()
