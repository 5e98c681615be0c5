"""The compiled loops against plain Python, bit for bit."""

from __future__ import annotations

import subprocess
import sys
from zlib import crc32

import numpy as np
from datasketch import MinHash
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsieve.dedup import Document, as_minhash, hash_shingle, judge, shingle
from newsieve.dedup.alphabet import END, alphabet
from newsieve.dedup.archive import deduplicate_by_machine
from newsieve.dedup.canonical import rank
from newsieve.dedup.machine import machine, record_of
from newsieve.dedup.plain import deduplicate_plainly
from newsieve.dedup.signature import NUM_PERM, PERMUTATIONS, SCHEME, SEED, sign_by_numpy
from newsieve.dedup.verify import prepare_by_words
from newsieve.dedup.words import read_words
from tests.dedup.made_up import FERRY, LIBRARY, ORCHARD, edit, first, invent, shuffled, syndicate

# Characters that the rules speak of stand close together, so that they meet.
_tricky = st.text(
    "aZ1230.,…ᄀ\u1161\u11a8'’ _-\u00ad\u0301ßİſﬁ½²三のไ๓é“”\n\u00a0\u2009😀\U00020001\ud800A. ", max_size=60
)
_texts = st.one_of(_tricky, st.text(max_size=80), st.text(st.characters(max_codepoint=127), max_size=200))


def _nothing(_done: int, _total: int) -> None:
    pass


@settings(max_examples=600, deadline=None)
@given(_texts)
@example("1,000,000 and 12,34 1,0000 1'000 3.5.6a 1.2.34_ 7.8b 9.1.2.x .5. 6.7東 ๓.๕")
@example("A" * 40_000)
def test_the_compiled_reading_of_a_text_is_that_of_plain_python(text: str) -> None:
    words, record, lengths = machine().record(text)
    expected_words, expected, expected_lengths = record_of(prepare_by_words(Document("", text)))
    assert lengths.tolist() == expected_lengths.tolist()
    assert record.tolist() == expected.tolist()
    assert words == expected_words


def test_every_character_is_read_as_plain_python_reads_it() -> None:
    for start in range(0, END, 4096):
        text = " b a".join(map(chr, range(start, start + 4096)))
        assert machine().record(text)[0] == record_of(prepare_by_words(Document("", text)))[0]


@settings(max_examples=100, deadline=None)
@given(_texts)
@example(FERRY)
def test_the_compiled_signature_is_datasketchs(text: str) -> None:
    words = read_words(text).words
    minhash = MinHash(NUM_PERM, SEED, hashfunc=hash_shingle, scheme=SCHEME)
    for run in zip(words, words[1:], words[2:], strict=False) if len(words) > 2 else [words] * bool(words):
        minhash.update(" ".join(run).encode("utf-8", "surrogatepass"))
    signed = machine().sign_text(text)
    assert np.frombuffer(signed.values, "<u4").tolist() == minhash.hashvalues.tolist()
    assert signed == machine().sign(shingle(text)) == sign_by_numpy(shingle(text))
    assert as_minhash(signed) == minhash


def test_the_permutations_are_datasketchs() -> None:
    assert np.array_equal(PERMUTATIONS, MinHash(NUM_PERM, SEED, scheme=SCHEME).permutations)


def test_the_table_of_bytes_is_that_of_crc_32() -> None:
    value = 0xFFFFFFFF
    for byte in b"harbour":
        value = int(alphabet().crc[(value ^ byte) & 0xFF]) ^ value >> 8
    assert value ^ 0xFFFFFFFF == crc32(b"harbour")


_stories = st.sampled_from([FERRY, LIBRARY, ORCHARD, invent(1), f"{FERRY}\n\n{LIBRARY}", FERRY.upper()])
_sets = st.lists(
    st.one_of(
        _stories,
        st.builds(edit, _stories, st.integers(0, 9)),
        st.builds(first, _stories, st.sampled_from([0.3, 0.5, 0.8])),
        st.builds(syndicate, _stories, st.just("Merrow Mail"), st.just("Agencies")),
        st.just(""),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(_sets, st.sampled_from([None, "merrow.example"]))
def test_the_compiled_whole_is_that_of_plain_python(texts: list[str], site: str | None) -> None:
    ordered = sorted((Document(f"d{i}", t, site if i % 3 else None) for i, t in enumerate(texts)), key=rank)
    assert deduplicate_by_machine(ordered, _nothing) == deduplicate_plainly(ordered, _nothing)


def _with_notices() -> list[Document]:
    """Stories in versions, a footer that very many hold, and a story with a hundred copies."""
    footer = "Write to the newsdesk with your news. Follow us for the latest from the strait and around the world."
    stories = [f"{edit(invent(i // 3), i)}\n\n{footer}" for i in range(540)]
    return [Document(f"d{i:03}", text) for i, text in enumerate([*stories, *(edit(FERRY, i) for i in range(100))])]


def test_frequent_shingles_are_silenced_alike() -> None:
    ordered = sorted(_with_notices(), key=rank)
    compiled, plain = deduplicate_by_machine(ordered, _nothing), deduplicate_plainly(ordered, _nothing)
    assert compiled == plain
    assert len(plain.suppressed) > 10
    assert len({plain.verdicts[f"d{i}"].cluster for i in range(540, 640)}) == 1


def test_judging_one_by_one_from_a_file_gives_the_same_in_any_order() -> None:
    documents = _with_notices()
    by_id = {d.id: d for d in documents}
    whole = deduplicate_plainly(sorted(documents, key=rank), _nothing).verdicts
    assert dict(judge(documents)) == whole
    assert dict(judge([by_id[i] for i in shuffled(list(by_id), 3)])) == whole


def test_where_no_cache_can_be_written_each_process_compiles_for_itself() -> None:
    code = (
        "from numba.core import caching\n"
        "caching.CacheImpl._locator_classes = []\n"
        "from newsieve.dedup.compiled import compiled\n"
        "def double(x): return 2 * x\n"
        "print(compiled(double)(21))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "42\n"
    assert run.stderr == ""
