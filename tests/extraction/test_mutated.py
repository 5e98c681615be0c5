"""Ten thousand damaged pages: each is answered, none takes long, and memory stays where it was."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable

import pytest

from newsieve.article import Article, Dropped, Page
from newsieve.extraction import extract
from tests.pages.build import saved_pages

PAGES = 10_000
WARM = 500  # pages after which caches are full and memory is measured
SLOWEST = 2.0  # seconds of CPU for one page
GROWTH = 100 * 2**20  # bytes of memory
KIBIBYTE = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss

Mutation = Callable[[random.Random, bytes], bytes]


def cut(dice: random.Random, body: bytes) -> bytes:
    """Without a run of bytes, or all that follows."""
    at = dice.randrange(len(body))
    return body[:at] + (body[at + dice.randrange(400) :] if dice.random() < 0.8 else b"")


def noise(dice: random.Random, body: bytes) -> bytes:
    """With a few bytes turned into others."""
    changed = bytearray(body)
    for _ in range(dice.randrange(1, 40)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def repeat(dice: random.Random, body: bytes) -> bytes:
    """With a run of it told many times over."""
    at = dice.randrange(len(body))
    run = body[at : at + dice.randrange(1, 300)]
    return body[:at] + run * dice.randrange(2, 200) + body[at:]


def swap(dice: random.Random, body: bytes) -> bytes:
    """With two parts in the wrong order."""
    a, b, c = sorted(dice.randrange(len(body)) for _ in range(3))
    return body[:a] + body[b:c] + body[a:b] + body[c:]


def nest(dice: random.Random, body: bytes) -> bytes:
    """With many open elements at one place."""
    at = dice.randrange(len(body))
    tag = dice.choice([b"<div>", b"<span>", b"<table><tr><td>", b"<ul><li>", b"<b>", b"<a href=/x>", b"<script>"])
    return body[:at] + tag * dice.randrange(1, 1_000) + body[at:]


def untag(dice: random.Random, body: bytes) -> bytes:
    """Without some of the signs that markup is made of."""
    sign = dice.choice([b"<", b">", b"/", b'"', b"</p>", b"<p>", b"=", b"&", b"{", b"}"])
    return body.replace(sign, dice.choice([b"", b" ", sign * 2]), dice.randrange(1, 200))


MUTATIONS: tuple[Mutation, ...] = (cut, noise, repeat, swap, nest, untag)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_damaged_pages_are_answered_in_bounded_time_and_memory() -> None:
    dice = random.Random(20240504)
    bodies = [page.body for page in saved_pages()]
    slowest, memory = 0.0, 0
    for number in range(PAGES):
        body = dice.choice(bodies)
        for mutation in dice.choices(MUTATIONS, k=dice.randrange(1, 4)):
            body = mutation(dice, body) or b"<"
        begun = time.process_time()
        outcome = extract(Page(url="https://news.example.org/story", requested_url="https://x.example/", body=body))
        slowest = max(slowest, time.process_time() - begun) if number > WARM else 0.0
        assert isinstance(outcome, Article | Dropped)
        if number == WARM:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert slowest < SLOWEST
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * KIBIBYTE < GROWTH
