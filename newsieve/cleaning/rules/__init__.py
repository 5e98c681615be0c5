"""The rules, one family a file; each is a callable from a Place to yes or no."""
