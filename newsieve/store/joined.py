"""What hangs together."""

from __future__ import annotations

from collections.abc import Iterable


def joined(numbers: Iterable[int], links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """These numbers, those that links among them join together, directly or through others; all in order.

    >>> joined([4, 1, 2, 3], [(1, 3), (3, 4)])
    [[1, 3, 4], [2]]
    """
    root = {n: n for n in numbers}

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = n = root[root[n]]
        return n

    for one, other in links:
        if one in root and other in root:
            root[find(other)] = find(one)
    groups: dict[int, list[int]] = {}
    for n in sorted(root):
        groups.setdefault(find(n), []).append(n)
    return list(groups.values())
