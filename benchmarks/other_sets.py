"""Labelled sets with other ways of copying, other look-alikes and very large stories than those of the shared maker.

usage: python benchmarks/other_sets.py DATA N OUT.jsonl [--seed 21] [--large 3]

Builds on DATA's `../score/make_dedup_set.py`: the same lines, so the same scorer reads them. None of the ways to copy
and none of the look-alikes here were looked at when the constants of `newsieve.dedup` were chosen on seeds 7 to 9.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import random
from pathlib import Path
from typing import Any

STREETS = [
    "Mill", "Church", "Station", "Bridge", "Park", "Victoria", "Queen", "Market", "Chapel", "Orchard", "Quarry",
    "Harbour", "Meadow", "Abbey",
]  # fmt: skip
SIGNS = [
    "Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo", "Libra", "Scorpio", "Sagittarius", "Capricorn",
    "Aquarius", "Pisces",
]  # fmt: skip
TRADES = ["teacher", "nurse", "joiner", "farmer", "engineer", "librarian", "bus", "driver", "butcher", "postman"]
LOTTERY = (
    "Numbers drawn in {game} on {day}: {balls}. The bonus ball was {bonus}. {winners} players matched five numbers "
    "and each win {prize} dollars. There was {top} winner of the jackpot of {jackpot} million dollars. Tickets are "
    "checked at any retailer, and prizes must be claimed within 180 days of the draw. The next draw is on {next} with "
    "an estimated jackpot of {more} million dollars. Players must be 18 or over. Please play responsibly."
)
COURT = (
    "{who}, {age}, of {street} Street, {city}, pleaded guilty to driving without insurance on {road} Road on {day}. "
    "Magistrates fined the defendant {fine} dollars with costs of {costs} dollars and a surcharge of {no} dollars, "
    "and endorsed the licence with {points} penalty points. The court heard that the vehicle was stopped at "
    "{hour}.{minute} after a routine check of the number plate. There was no mitigation, and a collection order was "
    "made."
)
ELECTION = (
    "{who} has won the {city} {street} seat with {votes} votes, ahead of {second} on {fewer} votes and {other} on "
    "{least} votes. Turnout was {turnout} percent, compared with {before} percent at the last election. The majority "
    "is {no}. {spoilt} ballots were rejected. The returning officer declared the result at {hour}.{minute} in the "
    "morning at the leisure centre. The new member thanked the officials, the police and the voters for a fair "
    "contest."
)
OBITUARY = (
    "{who}, {age}, of {street} Street, {city}, passed away peacefully on {day} surrounded by family. {who} was born "
    "in {born} on {date} {year}, worked as a {trade} for {years} years and is survived by {n} children and {m} "
    "grandchildren. Visitation will be held on {next} from {hour} to {later} p.m. at the {last} Funeral Home, {no} "
    "{road} Road. In lieu of flowers, donations may be made to the charity of your choice. The family wishes to thank "
    "the staff of {city} General Hospital for their kindness and care during a difficult time."
)
TRAFFIC = (
    "Drivers are warned of delays on the {road} road near {city} after a collision involving {n} vehicles at "
    "{hour}.{minute} on {day}. Emergency services are at the scene and one lane is closed. Queues stretch back "
    "{miles} miles and delays of up to {delay} minutes are expected. Motorists are advised to find another route or "
    "to allow more time for their journey. The police have appealed for witnesses and for dashcam footage, quoting "
    "reference {no}."
)
STARS = (
    "{sign}: your horoscope for {day}. The moon in {other} asks you to slow down and to listen before you speak. A "
    "message from an old friend may change your plans for the {part}. Your lucky numbers are {n}, {m} and {no}, and "
    "your colour is {colour}. In love, {third} is a good match today. At work, leave decisions about money to another "
    "time."
)
WAYS = {
    "verbatim": 10, "adverts": 16, "condense": 6, "localise": 12, "tail": 8, "live": 8, "scan": 8, "background": 8,
    "retell": 10,
}  # fmt: skip
AD = (
    "Advertisement. Scroll to continue reading.",
    "READ MORE: what we know so far",
    "Image: the scene on {day}. Photograph: {who}",
    "Sign up to our daily newsletter",
    "This video can not be played. To play this video you need to enable JavaScript in your browser.",
)


def other_maker(base: Any) -> Any:
    """A maker on top of the shared one."""

    class OtherMaker(base):  # type: ignore[misc]  # the class is read from a path at run time
        OPS = WAYS
        NEGATIVES = ("lottery", "obituary", "traffic", "court", "stars", "election")
        SIZES = (400, 700)

        def facts(self) -> dict[str, object]:
            r = self.r
            small = {k: r.randint(1, 12) for k in ("n", "m", "hour", "later", "miles", "points", "years", "date")}
            large = {k: r.randint(13, 9999) for k in ("no", "winners", "prize", "jackpot", "more", "fine", "costs")}
            votes = {k: r.randint(900, 30000) for k in ("votes", "fewer", "least", "spoilt")}
            names = {k: self.name() for k in ("who", "second")}
            days = {k: r.choice(self.words["DAYS"]) for k in ("day", "next")}
            cities = {k: r.choice(self.words["CITIES"]) for k in ("city", "born", "other")}
            streets = {k: r.choice(STREETS) for k in ("street", "road", "last")}
            figures = {"age": r.randint(18, 99), "year": r.randint(1925, 1960), "minute": r.randint(10, 59)}
            more = {"delay": r.randrange(10, 90, 5), "turnout": r.randint(30, 80), "before": r.randint(30, 80)}
            rest = {
                "trade": r.choice(TRADES),
                "game": r.choice(("Lucky Six", "Big Draw", "Daily Five")),
                "bonus": r.randint(1, 49),
                "balls": ", ".join(map(str, r.sample(range(1, 50), 6))),
                "top": r.choice(("no", "one")),
                "sign": r.choice(SIGNS),
                "third": r.choice(SIGNS),
                "part": r.choice(("morning", "evening", "weekend")),
                "colour": r.choice(("blue", "red", "green", "gold")),
            }
            return small | large | votes | names | days | cities | streets | figures | more | rest

        def tell(self, template: str) -> tuple[str, str]:
            text = template.format(**self.facts())
            return " ".join(text.split()[:6]), text

        def neg_lottery(self) -> tuple[str, str]:
            return self.tell(LOTTERY)

        def neg_obituary(self) -> tuple[str, str]:
            return self.tell(OBITUARY)

        def neg_traffic(self) -> tuple[str, str]:
            return self.tell(TRAFFIC)

        def neg_court(self) -> tuple[str, str]:
            return self.tell(COURT)

        def neg_stars(self) -> tuple[str, str]:
            return self.tell(STARS)

        def neg_election(self) -> tuple[str, str]:
            return self.tell(ELECTION)

        def op_adverts(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            out = []
            for p in ps:
                out.append(p)
                if self.r.random() < 0.35:
                    out.append(self.r.choice(AD).format(**self.facts()))
            return title, out

        def op_condense(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            """The first sentences of every paragraph: about two thirds of the text."""
            out = []
            for p in ps:
                s = self.words["SENTENCE"].split(p)
                out.append(" ".join(s[: max(1, round(len(s) * 0.65))]))
            return title, out

        def op_localise(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            """A local lead before it, local voices after it, the first paragraph rewritten."""
            lead = [f"{self.r.choice(self.words['CITIES']).upper()} - " + " ".join(self.new_sentences(25))]
            tail = [" ".join(self.new_sentences(30)) for _ in range(self.r.randint(0, 2))]
            return title, [*lead, *ps[1:], *tail]

        def op_tail(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            return title, ps[int(len(ps) * self.r.uniform(0.2, 0.45)) :]

        def op_live(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            """A live page: the latest first, each with its time."""
            r = self.r
            return title, [f"{r.randint(6, 23)}:{r.randint(0, 59):02d} {self.name()}\n\n{p}" for p in reversed(ps)]

        def op_scan(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            """Hyphens at the ends of lines and letters misread."""
            return title, [" ".join(self.misread(w) for w in p.split(" ")) for p in ps]

        def misread(self, word: str) -> str:
            u = self.r.random()
            if len(word) > 6 and u < 0.03:
                return word[:4] + "- " + word[4:]
            return word.replace("l", "1") if u < 0.05 else word.replace("rn", "m") if u < 0.1 else word

        def op_background(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            """As much background again."""
            words = sum(len(p.split()) for p in ps)
            return title, [*ps, " ".join(self.new_sentences(int(words * self.r.uniform(0.5, 1.0))))]

        def op_retell(self, title: str, ps: list[str]) -> tuple[str, list[str]]:
            """Every fifth sentence in other words, two sentences swapped here and there."""
            out = []
            for p in ps:
                s = self.words["SENTENCE"].split(p)
                s = [" ".join(self.new_sentences(8)) if self.r.random() < 0.15 else x for x in s]
                if len(s) > 2 and self.r.random() < 0.3:
                    s[0], s[1] = s[1], s[0]
                out.append(" ".join(s))
            return title, self.copyedit(out, 0.015)

        def large_story(self, i: int) -> None:
            """A story that hundreds of outlets print, each in its way."""
            r = self.r
            (title, ps), sid = self.base(i), self.story_id()
            t = r.random()
            root = self.emit(title, "\n\n".join(ps), sid, "orig", "orig", None, r.choice(self.outlets), t)
            for _ in range(r.randint(*self.SIZES)):
                op = r.choices(list(self.OPS), list(self.OPS.values()))[0]
                outlet = r.choice(self.outlets)
                head, text = self.copy(title, ps, op, outlet)
                self.emit(head, text, sid, "copy", op, root, outlet, t + abs(r.gauss(0, 0.003)))

    return OtherMaker


def load(data: Path) -> Any:
    spec = importlib.util.spec_from_file_location("make_dedup_set", data.resolve().parent / "score/make_dedup_set.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(data: Path, size: int, seed: int, large: int) -> list[dict[str, Any]]:
    shared = load(data)
    with gzip.open(data / "news_text/base.jsonl.gz", "rt", encoding="utf8") as lines:
        base = [json.loads(line) for line in lines]
    maker_class = other_maker(shared.Maker)
    maker_class.words = vars(shared)
    maker = maker_class(base, seed)
    random.Random(seed).shuffle(maker.pool)
    for n in range(large):
        maker.large_story(len(maker.pool) - 1 - n)
    maker.pool = maker.pool[: len(maker.pool) - large]
    documents: list[dict[str, Any]] = maker.make(size)
    return documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--large", type=int, default=3)
    call = parser.parse_args()
    with call.out.open("w", encoding="utf8") as out:
        for document in make(call.data, call.size, call.seed, call.large):
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
