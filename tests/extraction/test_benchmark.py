"""The benchmark reads with what is installed, and says what is not."""

from __future__ import annotations

import pytest

from benchmarks import extraction
from benchmarks.peers import PEERS, Peer

PAGE = "".join(
    f"<p>The council of Ardenne met for the {n}th time on Monday and put off the vote.</p>" for n in range(9)
)


def test_an_absent_peer_is_left_out_with_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = Peer("nobody", "a_module_that_nobody_has", PEERS[0].make)
    monkeypatch.setattr(extraction, "PEERS", (PEERS[0], absent))
    assert list(extraction.readers([])) == ["newsieve", "trafilatura"]
    assert capsys.readouterr().err == "nobody is not installed and left out: pip install .[peers]\n"


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.is_installed], ids=lambda peer: peer.name.strip())
def test_an_installed_peer_reads_a_page(peer: Peer) -> None:
    text = peer.make()(f"<html><body><article>{PAGE}</article></body></html>".encode(), "https://news.example.org/a")
    assert "put off the vote" in text
