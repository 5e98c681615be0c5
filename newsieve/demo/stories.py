"""Made-up stories from the templates: a cast of people and places, a headline, paragraphs, captions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from newsieve.demo.templates import Choice, Grammar, Sequence, Slot, load_grammar
from newsieve.demo.tongues import TONGUES, Tongue, number, ordinal, polish

TOPICS = {
    "en": (
        "council",
        "court",
        "transport",
        "harvest",
        "sport",
        "culture",
        "science",
        "weather",
        "accidents",
        "business",
    ),
    "de": ("council", "weather"),
    "fr": ("council", "harvest"),
}
SECTIONS = {
    "en": {
        **dict.fromkeys(("council", "court", "transport", "accidents", "weather"), "News"),
        **dict.fromkeys(("business", "results", "harvest"), "Business"),
        **dict.fromkeys(("sport", "match"), "Sport"),
        **dict.fromkeys(("culture", "science"), "Culture"),
        **dict.fromkeys(("forecast", "lottery"), "Service"),
    },
    "de": dict.fromkeys(("council", "weather"), "Lokales"),
    "fr": {"council": "Commune", "harvest": "Terroir"},
}
LOOKALIKES = ("forecast", "match", "results", "lottery")
HOME = "%HOME%"  # stands for the town of the outlet that adds a local paragraph
LOCAL_VARIANTS = 6
_ONCE = ("street", "firm", "body", "institute", "river")  # filled once for a story; so are street2, firm2, …


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its author wrote it: straight quotes, British spelling, no furniture.

    `locals` are paragraphs that another outlet may add, with HOME where its town goes; `lookalike` marks the
    stories that share nearly all words with others of their topic.
    """

    id: str
    topic: str
    language: str
    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    locals: tuple[str, ...]
    place: str
    tags: tuple[str, ...]
    lookalike: bool = False


class Cast:
    """Fills the gaps of templates; what is fixed for a story is chosen when it is first asked for."""

    def __init__(self, rng: Random, tongue: Tongue, *grammars: Grammar) -> None:
        self.rng, self.tongue, self.grammars = rng, tongue, grammars
        self.chosen: dict[str, str] = {"home": HOME}
        self.taken: set[str] = set()

    def write(self, sequence: Sequence) -> str:
        """The sequence with its choices made and its gaps filled."""
        return "".join([part if isinstance(part, str) else self._part(part) for part in sequence.parts])

    def pick(self, section: str) -> str:
        """One choice of a section, written out."""
        return self.write(self.rng.choice(self.options(section)))

    def options(self, section: str) -> tuple[Sequence, ...]:
        """The choices of a section, from the first grammar that has it."""
        return next((g.sections[section] for g in self.grammars if section in g.sections), ())

    def _part(self, part: Slot | Choice) -> str:
        return self.write(self.rng.choice(part.options)) if isinstance(part, Choice) else self._fill(part)

    def _fill(self, slot: Slot) -> str:
        if slot.high:
            return self._number(slot)
        is_section = any(slot.name in grammar.sections for grammar in self.grammars)
        fixed = any(slot.name in grammar.fixed for grammar in self.grammars)
        if is_section and not fixed and slot.name not in _ONCE:
            return self.pick(slot.name)
        if slot.name in self.chosen and (fixed or not is_section or slot.name in _ONCE):
            return self.chosen[slot.name]
        return self._choose(slot.name)

    def _number(self, slot: Slot) -> str:
        value = self.rng.randint(slot.low, slot.high)
        if slot.name == "w":
            return self.tongue.numbers[value]
        if slot.name == "o":
            return ordinal(value)
        if slot.name == "f":
            point = "." if self.tongue.code == "en" else ","
            return f"{value}{point}{self.rng.randint(1, 9)}"
        return number(value, self.tongue)

    def _choose(self, name: str) -> str:
        """Make the choice that stands for the rest of the story (or, for days and years, for this place alone)."""
        match name:
            case "weekday":
                return self.rng.choice(self.tongue.weekdays)
            case "month":
                return self.rng.choice(self.tongue.months)
            case "year":
                return str(self.rng.randint(1981, 2023))
            case "oldyear":
                return str(self.rng.randint(1789, 1968))
            case "later":
                return str(self.rng.randint(2027, 2038))
            case "town":
                return self._fresh("head", "tail", "placeafter")
        if re.fullmatch(r"p\ds?", name):
            return self._introduce(name)
        self.chosen[name] = self._lasting(name)
        return self.chosen[name]

    def _lasting(self, name: str) -> str:
        base = name.rstrip("23")
        if base == "place" and name != base:
            return self._fresh("head", "tail")
        return self.pick(base)

    def _introduce(self, name: str) -> str:
        key = name.removesuffix("s")
        last = self._fresh("last")
        self.chosen[key] = f"{self._fresh('first')} {last}"
        self.chosen[f"{key}s"] = last
        return self.chosen[key]  # in full where first mentioned, even if the template asks for the surname

    def _fresh(self, *sections: str) -> str:
        """A name that this story does not use yet."""
        while True:
            name = "".join(self.pick(section) for section in sections)
            if name not in self.taken:
                self.taken.add(name)
                return name


def section_name(topic: str, language: str) -> str:
    """What an outlet in this language calls the section of a topic."""
    return SECTIONS[language][topic]


def cast_for(topic: str, language: str, rng: Random) -> Cast:
    """A cast that knows the topic's, the language's common and its names' sections."""
    grammars = [load_grammar(f"{part}_{language}") for part in (topic, "common", "names")]
    return Cast(rng, TONGUES[language], *grammars)


def write_story(story_id: str, topic: str, language: str, seed: str) -> Story:
    """The story with this id: the same for the same topic, language and seed."""
    rng = Random(f"{seed}/{story_id}")
    cast = cast_for(topic, language, rng)
    lookalike = topic in LOOKALIKES
    place = cast.write(Sequence((Slot("place"),)))
    paragraphs = cast.options("fixed") if lookalike else _outline(cast)

    def lines(templates: tuple[Sequence, ...]) -> tuple[str, ...]:
        return tuple(polish(cast.write(template), cast.tongue) for template in templates)

    def some(section: str, most: int) -> tuple[Sequence, ...]:
        options = cast.options(section)
        return tuple(rng.sample(options, min(most, len(options))))

    written = lines(paragraphs)
    return Story(
        id=story_id,
        topic=topic,
        language=language,
        titles=tuple(title.replace('""', '"') for title in lines(some("headline", 3))),
        paragraphs=written,
        captions=lines(some("caption", 2)),
        locals=lines(some("local", 1) * LOCAL_VARIANTS),
        place=place,
        tags=(place, section_name(topic, language), cast.write(Sequence((Slot("river"),)))),
        lookalike=lookalike,
    )


def _outline(cast: Cast) -> tuple[Sequence, ...]:
    """An opening, three to eleven paragraphs of the middle, a last one."""
    middle = cast.options("middle")
    count = min(cast.rng.randint(3, 12), len(middle))
    opening, closing = cast.rng.choice(cast.options("opening")), cast.rng.choice(cast.options("closing"))
    return (opening, *cast.rng.sample(middle, count), closing)
