from __future__ import annotations

from pathlib import Path

import pytest

from newsieve.extraction.capacity import available_bytes, cores, fitting_workers

GIB = 1024**3


def machine(folder: Path, *, gib: float, cpus: str = "max 100000", limit: str = "max", used: int = 0) -> Path:
    """Files as Linux shows them in /proc and /sys/fs/cgroup."""
    (folder / "meminfo").write_text(f"MemTotal: 99999999 kB\nMemAvailable: {int(gib * 1024 * 1024)} kB\n")
    (folder / "cpu.max").write_text(f"{cpus}\n")
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    return folder


def test_there_is_a_worker_for_each_core(tmp_path: Path) -> None:
    folder = machine(tmp_path, gib=512)
    assert fitting_workers(folder, folder / "meminfo") == cores(tmp_path / "none")


def test_a_containers_share_of_the_cores_counts(tmp_path: Path) -> None:
    folder = machine(tmp_path, gib=512, cpus="50000 100000")
    assert fitting_workers(folder, folder / "meminfo") == 1


@pytest.mark.parametrize("gib", [0.2, 0.9])
def test_where_memory_is_short_there_is_one_worker_and_never_none(tmp_path: Path, gib: float) -> None:
    folder = machine(tmp_path, gib=gib)
    assert fitting_workers(folder, folder / "meminfo") == 1


def test_a_containers_memory_counts_before_the_machines(tmp_path: Path) -> None:
    folder = machine(tmp_path, gib=64, limit=str(2 * GIB), used=GIB)
    assert available_bytes(folder, folder / "meminfo") == GIB


def test_a_system_that_tells_nothing_is_taken_to_have_enough(tmp_path: Path) -> None:
    assert available_bytes(tmp_path, tmp_path / "meminfo") is None
    assert fitting_workers(tmp_path, tmp_path / "meminfo") == cores(tmp_path)
