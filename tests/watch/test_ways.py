from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest

from newsieve.errors import UsageError
from newsieve.watch.ways import Command, Webhook, ways_of
from tests.watch.hooks import hooked, script

BODY = b'{"event": "trouble"}\n'


def test_a_command_reads_the_alert_and_gets_nothing_in_its_arguments(tmp_path: Path) -> None:
    program = script(tmp_path / "alert me.sh", f'cat > "{tmp_path}/read"', f'echo "$#" > "{tmp_path}/arguments"')
    assert Command.of(f"'{program}'").send(BODY) is None
    assert (tmp_path / "read").read_bytes() == BODY
    assert (tmp_path / "arguments").read_text() == "0\n"


def test_a_command_that_fails_is_told_with_its_last_word(tmp_path: Path) -> None:
    program = script(tmp_path / "alert.sh", "echo first >&2", "echo no mail server >&2", "exit 3")
    assert Command.of(program).send(BODY) == f"{program}: exit code 3: no mail server"


def test_a_command_that_reads_nothing_is_well() -> None:
    assert Command.of("true").send(BODY * 100_000) is None


def test_a_command_that_does_not_end_is_ended_with_all_that_it_has_started(tmp_path: Path) -> None:
    program = script(tmp_path / "alert.sh", f"(sleep 2; touch {tmp_path}/alive) &", "sleep 60")
    began = time.monotonic()
    assert Command.of(program, seconds=0.3).send(BODY) == f"{program}: took longer than 0.3 s"
    assert time.monotonic() - began < 2
    time.sleep(2.2)
    assert not (tmp_path / "alive").exists()


@pytest.mark.parametrize("line", ["/absent/alert.sh --token=secret-word", "'unclosed secret-word", "''"])
def test_what_is_no_command_is_refused_at_once_without_its_arguments(line: str) -> None:
    with pytest.raises(UsageError, match="the alert command") as refused:
        ways_of(line, None)
    assert "secret-word" not in str(refused.value)


def test_a_webhook_is_posted_json() -> None:
    with hooked() as hook:
        assert Webhook.of(hook.url).send(BODY) is None
        assert hook.posted == [json.loads(BODY)]
        assert hook.headers["Content-Type"] == "application/json"
        assert hook.headers["User-Agent"].startswith("newsieve/")


@pytest.mark.parametrize(("status", "told"), [(500, "HTTP 500"), (404, "HTTP 404"), (302, "HTTP 302")])
def test_an_answer_that_is_no_success_is_told_without_what_is_secret(status: int, told: str) -> None:
    with hooked() as hook:
        hook.status = status
        problem = Webhook.of(hook.url).send(BODY)
        assert hook.gets == 0
    assert problem == f"http://127.0.0.1:{hook.url.split(':')[2].split('/')[0]}/…: {told}"


def test_a_webhook_that_does_not_answer_is_not_waited_for() -> None:
    with hooked() as hook:
        hook.delay = 1.5
        began = time.monotonic()
        problem = Webhook.of(hook.url, seconds=0.3).send(BODY)
        assert time.monotonic() - began < 1.2
    assert problem is not None
    assert problem.endswith("/…: no answer within 0.3 s")


def test_a_webhook_that_is_down_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/secret-word"
        assert Webhook.of(url).send(BODY) == f"{url.removesuffix('secret-word')}…: connection refused"


@pytest.mark.parametrize("url", ["ftp://x.example/secret-word", "nonsense", "https://desk:secret-word@x.example/"])
def test_what_is_no_webhook_is_refused_without_what_may_be_secret(url: str) -> None:
    with pytest.raises(UsageError, match=r"the webhook .*: expected an http:// or https:// URL") as refused:
        ways_of(None, url)
    assert "secret-word" not in str(refused.value)
    assert "secret-word" not in repr(Webhook("https://x.example/secret-word"))


def test_who_asks_for_nothing_has_no_way() -> None:
    assert ways_of(None, None) == []
    assert [way.name for way in ways_of("true", "https://x.example/")] == ["command", "webhook"]
