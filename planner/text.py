"""Texts in the user's language, and numbers as that language writes them."""

import gettext
import math
import os
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar, copy_context
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any, ParamSpec, Protocol, TypeVar

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "sijainti"
# Code -> what speakers of the language call it. The texts of the code itself are English.
LANGUAGE_NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}
LANGUAGES = tuple(LANGUAGE_NAMES)
# The user's own variable stands before those of the system.
_VARIABLES = ("SIJAINTI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
# Swedish as written in Finland.
_DAYS = {"sv": "d.M.y"}
M_PER_KM = 1000
_CODE_LETTERS = 2
# Codes of unions and placeholders among the territories of the Unicode tables.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})

P = ParamSpec("P")
T = TypeVar("T")
_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        texts = read_po(file, locale=language)
    # Compiled in memory: a translator edits one file, and no step of a build can be forgotten.
    compiled = BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def use_language(language: str) -> None:
    """Set the language of all texts of this thread or task; an unknown one falls back to English."""
    _language.set(language if language in LANGUAGES else "en")


def language() -> str:
    """Return the code of the language in use."""
    return _language.get()


def language_of_environment() -> str:
    """Return the language that the environment asks for: SIJAINTI_LANG, else the locale of the system."""
    told = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    code = told[:2].lower()
    return code if code in LANGUAGES else "en"


def _(message: str) -> str:
    """Return the message in the language in use."""
    # In a catalogue, the empty text stands for its header.
    return _catalogue(_language.get()).gettext(message) if message else ""


def n_(singular: str, plural: str, count_n: int) -> str:
    """Return the singular or plural message for this count, with {n} filled in."""
    return _catalogue(_language.get()).ngettext(singular, plural, count_n).format(n=number(count_n))


def marked(message: str) -> str:
    """Return the message as it is, marked for translation where it is shown."""
    return message


# The units that are written in another way in another language.
_UNITS = frozenset((marked("k-m²"), marked("firms"), marked("€/m²/yr")))


def localised(titles: Mapping[str, str]) -> str:
    """Return the title in the language in use, else the English one.

    Examples
    --------
    >>> localised({"en": "Railway protective zone", "fi": "Rautatien suoja-alue"})
    'Railway protective zone'
    """
    return titles.get(_language.get()) or titles["en"]


def lat_lon_text(lat: float, lon: float, digits_n: int) -> str:
    """Return a place in degrees with the letters of its hemispheres.

    Examples
    --------
    >>> lat_lon_text(60.53, 26.94, 2), lat_lon_text(-36.85, -0.5, 2)
    ('60.53° N, 26.94° E', '36.85° S, 0.50° W')
    """
    north, east = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
    return f"{number(abs(lat), digits_n)}° {north}, {number(abs(lon), digits_n)}° {east}"


def country_name(code: str) -> str:
    """Return the name of a country in the language in use, by its ISO code of two letters.

    Examples
    --------
    >>> country_name("FI"), country_name("XQ")
    ('Finland', 'XQ')
    """
    return str(Locale.parse(_language.get()).territories.get(code, code))


def country_codes() -> tuple[str, ...]:
    """Return the codes of all countries, in the order of their names in the language in use."""
    names = {str(code): str(name) for code, name in Locale.parse(_language.get()).territories.items()}
    return tuple(sorted(filter(_is_country, names), key=lambda code: names[code]))


def _is_country(code: str) -> bool:
    return len(code) == _CODE_LETTERS and code.isalpha() and code not in _NO_COUNTRIES


class _Titled(Protocol):  # the AreaInfo of layers, which this module does not import
    @property
    def title(self) -> str: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def note(self) -> str: ...
    @property
    def notes(self) -> Mapping[str, str]: ...


def title_of(area: _Titled) -> str:
    """Return the title of an area in the language in use, else the one that every area has."""
    return area.titles.get(_language.get()) or area.title


def note_of(area: _Titled) -> str:
    """Return what an area says of itself in the language in use, else as it says it to all."""
    return area.notes.get(_language.get()) or area.note


class _Localised(Formatter):  # fills values into a translated template: numbers as the language writes them
    def format_field(self, value: Any, format_spec: str) -> str:
        plain_number = re.fullmatch(r",?(?:\.(\d)f)?", format_spec) if format_spec else None
        if plain_number and isinstance(value, int | float):
            return number(value, int(plain_number[1] or 0))
        translated = isinstance(value, Exception) or hasattr(value, "template") or hasattr(value, "titles")
        return format(translate(value) if translated else value, format_spec)


_LOCALISED = _Localised()


def translate(text: object) -> str:
    """Return a text of layers, or what an error says, in the language in use.

    A Sentence of layers is translated with all that was filled in; other texts as far as the catalogue knows.

    Examples
    --------
    >>> translate(ValueError("No such place.")), translate("row left out")
    ('No such place.', 'row left out')
    """
    if isinstance(text, Exception) and hasattr(next(iter(text.args), None), "template"):
        return translate(text.args[0])
    if hasattr(text, "titles"):
        return text.titles.get(_language.get()) or str(text)
    template, values = getattr(text, "template", str(text)), getattr(text, "values", {})
    said = _LOCALISED.vformat(_(template), (), values) if values else _(template)
    # A word for a code stands with the code beside it, in every language.
    return text.beside(said) if hasattr(text, "beside") else said


def unit_name(unit: str) -> str:
    """Return a unit as the language writes it; most are the same in all."""
    return _(unit) if unit in _UNITS else unit


def number(value: float | None, digits_n: int = 0) -> str:
    """Return the number with digit groups and decimal sign of the language; a dash for what is not known.

    Examples
    --------
    >>> number(129000), number(0.4567, 2), number(None)
    ('129,000', '0.46', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    exact = Decimal(str(value))
    rounded = round(exact, digits_n) if exact.is_finite() else exact
    # Else a trace below zero would be written as -0.
    return _written(rounded or Decimal(0), digits_n, _language.get())


# Tables of tens of thousands of plots say the same few numbers again and again.
@lru_cache(maxsize=50_000)
def _written(value: Decimal, digits_n: int, spoken: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits_n if digits_n else "")
    return format_decimal(value, format=pattern, locale=spoken)


def signed(value: float, digits_n: int = 0) -> str:
    """Return a difference with its sign; none where it rounds to nothing.

    Examples
    --------
    >>> signed(1200), signed(-0.5, 1), signed(0.2)
    ('+1,200', '−0.5', '0')
    """
    text = number(abs(value), digits_n)
    if round(value, digits_n) == 0:
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def said_in(code: str, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function makes in a language; the language in use stays as it is.

    Examples
    --------
    >>> said_in("fi", number, 1.5, 1), number(1.5, 1)
    ('1,5', '1.5')
    """

    def run() -> T:
        use_language(code)
        return make(*args, **kwargs)

    return copy_context().run(run)


def quantity(value: float | None, unit: str, digits_n: int = 0) -> str:
    r"""Return the number with its unit, held together by a no-break space.

    Examples
    --------
    >>> quantity(1270.4, "m")
    '1,270\xa0m'
    """
    text = number(value, digits_n)
    return text if text == "–" else f"{text}\u00a0{unit_name(unit)}"


def distance(value_m: float | None) -> str:
    r"""Return a distance in metres below a kilometre, else in kilometres.

    Examples
    --------
    >>> distance(640.2), distance(1274.0), distance(485700.0)
    ('640\xa0m', '1.27\xa0km', '486\xa0km')
    """
    if value_m is None or math.isnan(value_m):
        return "–"
    if value_m < M_PER_KM:
        return quantity(value_m, "m")
    kilometres = value_m / M_PER_KM
    # Three digits are what such distances are known to.
    digits_n = next((digits for below, digits in ((10, 2), (100, 1)) if kilometres < below), 0)
    return quantity(kilometres, "km", digits_n)


def hectares(value_m2: float | None) -> str:
    r"""Return an area in hectares.

    Examples
    --------
    >>> hectares(215000)
    '21.50\xa0ha'
    """
    return quantity(None if value_m2 is None else value_m2 / 10_000, "ha", 2)


def day(value: str | None) -> str:
    """Return an ISO date as the language writes it; a dash for none."""
    if not value:
        return "–"
    try:
        form = _DAYS.get(_language.get(), "medium")
        return format_date(date.fromisoformat(value), format=form, locale=_language.get())
    except ValueError:
        return value
