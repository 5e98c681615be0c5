"""The same without a loop of ours: a unit and a timer for systemd, a line for cron."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from newsieve.config import Sources

PERIODS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)  # minutes: those that part an hour evenly
LOOKS = 3  # in the shortest time between two visits of a place

SYSTEMD = """\
# newsieve.service: put it into ~/.config/systemd/user/, or into /etc/systemd/system/ with a line User=
[Unit]
Description=newsieve crawls what is due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
SuccessExitStatus=130

# newsieve.timer: put it beside; then systemctl --user enable --now newsieve.timer
[Unit]
Description=newsieve crawls what is due, every {minutes} min

[Timer]
OnCalendar=*:0/{minutes}
AccuracySec=10s
Persistent=true

[Install]
WantedBy=timers.target
"""


def systemd(command: Sequence[str], sources: Sources) -> str:
    """A oneshot service and its timer, one below the other, each under the name of its file.

    systemd starts no second run while one is under way.
    """
    return SYSTEMD.format(command=" ".join(map(_for_systemd, command)), minutes=period(sources))


def cron(command: Sequence[str], sources: Sources) -> str:
    """A line for a crontab."""
    told = shlex.join(command).replace("%", r"\%")  # cron takes a bare one for the end of the line
    return f"*/{period(sources)} * * * * {told}\n"


def period(sources: Sources) -> int:
    """Every how many minutes to look for what is due: thrice in the shortest time between two visits, if need be."""
    wanted = min(source.bounds.shortest for source in sources.sources) / 60 / LOOKS
    return max((minutes for minutes in PERIODS if minutes <= wanted), default=PERIODS[0])


def _for_systemd(word: str) -> str:
    r"""A word of a command, as systemd reads it.

    >>> _for_systemd("/srv/news.db"), _for_systemd('50% "off" $HOME')
    ('/srv/news.db', '"50%% \\"off\\" $$HOME"')
    """
    told = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return told if re.fullmatch(r"[\w@%+=:,./-]+", told, re.ASCII) else f'"{told}"'
