"""What a crawl does with each page: one Scrapy stage per file, a verb phrase each, no rules inside."""
