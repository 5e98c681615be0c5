"""The part of a page that holds most of its prose."""

from __future__ import annotations

from itertools import accumulate

from newsieve.extraction.blocks import Region, Walked

MOST = 0.6  # of what an element holds: a child with so much of it is the part that counts


def main_part(walked: Walked) -> Region:
    """The deepest element that holds most of the prose; the whole page where there is none."""
    upto = [0, *accumulate(size if prose else 0 for size, prose in zip(walked.sizes, walked.prose, strict=True))]
    held: dict[int, list[tuple[int, Region]]] = {}
    for region in walked.regions[1:]:
        prose = upto[region.last] - upto[region.first]
        if prose and region.parent is not None:
            held.setdefault(region.parent.number, []).append((prose, region))
    best, within = walked.regions[0], upto[-1]
    while children := held.get(best.number):
        prose, child = max(children, key=lambda pair: pair[0])
        if prose < MOST * within:
            break
        best, within = child, prose
    return best
