"""Draw docs/demo.svg, the README's picture: what `newsieve demo` prints on a terminal."""

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
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="newsieve demo">
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


def demo_output() -> str:
    """What the demo prints, with its colours."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "newsieve", "demo"]
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment | {"PYTHONPATH": str(ROOT)},
            check=True,
            stderr=subprocess.PIPE,
            text=True,
        )
    return done.stderr.rpartition(ERASE)[2]


def main() -> None:
    """Run the demo and draw what it printed."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text.from_ansi(demo_output().rstrip()))
        console.save_svg(str(ROOT / "docs" / "demo.svg"), code_format=FRAME, unique_id="demo")


if __name__ == "__main__":
    main()
