"""What a crawl is made of, in order. Components are named as strings; a test loads each of them."""

from __future__ import annotations

import os
from importlib.util import find_spec

from newsieve.crawl.identity import user_agent

# In the checkout the two rooms are top-level folders, in the wheel they are inside the package.
ROOMS = "newsieve." if find_spec("newsieve.spiders") else ""

BOT_NAME = "newsieve"

# Where pages come from.
SPIDER_MODULES = [f"{ROOMS}spiders"]

# What is still to be done: kept in the store.
SCHEDULER = "newsieve.crawl.frontier.Frontier"

# What is done with each page.
ITEM_PIPELINES = {
    f"{ROOMS}pipelines.obey_objections.ObeyObjections": 50,
    f"{ROOMS}pipelines.extract_article.ExtractArticle": 100,
    f"{ROOMS}pipelines.drop_boilerplate.DropBoilerplate": 200,
    f"{ROOMS}pipelines.find_duplicates.FindDuplicates": 300,
    f"{ROOMS}pipelines.store_article.StoreArticle": 400,
}

# Where it is kept ("" keeps nothing), and how pages are read.
NEWSIEVE_STORE = os.environ.get("NEWSIEVE_STORE", "newsieve.db")
NEWSIEVE_WORKERS = 0  # processes that read pages; 0 is one per core, as far as memory goes
NEWSIEVE_PAGE_SECONDS = 20.0  # a page that takes longer to read is dropped

# What is fetched, as it is fetched: a folder for WARC files ("" writes none), and how large one of them gets.
NEWSIEVE_WARC = ""
NEWSIEVE_WARC_BYTES = 1_000_000_000

# By which way: the proxy of requests whose source names none; without it, HTTP_PROXY, HTTPS_PROXY and NO_PROXY count.
NEWSIEVE_PROXY = ""

# Who we are.
NEWSIEVE_CONTACT = os.environ.get("NEWSIEVE_CONTACT", "")
USER_AGENT = user_agent(NEWSIEVE_CONTACT or None)

# Which pages we leave alone.
ROBOTSTXT_OBEY = True
NEWSIEVE_OBEY_OBJECTIONS = True  # noarchive, tdm-reservation, tdmrep.json, noai
DOWNLOADER = "newsieve.crawl.downloader.Downloader"  # looks once more at the last moment
DOWNLOADER_MIDDLEWARES = {
    "newsieve.crawl.gate.Guard": 50,
    "newsieve.crawl.traps.Traps": 60,
    "newsieve.crawl.holds.Holds": 80,
    "newsieve.crawl.ways.SourceWays": 90,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets the first requests to a host through
    "newsieve.crawl.robots.RobotsMiddleware": 100,
    "newsieve.crawl.reservations.Reserved": 105,
    "newsieve.crawl.conditional.Conditional": 110,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # these fail on a target that is no URL
    "newsieve.crawl.redirects.Refreshes": 580,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsieve.crawl.redirects.Redirects": 600,
    "newsieve.crawl.rests.HostRests": 605,  # inside of Scrapy's retries: it sees each attempt
    "newsieve.crawl.answers.CountAnswers": 840,  # next to the line
    "newsieve.crawl.archive.ArchiveAnswers": 890,  # next to the network: nobody has unpacked anything yet
    "newsieve.crawl.budgets.DailyBudgets": 950,  # next to the network: it counts each request
}
SPIDER_MIDDLEWARES = {
    "newsieve.crawl.gate.Guard": 50,
    "newsieve.crawl.known.SkipKnownPages": 100,
}
DUPEFILTER_CLASS = "newsieve.crawl.dupes.PageKeyDupeFilter"

# How gently.
NEWSIEVE_REST_SECONDS = 5.0  # what a host that failed five times in a row is given first, more or less; then twice that
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4
DOWNLOAD_DELAY = 0.25
DOWNLOAD_DELAY_JITTER = 0.0  # of delays, chance would make some shorter than they are promised to be
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
DOWNLOAD_TIMEOUT = 30.0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the page is counted, and told in the summary
REDIRECT_MAX_TIMES = 8
METAREFRESH_MAXDELAY = 5  # a page that refreshes itself later than that is no redirect

# How carefully.
# Besides public addresses and what the user names: hosts, host:port, networks; "intranet.example, 10.0.0.0/8".
NEWSIEVE_ALLOW_HOSTS = os.environ.get("NEWSIEVE_ALLOW_HOSTS", "")
NEWSIEVE_MOST_BARREN = 50  # pages of one pattern of URL in a row that bring no story, then its like are left out
NEWSIEVE_SLOWEST = 500.0  # bytes a second; a body that comes more slowly for ten seconds is given up; 0 waits
DOWNLOAD_HANDLERS = {
    "http": "newsieve.crawl.download.CheckedDownloads",
    "https": "newsieve.crawl.download.CheckedDownloads",
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # after decompression
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
REFERRER_POLICY = "no-referrer"

# How it runs.
# Bytes of pages between download and store: where reading or storing falls behind, downloads wait.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16 * 1024 * 1024
CONCURRENT_ITEMS = 4  # of one response; Scrapy makes so many tasks for each, however few items it gives
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newsieve.crawl.lines.LineFormatter"
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"
