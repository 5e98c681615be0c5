"""The commands, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from newsieve.cli.clean import clean
from newsieve.cli.crawl import crawl
from newsieve.cli.dedup import dedup
from newsieve.cli.demo import demo
from newsieve.cli.doctor import doctor
from newsieve.cli.explain import explain
from newsieve.cli.export import export
from newsieve.cli.history import history
from newsieve.cli.init import init
from newsieve.cli.reprocess import reprocess
from newsieve.cli.runs import runs
from newsieve.cli.schedule import schedule
from newsieve.cli.schema import schema
from newsieve.cli.scrape import scrape
from newsieve.cli.status import status
from newsieve.cli.store import backup, check, migrate, prune, settle
from newsieve.cli.stories import stories

INTRODUCTION = """News in, clean and unique articles out.

A paragraph that repeats within one site is boilerplate; a text that repeats across sites is syndication.

[bold]Try it[/bold]

  newsieve demo                                 a made-up news web, crawled before your eyes

  newsieve scrape https://example.org/story     one page to one JSON record

  newsieve clean pages/ -o articles.jsonl       a folder of saved pages

  newsieve dedup articles.jsonl --unique        every story once

  newsieve crawl && newsieve export             the outlets of ./sources.toml, one article per story
"""

app = typer.Typer(rich_markup_mode="rich", pretty_exceptions_enable=False)


def _show_version(asked: bool) -> None:
    if asked:
        from newsieve import __version__

        typer.echo(f"newsieve {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, help=INTRODUCTION)
def newsieve(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """What happens before any command."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@dataclass(frozen=True, slots=True)
class Example:
    """What a command is good for, and how it is called for that."""

    what: str
    call: str


