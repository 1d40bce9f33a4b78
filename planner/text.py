"""Texts in the user's language, and numbers as that language writes them."""

import gettext
import math
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "sijainti"
LANGUAGES = ("en",)
M_PER_KM = 1000

_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [language], fallback=True)


def use_language(language: str) -> None:
    """Set the language of all texts of this thread or task; an unknown one falls back to English."""
    _language.set(language if language in LANGUAGES else "en")


def language() -> str:
    """Return the code of the language in use."""
    return _language.get()


def _(message: str) -> str:
    """Return the message in the language in use."""
    return _catalogue(_language.get()).gettext(message)


def n_(singular: str, plural: str, count_n: int) -> str:
    """Return the singular or plural message for this count, with {n} filled in."""
    return _catalogue(_language.get()).ngettext(singular, plural, count_n).format(n=number(count_n))


def marked(message: str) -> str:
    """Return the message as it is, marked for translation where it is shown."""
    return message


def localised(titles: dict[str, str]) -> str:
    """Return the title in the language in use, else the English one.

    Examples
    --------
    >>> localised({"en": "Railway protective zone", "fi": "Rautatien suoja-alue"})
    'Railway protective zone'
    """
    return titles.get(_language.get()) or titles["en"]


def number(value: float | None, digits_n: int = 0) -> str:
    """Return the number with digit groups and decimal sign of the language; a dash for what is not known.

    Examples
    --------
    >>> number(129000), number(0.4567, 2), number(None)
    ('129,000', '0.46', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    pattern = "#,##0" + ("." + "0" * digits_n if digits_n else "")
    if round(value, digits_n) == 0:
        value = 0.0  # else a trace below zero would be written as -0
    return format_decimal(value, format=pattern, locale=_language.get())


def quantity(value: float | None, unit: str, digits_n: int = 0) -> str:
    r"""Return the number with its unit, held together by a no-break space.

    Examples
    --------
    >>> quantity(1270.4, "m")
    '1,270\xa0m'
    """
    text = number(value, digits_n)
    return text if text == "–" else f"{text}\u00a0{unit}"


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
        return format_date(date.fromisoformat(value), format="medium", locale=_language.get())
    except ValueError:
        return value
