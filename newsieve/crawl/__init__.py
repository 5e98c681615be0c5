"""Everything that speaks Scrapy: running, robots, politeness, what is known, what became of each request."""
