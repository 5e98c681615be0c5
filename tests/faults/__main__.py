"""`make faults`: inject each fault for real, on loopback, and print what newsieve did about it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults.deaths import die
from tests.faults.world import crawl_the_faults

WIDTH = 110


def main() -> int:
    """Print the table; 1 where anything was lost, or asked for where nobody may ask."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = crawl_the_faults(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        deaths = die(Path(folder))
    first, second = (run.code for run in outcome.runs)
    _line("fault", "lost", "exit", "what newsieve did")
    for row in outcome.rows:
        _line(row.fault.name, len(row.lost), first, row.did)
    for death in deaths:
        _line(death.name, len(death.lost), death.code, death.did)
    lost = sum(len(row.lost) for row in outcome.rows) + sum(len(death.lost) for death in deaths)
    print(f"\n{len(outcome.rows) + len(deaths)} faults, {lost} stories lost, the next run ended with {second}")
    print(f"requests to the host that no source names: {len(outcome.asked_inside)}")
    return 1 if lost or outcome.asked_inside else 0


def _line(name: object, lost: object, code: object, did: str) -> None:
    told = did if len(did) <= WIDTH else did[: WIDTH - 1] + "…"
    print(f"{name!s:42} {lost!s:>4} {code!s:>4}  {told}")


if __name__ == "__main__":
    sys.exit(main())
