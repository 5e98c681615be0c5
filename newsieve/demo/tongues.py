"""What the generator must know of a language: its calendar, its numbers, its quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: names of days and months, number words from nought, its thousands mark and its quotes."""

    code: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: tuple[str, ...]
    thousands: str
    quotes: tuple[str, str]
    by: str  # what stands before an author's name
    date: str  # a date as a page shows it, with {day}, {month} and {year}
    labels: tuple[tuple[str, str], ...] = ()

    def label(self, key: str) -> str:
        """A word or sentence of the page's furniture."""
        return dict(self.labels)[key]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH = Tongue(
    "en",
    _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    _words("January February March April May June July August September October November December"),
    _words("nought one two three four five six seven eight nine ten eleven twelve"),
    ",",
    ("“", "”"),
    "By",
    "{day} {month} {year}",
    (
        ("home", "Home"),
        ("more", "Read more"),
        ("related", "Related stories"),
        ("older", "Older stories"),
        ("tags", "Topics"),
        ("rights", "All rights reserved."),
        ("share", "Share this story on Chatterbox, Pinwall or by e-mail"),
        ("comments", "What do you think? Join the conversation and leave a comment below"),
        ("advert", "Advertisement"),
        ("signup", "Sign up for the morning briefing from {name}: the day's stories in your inbox at seven"),
        ("app", "Download the app from {name} to read our stories wherever you are"),
        ("published", "Published"),
    ),
)
GERMAN = Tongue(
    "de",
    _words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
    _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    _words("null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"),
    ".",
    ("„", "“"),
    "Von",
    "{day}. {month} {year}",
    (
        ("home", "Startseite"),
        ("more", "Lesen Sie auch"),
        ("related", "Mehr zum Thema"),
        ("older", "Ältere Meldungen"),
        ("tags", "Schlagworte"),
        ("rights", "Alle Rechte vorbehalten."),
        ("share", "Diesen Artikel teilen: per E-Mail, im Netz oder als Link"),
        ("comments", "Diskutieren Sie mit und schreiben Sie einen Kommentar"),
        ("advert", "Anzeige"),
        ("signup", "Abonnieren Sie den Newsletter von {name}: jeden Morgen das Wichtigste in Ihrem Postfach"),
        ("app", "Laden Sie die App von {name} und lesen Sie überall mit"),
        ("published", "Veröffentlicht am"),
    ),
)
FRENCH = Tongue(
    "fr",
    _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    _words("zéro un deux trois quatre cinq six sept huit neuf dix onze douze"),
    " ",
    ("« ", " »"),
    "Par",
    "{day} {month} {year}",
    (
        ("home", "Accueil"),
        ("more", "À lire aussi"),
        ("related", "Sur le même sujet"),
        ("older", "Articles plus anciens"),
        ("tags", "Mots-clés"),
        ("rights", "Tous droits réservés."),
        ("share", "Partagez cet article par courriel ou sur vos réseaux"),
        ("comments", "Réagissez à cet article et laissez un commentaire"),
        ("advert", "Publicité"),
        ("signup", "Inscrivez-vous à la lettre de {name} : l'essentiel chaque matin dans votre boîte"),
        ("app", "Téléchargez l'application de {name} pour nous lire partout"),
        ("published", "Publié le"),
    ),
)
TONGUES = {tongue.code: tongue for tongue in (ENGLISH, GERMAN, FRENCH)}


def number(value: int, tongue: Tongue) -> str:
    """A number with the language's thousands mark.

    >>> number(12345, ENGLISH), number(12345, GERMAN)
    ('12,345', '12.345')
    """
    return f"{value:,}".replace(",", tongue.thousands)


def ordinal(value: int) -> str:
    """A number's place in a row, in English.

    >>> ordinal(2), ordinal(11), ordinal(23)
    ('2nd', '11th', '23rd')
    """
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def curl(text: str, tongue: Tongue) -> str:
    r"""Typographic quotation marks and apostrophes for straight ones.

    >>> curl('"It\'s late," she said.', ENGLISH)
    '“It’s late,” she said.'
    """
    opening, closing = tongue.quotes
    text = re.sub(r'(^|[\s(\[—:])"', lambda m: m[1] + opening, text)
    return text.replace('"', closing).replace("'", "’")


def polish(text: str, tongue: Tongue) -> str:
    """Capitals where sentences begin, and "an" before vowels in English.

    >>> polish("the owl saw a eel. it fled.", ENGLISH)
    'The owl saw an eel. It fled.'
    """
    text = re.sub(r" {2,}", " ", text.strip())
    text = re.sub(r'(^"?|[.?!]"? "?)([a-zà-ü])', lambda m: m[1] + m[2].upper(), text)
    if tongue is ENGLISH:
        text = re.sub(r"\b([Aa]) (?=[aeio]|8|1[18]\b)(?!one)", r"\1n ", text)
    return text
