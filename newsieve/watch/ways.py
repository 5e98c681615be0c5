"""The ways by which alerts are told: a command that reads JSON, a webhook that is sent it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any, Protocol

from newsieve import __version__
from newsieve.errors import UsageError
from newsieve.values import shown_webhook, webhook

SECONDS = 10.0  # that one alert may take


class Way(Protocol):
    """A way to tell."""

    @property
    def name(self) -> str:
        """How it is called in the store."""

    def send(self, body: bytes) -> str | None:
        """Tell; what went wrong, in one line without secrets, or None."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program that is called for each alert and reads it from standard input; it is no shell's line."""

    words: tuple[str, ...]
    seconds: float = SECONDS
    name: str = "command"

    @classmethod
    def of(cls, line: str, seconds: float = SECONDS) -> Command:
        """The command in a line as a shell parts it; raises UsageError where there is no such program."""
        try:
            words = tuple(shlex.split(line))
        except ValueError as error:
            raise UsageError(f"the alert command: {str(error).lower()}") from None
        if not words or shutil.which(words[0]) is None:
            named = repr(words[0]) if words else "is empty"  # what follows may be secret
            raise UsageError(f"the alert command {named}: no such program: expected a command such as ./alert.sh")
        return cls(words, seconds)

    def send(self, body: bytes) -> str | None:
        """Call it; it has succeeded when it ends with 0 in time."""
        try:
            called = subprocess.Popen(
                self.words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            return f"{self.words[0]}: {(error.strerror or str(error)).lower()}"
        with called:
            try:
                _, said = called.communicate(body, timeout=self.seconds)
            except subprocess.TimeoutExpired:
                _end(called)
                return f"{self.words[0]}: took longer than {self.seconds:g} s"
        if called.returncode == 0:
            return None
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return f"{self.words[0]}: exit code {called.returncode}" + (f": {lines[-1]}" if lines else "")


def _end(called: subprocess.Popen[bytes]) -> None:
    """End it with whatever it has started."""
    try:
        os.killpg(called.pid, signal.SIGKILL)
    except ProcessLookupError:
        called.kill()
    if called.stderr:
        called.stderr.close()  # somebody who left the group may still hold its other end


class _Straight(urllib.request.HTTPRedirectHandler):
    """A redirect is no delivery: the alert would go on as a GET, to somewhere else."""

    def redirect_request(self, *_arguments: Any, **_options: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A URL that each alert is posted to; what it says after the host may be a secret, and is never shown."""

    url: str = field(repr=False)
    seconds: float = SECONDS
    name: str = "webhook"

    @classmethod
    def of(cls, url: str, seconds: float = SECONDS) -> Webhook:
        """The webhook at a URL; raises UsageError for what is none."""
        try:
            return cls(webhook(url), seconds)
        except ValueError as error:
            raise UsageError(f"the webhook {shown_webhook(url)}: {error}") from None

    def send(self, body: bytes) -> str | None:
        """Post it, in a thread that is not waited for too long; any answer of the 200s is a success."""
        problem = [f"{shown_webhook(self.url)}: no answer within {self.seconds:g} s"]
        thread = threading.Thread(target=self._post, args=(body, problem), daemon=True)
        thread.start()
        thread.join(self.seconds)
        return problem[0] if problem else None

    def _post(self, body: bytes, problem: list[str]) -> None:
        headers = {"Content-Type": "application/json", "User-Agent": f"newsieve/{__version__}"}
        request = urllib.request.Request(self.url, body, headers)
        try:
            with urllib.request.build_opener(_Straight).open(request, timeout=self.seconds):
                problem.clear()
        except urllib.error.HTTPError as error:
            error.close()
            problem[:] = [f"{shown_webhook(self.url)}: HTTP {error.code}"]
        except TimeoutError:
            return
        except OSError as error:  # URLError is one
            reason = getattr(error, "reason", error)
            problem[:] = [
                f"{shown_webhook(self.url)}: {str(getattr(reason, 'strerror', None) or 'no connection').lower()}"
            ]
        except Exception as error:  # noqa: BLE001  # an answer that is no HTTP; the crawl is not to end by it
            problem[:] = [f"{shown_webhook(self.url)}: {type(error).__name__}"]


def ways_of(command: str | None, webhook: str | None) -> list[Way]:
    """The ways that a call asked for; raises UsageError."""
    ways: list[Way] = []
    if command:
        ways.append(Command.of(command))
    if webhook:
        ways.append(Webhook.of(webhook))
    return ways
