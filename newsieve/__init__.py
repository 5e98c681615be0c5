"""newsieve: news pages in, clean and unique articles out."""

__version__ = "0.1.0"