COMMANDS: dict[Callable[..., int], tuple[Example, ...]] = {
    scrape: (
        Example("one page", "newsieve scrape https://example.org/story"),
        Example("a list of URLs, one a line", "newsieve scrape -i urls.txt -o articles.jsonl"),
        Example("keep them, and find copies of what is kept", "newsieve scrape -i urls.txt --store news.db"),
        Example("to read, and impatiently", "newsieve scrape https://example.org/story --format text -s RETRY_TIMES=0"),
    ),
    crawl: (
        Example("the outlets of ./sources.toml into newsieve.db", "newsieve crawl"),
        Example("another list, another store", "newsieve crawl outlets.toml --store news.db"),
        Example("what is due, for a timer or cron", "newsieve crawl --due --quiet"),
        Example("one outlet from its home page, 50 stories at most", "newsieve crawl https://example.org/ --limit 50"),
        Example("by itself, saying when something breaks", "newsieve crawl --quiet --alert-command ./alert.sh"),
    ),
    schedule: (
        Example("the outlets of ./sources.toml, each when it is due", "newsieve schedule"),
        Example("a unit and a timer for systemd instead", "newsieve schedule --print systemd"),
        Example("a line for a crontab instead", "newsieve schedule --store news.db --print cron"),
        Example("and keep what was fetched, to be read again one day", "newsieve schedule --warc archive/"),
    ),
    clean: (
        Example("one saved page", "newsieve clean page.html"),
        Example("a folder, with all cores", "newsieve clean pages/ -o articles.jsonl"),
        Example("an archive of a crawl", "newsieve clean crawl.warc.gz -o articles.jsonl"),
        Example("to read", "newsieve clean page.html --format markdown"),
        Example("from another tool", "curl -s https://example.org/story | newsieve clean -"),
    ),
    dedup: (
        Example("mark every copy with what it copies", "newsieve dedup articles.jsonl"),
        Example("keep every story once", "newsieve dedup a.jsonl b.jsonl.gz --unique -o unique.jsonl"),
        Example("other names for the columns", "newsieve dedup rows.jsonl --field text=body --field site=outlet"),
    ),
    export: (
        Example("one article per story", "newsieve export -o stories.jsonl"),
        Example("every article, copies marked", "newsieve export --all --store news.db"),
        Example("who ran a story, in which order", "newsieve export --what stories"),
        Example("what changed since run 12", "newsieve export --since 12 -o new.jsonl"),
        Example(
            "one outlet's March for a spreadsheet",
            "newsieve export --all --outlet 'Example Times' "
            "--since 2026-03-01 --until 2026-03-31 --format csv -o march.csv",
        ),
        Example("a folder to read", "newsieve export --format markdown -o stories/"),
    ),
    status: (
        Example("how every source stands", "newsieve status"),
        Example("one of them, for a program", "newsieve status 'Example Times' --format jsonl"),
        Example("in a script: exit code 1 when anything is broken", "newsieve status --strict"),
    ),
    runs: (
        Example("the latest", "newsieve runs"),
        Example("what run 12 brought of each source", "newsieve runs 12"),
        Example("for a program", "newsieve runs --limit 1 --format jsonl"),
    ),
    reprocess: (
        Example("the archives of crawl --warc, after an upgrade", "newsieve reprocess archive/"),
        Example("files of Common Crawl's news crawl", "newsieve reprocess CC-NEWS-*.warc.gz --store news.db"),
    ),
    explain: (
        Example("a saved page: what was kept, what was dropped, and why", "newsieve explain page.html"),
        Example("the same, to look at in a browser", "newsieve explain page.html --html why.html"),
        Example("a stored article: boilerplate, and what it copies", "newsieve explain https://example.org/story"),
        Example("why two articles are one story, or are not", "newsieve explain 1f0c92ab33d4e571 8b2d0a6cf1e3947a"),
    ),
    history: (
        Example("what an article's page said before", "newsieve history https://example.org/story"),
        Example("for a program, a line for each version", "newsieve history 1f0c92ab33d4e571 --format jsonl"),
    ),
    stories: (
        Example("the ten most syndicated stories", "newsieve stories"),
        Example("for a program", "newsieve stories --limit 100 --format jsonl"),
    ),
    init: (
        Example("a sources.toml to begin with", "newsieve init"),
        Example("under another name", "newsieve init outlets.toml"),
    ),
    doctor: (
        Example("is all well?", "newsieve doctor"),
        Example("with another store", "newsieve doctor --store news.db"),
    ),
    demo: (
        Example("crawl the made-up news web", "newsieve demo"),
        Example("and compare the result with the truth", "newsieve demo --check"),
    ),
    schema: (
        Example("for a validator", "newsieve schema -o record.schema.json"),
        Example("of the stories", "newsieve schema --what stories"),
    ),
}

STORE_COMMANDS: dict[Callable[..., int], tuple[Example, ...]] = {
    backup: (
        Example("into a file, which is replaced each time", "newsieve store backup /backups/news.db"),
        Example("into a folder, under a name of its own", "newsieve store backup /backups/"),
    ),
    check: (
        Example("is it sound?", "newsieve store check"),
        Example("a large one, every night", "newsieve store check --sample 10000"),
        Example("mend what can be mended", "newsieve store check --repair"),
    ),
    prune: (
        Example("what would go?", "newsieve store prune --older-than 90d --dry-run"),
        Example("keep a quarter of a year", "newsieve store prune --older-than 90d"),
        Example("keep less of one outlet", "newsieve store prune --older-than 30d --outlet 'Example Times'"),
    ),
    settle: (Example("after a crawl that was broken off", "newsieve store settle"),),
    migrate: (Example("after newsieve was upgraded", "newsieve store migrate"),),
}

store_app = typer.Typer(
    name="store", help="Look after a store: backup, check, prune, settle, migrate.", no_args_is_help=True
)


def _told(examples: Sequence[Example]) -> str:
    """The end of a command's help: what it is good for, by example."""
    lines = "\n\n".join(f"  [dim]# {example.what}[/dim]\n  {example.call}" for example in examples)
    return f"[bold]Examples[/bold]\n\n{lines}"


for _command, _examples in COMMANDS.items():
    app.command(epilog=_told(_examples))(_command)
for _command, _examples in STORE_COMMANDS.items():
    store_app.command(epilog=_told(_examples))(_command)
app.add_typer(store_app)
