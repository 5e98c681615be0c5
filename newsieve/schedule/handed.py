"""What `schedule` was asked for and hands on to each crawl."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from newsieve.errors import UsageError
from newsieve.secrets import without_secrets

SECRET_NAME = re.compile(r"SECRET|PASSW|TOKEN|API_?KEY|ACCESS_?KEY|_PASS$", re.IGNORECASE)
FOR_ALL = "the secret in it would be for all to read on a command line"


@dataclass(frozen=True, slots=True)
class Handed:
    """Options of a crawl: settings as NAME=VALUE, a folder for WARC files, an alert command, a file for metrics."""

    settings: tuple[str, ...] = ()
    warc: str | None = None
    alert_command: str | None = None
    metrics: str | None = None
    log_format: str | None = None

    def words(self) -> list[str]:
        """The options as words of a command line. Raises UsageError where a secret would stand in them."""
        self._refuse_secrets()
        return [word for option, value in self._given() for word in (option, value)]

    def from_anywhere(self) -> Handed:
        """The same from any folder and with any PATH; raises UsageError for an alert command that is no shell's."""
        return replace(
            self,
            warc=_absolute(self.warc),
            alert_command=self.alert_command and _absolute_command(self.alert_command),
            metrics=_absolute(self.metrics),
        )

    def _given(self) -> Iterator[tuple[str, str]]:
        yield from (("--set", pair) for pair in self.settings)
        options = {
            "--warc": self.warc,
            "--alert-command": self.alert_command,
            "--metrics": self.metrics,
            "--log-format": self.log_format,
        }
        yield from ((option, value) for option, value in options.items() if value)

    def _refuse_secrets(self) -> None:
        for pair in self.settings:
            name, _, value = pair.partition("=")
            if SECRET_NAME.search(name.strip()) or without_secrets(value) != value:
                raise UsageError(f"-s {name}: {FOR_ALL}: expected it elsewhere, such as proxy in sources.toml")
        if self.alert_command and without_secrets(self.alert_command) != self.alert_command:
            raise UsageError(f"--alert-command: {FOR_ALL}: expected a script that holds it")


def _absolute(path: str | None) -> str | None:
    return path and str(Path(path).absolute())


def _absolute_command(line: str) -> str:
    try:
        program, *arguments = shlex.split(line)
    except ValueError:
        raise UsageError(f"--alert-command: {line!r}: expected a command such as ./alert.sh") from None
    return shlex.join([str(Path(shutil.which(program) or program).absolute()), *arguments])
