"""`python -m newsieve`."""

from newsieve.cli import main

if __name__ == "__main__":
    main()
