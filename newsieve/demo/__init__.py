"""A small made-up news web on loopback, with the truth about every page.

For `newsieve demo`, tests and benchmarks::

    with DemoWeb(outlets=8, articles=150, seed=7) as web:
        ...  # crawl web.sources
        judged = judge(web.truth, store.articles())
"""

from newsieve.demo.judge import Judged, judge
from newsieve.demo.truth import Junk, PageTruth, Truth
from newsieve.demo.web import DemoWeb

__all__ = ["DemoWeb", "Judged", "Junk", "PageTruth", "Truth", "judge"]
