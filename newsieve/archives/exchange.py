"""What passed between us and a server, as records of a WARC file (ISO 28500, version 1.1)."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastwarc import WarcRecord, WarcRecordType

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
TOLD = "WARC-JSON-Metadata"  # the field in which crawlers note what else they know of an answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the answer to it.

    `asked` is the request, `head` the answer's status line and headers with the blank line below them, `body` as it
    came, unchunked and otherwise in the coding that the headers name. `told` is what the crawl knows besides: plain
    values by name. `unchanged` says that the server was asked whether the page had changed, and it had not.
    """

    url: str
    moment: datetime
    asked: bytes = field(repr=False)
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)
    told: Mapping[str, Any] = field(default_factory=dict)
    address: str | None = None
    unchanged: bool = False


def records(exchange: Exchange) -> list[bytes]:
    """The records of an exchange: the answer, and the request that it answers."""
    kind = WarcRecordType.revisit if exchange.unchanged else WarcRecordType.response
    answer = _record(kind, exchange.moment, exchange.head + exchange.body)
    answer.headers["WARC-Target-URI"] = exchange.url
    if exchange.address:
        answer.headers["WARC-IP-Address"] = exchange.address
    if exchange.unchanged:
        answer.headers["WARC-Profile"] = NOT_MODIFIED
    answer.headers["Content-Type"] = "application/http; msgtype=response"
    if exchange.told:
        answer.headers[TOLD] = json.dumps(exchange.told, separators=(",", ":"))
    request = _record(WarcRecordType.request, exchange.moment, exchange.asked)
    request.headers["WARC-Target-URI"] = exchange.url
    request.headers["WARC-Concurrent-To"] = answer.headers["WARC-Record-ID"]
    request.headers["Content-Type"] = "application/http; msgtype=request"
    return [_written(answer, None if exchange.unchanged else exchange.body), _written(request)]


def warcinfo(name: str, moment: datetime, fields: Mapping[str, str]) -> bytes:
    """The record that begins a file of this name: who wrote it, and by which rules."""
    lines = "".join(f"{key}: {' '.join(value.split())}\r\n" for key, value in fields.items() if value)
    record = _record(WarcRecordType.warcinfo, moment, lines.encode())
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    return _written(record)


def _record(kind: WarcRecordType, moment: datetime, block: bytes) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Date"] = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    record.set_bytes_content(block)
    return record


def _written(record: WarcRecord, payload: bytes | None = None) -> bytes:
    """A record with its digests."""
    digest = None if payload is None else hashlib.sha1(payload, usedforsecurity=False).digest()
    with io.BytesIO() as stream:
        record.write(stream, checksum_data=True, payload_digest=digest)
        return stream.getvalue()
